using System.Collections.Generic;
using UnityEditor;
using UnityEditor.SceneManagement;
using UnityEngine;
using VibeSync.Core;
using VibeSync.Editor;

namespace VibeSync.Checks
{
    /// <summary>What is drawn over the Scene view, and when nothing is.</summary>
    public static class GhostDrawingChecks
    {
        const string Address = "ws://127.0.0.1:47800/adapter";

        [Check("editor: suggestions are drawn over the Scene view in the agents' colour, round the object's own box, and name their agent")]
        public static void Drawn()
        {
            VibeSyncSession session = Live();
            var box = new Mesh
            {
                bounds = new Bounds { min = new UnityEngine.Vector3(-1f, 0f, -1f), max = new UnityEngine.Vector3(1f, 2f, 1f) },
            };
            GameObject cube = System.Array.Find(Bench.Open.GetRootGameObjects(), each => each.name == "Cube");
            MeshFilter filter;
            cube.TryGetComponent(out filter);
            filter.sharedMesh = box;
            int repaints = UnityEditor.SceneView.Repaints;
            Told(session, Moved(1, "<b>Cube</b>"));
            Found.Equal(true, UnityEditor.SceneView.Repaints > repaints);
            repaints = UnityEditor.SceneView.Repaints;
            EditorDesk.Turn(session);
            Found.Equal(repaints, UnityEditor.SceneView.Repaints);
            Paint(EventType.Repaint);
            Found.Equal(24, Handles.Lines.Count);
            Found.Equal("set-dresser: <b>Cube</b>", string.Join("|", Handles.Labels));
            // Shared x 3 is Unity's −3: the box is from −4 to −2 there.
            Found.Equal(-4f, Low(Handles.Lines));
            Found.Equal(true, Handles.LinesColor.b == 1f && Handles.LinesColor.a < 1f);
            Found.Equal(0f, Handles.color.b);
            Found.Equal(0f, cube.transform.localPosition.x);
            session.Disconnect();
        }

        [Check("editor: nothing is drawn but where the view paints itself, gizmos are on, it shows the scene, the artist wants it, and it is in step")]
        public static void NotDrawn()
        {
            VibeSyncSession session = Live();
            Told(session, Moved(1, "Cube"));
            Paint(EventType.Layout);
            Found.Equal(0, Handles.Lines.Count);
            Paint(EventType.Repaint, gizmos: false);
            Found.Equal(0, Handles.Lines.Count);
            GhostDrawing.IsWanted = false;
            Paint(EventType.Repaint);
            Found.Equal(0, Handles.Lines.Count);
            GhostDrawing.IsWanted = true;
            Paint(EventType.Repaint);
            Found.Equal(24, Handles.Lines.Count);
            Lightmapping.isRunning = true;
            Paint(EventType.Repaint);
            Found.Equal(0, Handles.Lines.Count);
            Lightmapping.isRunning = false;
            StageUtility.Entered = StageUtility.Prefab;
            Paint(EventType.Repaint);
            Found.Equal(0, Handles.Lines.Count);
            StageUtility.Entered = null;
            Paint(EventType.Repaint);
            Found.Equal(24, Handles.Lines.Count);
            int repaints = UnityEditor.SceneView.Repaints;
            session.Disconnect();
            EditorDesk.Turn(session);
            Found.Equal(true, UnityEditor.SceneView.Repaints > repaints);
            Paint(EventType.Repaint);
            Found.Equal(0, Handles.Lines.Count);
        }

        [Check("editor: what is drawn is made once for the repaints of half a second, in one stroke, and follows what it hangs on")]
        public static void MadeOnce()
        {
            VibeSyncSession session = Live();
            GameObject cube = System.Array.Find(Bench.Open.GetRootGameObjects(), each => each.name == "Cube");
            Told(session, On(1, 2), On(1, 3));
            Paint(EventType.Repaint);
            Found.Equal("48 in 1", Handles.Lines.Count + " in " + Handles.Strokes);
            float low = Low(Handles.Lines);
            cube.transform.localPosition = new UnityEngine.Vector3(10f, 0f, 0f);
            EditorApplication.timeSinceStartup += 0.4;
            Paint(EventType.Repaint);
            Found.Equal(low, Low(Handles.Lines));
            int repaints = UnityEditor.SceneView.Repaints;
            EditorDesk.Turn(session);
            Found.Equal(repaints, UnityEditor.SceneView.Repaints);
            EditorApplication.timeSinceStartup += 0.2;
            // Nobody moves the view any more, and what was drawn last is old.
            EditorDesk.Turn(session);
            EditorDesk.Turn(session);
            Found.Equal(repaints + 1, UnityEditor.SceneView.Repaints);
            Paint(EventType.Repaint);
            Found.Equal(low + 10f, Low(Handles.Lines));
            EditorDesk.Turn(session);
            Found.Equal(repaints + 1, UnityEditor.SceneView.Repaints);
            Told(session, On(1, 2));
            Paint(EventType.Repaint);
            Found.Equal(24, Handles.Lines.Count);
            session.Disconnect();
        }

        /// <summary>A new mesh below another object.</summary>
        static Ghost On(int parent, int id)
        {
            return new Ghost(
                Sample.Id(800), "a", Sample.Id(id), GhostChange.Created, ObjectKind.Mesh, "New", Sample.Id(parent), Core.Transform.Identity);
        }

        [Check("editor: an error in drawing is said once, and ends the drawing alone")]
        public static void Broken()
        {
            VibeSyncSession session = Live();
            // Nobody sends this: it stands for whatever may go wrong.
            Told(session, new Ghost(Sample.Id(800), "a", Sample.Id(1), GhostChange.Moved, ObjectKind.Mesh, null, null, Core.Transform.Identity), null);
            Debug.Warnings.Clear();
            Paint(EventType.Repaint);
            Paint(EventType.Repaint);
            Found.Equal(1, Debug.Warnings.Count);
            Found.Equal(Phase.Live, session.Adapter.Phase);
            Found.Equal(0f, Handles.color.b);
            session.Disconnect();
        }

        internal static Ghost Moved(int id, string name)
        {
            var there = new Core.Transform(new Core.Vector3(3f, 0f, 0f), Core.Quaternion.Identity, Core.Vector3.One);
            return new Ghost(Sample.Id(800), "set-dresser", Sample.Id(id), GhostChange.Moved, ObjectKind.Mesh, name, null, there);
        }

        static ScriptedLink link;

        static VibeSyncSession Live()
        {
            WindowChecks.Open();
            link = new ScriptedLink();
            var session = EditorDesk.Session((address, code, store) => link);
            typeof(VibeSyncEditor).GetProperty("Session").SetValue(null, session, null);
            session.Pair(Address, "ABCD-2345");
            EditorDesk.Join(link, () => EditorDesk.Turn(session), 7, Sample.Object(1, "Cube"));
            return session;
        }

        static void Told(VibeSyncSession session, params Ghost[] ghosts)
        {
            link.Deliver(new GhostsFrame(ghosts, 0));
            EditorDesk.Turn(session);
        }

        static void Paint(EventType type, bool gizmos = true)
        {
            Event.current = new Event { type = type };
            UnityEditor.SceneView.Paint(new UnityEditor.SceneView { drawGizmos = gizmos });
        }

        static float Low(List<UnityEngine.Vector3> points)
        {
            float low = points[0].x;
            foreach (UnityEngine.Vector3 each in points)
                low = System.Math.Min(low, each.x);
            return low;
        }
    }
}
