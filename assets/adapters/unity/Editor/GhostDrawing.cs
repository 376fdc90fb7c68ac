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

        // #b7a2ff: what comes from agents, as in the control room. A little of the scene shines through.
        static readonly Color Colour = new Color(0.718f, 0.635f, 1f, 0.85f);

        static GUIStyle labels;
        static Adapter broken;
        static int drawn;

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
            if (version == drawn)
                return;
            drawn = version;
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
                Draw(adapter.Ghosts.Placed());
            }
            catch (Exception error)
            {
                // Whatever it is, the artist goes on seeing their scene, and is told once.
                broken = adapter;
                Debug.LogException(error);
            }
        }

        static void Draw(IReadOnlyList<PlacedGhost> ghosts)
        {
            if (labels == null)
                // Names are anybody's words, and no markup.
                labels = new GUIStyle(EditorStyles.label) { richText = false, normal = { textColor = Colour } };
            using (new Handles.DrawingScope(Colour))
            {
                for (int index = 0; index < ghosts.Count; index += 1)
                {
                    PlacedGhost each = ghosts[index];
                    Core.Vector3[] box = BoxOf(each.Item);
                    Handles.DrawDottedLines(Array.ConvertAll(ToArray(GhostLines.Of(each.Ghost, each.Place, box)), Engine), DotSize);
                    if (index < MostLabels)
                        Handles.Label(Engine(GhostLines.LabelPoint(each.Place, box)), Ghosts.Label(each.Ghost), labels);
                }
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

        static Core.Vector3[] ToArray(IReadOnlyList<Core.Vector3> points)
        {
            var all = new Core.Vector3[points.Count];
            for (int index = 0; index < all.Length; index += 1)
                all[index] = points[index];
            return all;
        }

        static UnityEngine.Vector3 Engine(Core.Vector3 point)
        {
            return new UnityEngine.Vector3(point.X, point.Y, point.Z);
        }

        static Core.Vector3 Shared(UnityEngine.Vector3 point)
        {
            return new Core.Vector3(point.x, point.y, point.z);
        }
    }
}
