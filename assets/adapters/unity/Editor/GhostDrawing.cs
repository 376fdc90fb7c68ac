using System;
using System.Collections.Generic;
using UnityEditor;
using UnityEngine;
using VibeSync.Core;

namespace VibeSync.Editor
{
    /// <summary>Draws what agents suggest over the Scene view. Nothing of it is in the scene.</summary>
    static class GhostDrawing
    {
        // In pixels, of the dots and of what is between them.
        const float DotSize = 4f;
        // Beyond so many, labels cover what they are about.
        const int MostLabels = 40;
        // How soon what is drawn follows what the artist does to what it hangs on.
        const double FollowedEverySeconds = 0.5;

        // #b7a2ff: what comes from agents, as in the control room. A little of the scene shines through.
        static readonly Color Colour = new Color(0.718f, 0.635f, 1f, 0.85f);

        static GUIStyle labels;
        static Adapter broken;
        static int drawn;
        static Picture picture;
        // Whether it was drawn as it was made for an earlier repaint: by now it may stand elsewhere.
        static bool isKept;

        /// <summary>Whether the artist wants to see them here, until the editor quits.</summary>
        public static bool IsWanted
        {
            get { return !SessionMemory.HidesSuggestions; }
            set
            {
                SessionMemory.HidesSuggestions = !value;
                UnityEditor.SceneView.RepaintAll();
            }
        }

        /// <summary>After a turn: what else is told is seen without the artist's moving the view.</summary>
        public static void Follow(Adapter adapter)
        {
            int version = adapter == null || !adapter.ShowsGhosts ? 0 : adapter.Ghosts.Version;
            bool isOld = isKept && EditorApplication.timeSinceStartup >= picture.OldAfterSeconds;
            if (version == drawn && !isOld)
                return;
            drawn = version;
            isKept = false;
            UnityEditor.SceneView.RepaintAll();
        }

        public static void Draw(UnityEditor.SceneView sceneView)
        {
            Adapter adapter = VibeSyncEditor.Session == null ? null : VibeSyncEditor.Session.Adapter;
            if (Event.current.type != EventType.Repaint || adapter == null || adapter == broken)
                return;
            if (!adapter.ShowsGhosts || adapter.Ghosts.Told.Count == 0 || !IsWanted || !sceneView.drawGizmos || !UnityScene.IsInView)
                return;
            try
            {
                isKept = picture != null && picture.IsOf(adapter);
                if (!isKept)
                    picture = new Picture(adapter);
                Draw(picture);
            }
            catch (Exception error)
            {
                // Whatever it is, the artist goes on seeing their scene, and is told once.
                broken = adapter;
                Debug.LogException(error);
            }
        }

        static void Draw(Picture shown)
        {
            if (labels == null)
                // Names are anybody's words, and no markup.
                labels = new GUIStyle(EditorStyles.label) { richText = false, normal = { textColor = Colour } };
            using (new Handles.DrawingScope(Colour))
            {
                Handles.DrawDottedLines(shown.Lines, DotSize);
                foreach (KeyValuePair<UnityEngine.Vector3, string> each in shown.Labels)
                    Handles.Label(each.Key, each.Value, labels);
            }
        }

        /// <summary>The corners of the mesh that is there already, which Unity keeps; null where there is none.</summary>
        static Core.Vector3[] BoxOf(IEngineObject item)
        {
            MeshFilter filter;
            if (item == null || !((UnityObject)item).Item.TryGetComponent(out filter) || filter.sharedMesh == null)
                return null;
            Bounds bounds = filter.sharedMesh.bounds;
            return new[] { Shared(bounds.min), Shared(bounds.max) };
        }

        static UnityEngine.Vector3 Engine(Core.Vector3 point)
        {
            return new UnityEngine.Vector3(point.X, point.Y, point.Z);
        }

        static Core.Vector3 Shared(UnityEngine.Vector3 point)
        {
            return new Core.Vector3(point.x, point.y, point.z);
        }

        /// <summary>All that is drawn of what was told, made once for the repaints of half a second: while the mouse moves there are many,
        /// of each Scene view.</summary>
        sealed class Picture
        {
            readonly Adapter adapter;
            readonly int version;

            public Picture(Adapter adapter)
            {
                this.adapter = adapter;
                version = adapter.Ghosts.Version;
                OldAfterSeconds = EditorApplication.timeSinceStartup + FollowedEverySeconds;
                var ends = new List<UnityEngine.Vector3>();
                foreach (PlacedGhost each in adapter.Ghosts.Placed())
                {
                    Core.Vector3[] box = BoxOf(each.Item);
                    foreach (Core.Vector3 end in GhostLines.Of(each.Ghost, each.Place, box))
                        ends.Add(Engine(end));
                    if (Labels.Count < MostLabels)
                        Labels.Add(new KeyValuePair<UnityEngine.Vector3, string>(
                            Engine(GhostLines.LabelPoint(each.Place, box)), Ghosts.Label(each.Ghost)));
                }
                Lines = ends.ToArray();
            }

            /// <summary>In the editor's own seconds.</summary>
            public double OldAfterSeconds { get; }

            /// <summary>The ends of all lines, two by two.</summary>
            public UnityEngine.Vector3[] Lines { get; }

            public List<KeyValuePair<UnityEngine.Vector3, string>> Labels { get; } = new List<KeyValuePair<UnityEngine.Vector3, string>>();

            public bool IsOf(Adapter other)
            {
                return other == adapter && other.Ghosts.Version == version && EditorApplication.timeSinceStartup < OldAfterSeconds;
            }
        }
    }
}
