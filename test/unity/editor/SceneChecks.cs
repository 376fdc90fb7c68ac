using System.Collections.Generic;
using UnityEditor;
using UnityEditor.SceneManagement;
using UnityEngine;
using UnityEngine.Animations;
using UnityEngine.SceneManagement;
using VibeSync.Core;
using VibeSync.Editor;

namespace VibeSync.Checks
{
    public static class SceneChecks
    {
        [Check("editor: the scene's objects come parents first, the link's own among none of them")]
        public static void Objects()
        {
            var bench = new Bench();
            GameObject street = Bench.Make("street");
            Bench.Make("lamp", street);
            Bench.Make("car");
            bench.Scene.Binding = new SceneBinding("project", "scene", 3);
            Found.Equal("street lamp car", bench.Names);
            Found.Equal(4, Bench.Open.GetRootGameObjects().Length + 1);
        }

        [Check("editor: going through the scene goes on over what changes meanwhile, and meets whatever has stayed")]
        public static void Walking()
        {
            var bench = new Bench();
            GameObject street = Bench.Make("street");
            GameObject lamp = Bench.Make("lamp", street);
            Bench.Make("bulb", lamp);
            Bench.Make("sign", street);
            GameObject car = Bench.Make("car");
            Bench.Make("tree");
            var met = new List<string>();
            foreach (IEngineObject each in bench.Scene.Walk())
            {
                met.Add(each.Name);
                if (each.Name == "street")
                    Object.DestroyImmediate(lamp);
                if (each.Name == "sign")
                    SceneManager.MoveGameObjectToScene(car, Bench.New());
            }
            Found.Equal("street sign tree", string.Join(" ", met));
            met.Clear();
            foreach (IEngineObject each in bench.Scene.Walk(bench.Scene.Wrap(street)))
                met.Add(each.Name);
            Found.Equal("street sign", string.Join(" ", met));
        }

        [Check("editor: only linking makes the scene unsaved, the confirmed number alone does not")]
        public static void Binding()
        {
            var bench = new Bench();
            Found.Equal(null, bench.Scene.Binding.Project);
            bench.Scene.Binding = new SceneBinding("project", "scene", null);
            Found.Equal(true, bench.Scene.IsUnsaved);
            Found.Equal(null, bench.Scene.Binding.Revision);
            Bench.Open.Inner.IsDirty = false;
            bench.Scene.Binding = new SceneBinding("project", "scene", 4);
            Found.Equal(false, bench.Scene.IsUnsaved);
            Found.Equal(4L, bench.Scene.Binding.Revision);
            Found.Equal(0, Undo.Recorded.Count);
        }

        [Check("editor: a saved scene is known by its project and its GUID wherever it is moved, an untitled one by nothing")]
        public static void FileKeys()
        {
            var bench = new Bench();
            Found.Equal("untitled", bench.Scene.Title);
            Found.Equal(null, bench.Scene.FileKey);
            Bench.Open.Inner.Path = "Assets/Scenes/Street.unity";
            Found.Equal("Street.unity", bench.Scene.Title);
            Found.Equal(null, bench.Scene.FileKey);
            AssetDatabase.Guids["Assets/Scenes/Street.unity"] = "0a1b";
            Found.Equal("/projects/street/0a1b", bench.Scene.FileKey);
            AssetDatabase.Guids["Assets/Night/Street.unity"] = "0a1b";
            Bench.Open.Inner.Path = "Assets/Night/Street.unity";
            Found.Equal("/projects/street/0a1b", bench.Scene.FileKey);
            Bench.Open.Inner.Path = "/elsewhere/Street.unity";
            Found.Equal("/elsewhere/Street.unity", bench.Scene.FileKey);
        }

        [Check("editor: a linked scene is taken before the active one")]
        public static void LinkedFirst()
        {
            var bench = new Bench();
            bench.Scene.Binding = new SceneBinding("project", "scene", 1);
            SceneManager.Open.Insert(0, Bench.New());
            Bench.Make("elsewhere");
            bench.Scene.Reopen();
            Found.Equal("scene", bench.Scene.Binding.Scene);
            Found.Equal("", bench.Names);
        }

        [Check("editor: a closed scene has left view, and is back when it is opened beside the others")]
        public static void Unloaded()
        {
            var bench = new Bench();
            Scene linked = Bench.Open;
            bench.Scene.Binding = new SceneBinding("project", "scene", 1);
            SceneManager.Open.Insert(0, Bench.New());
            linked.Inner.IsLoaded = false;
            bench.Scene.Closed();
            Found.Equal("Unloaded 0", bench.Told);
            Found.Equal(false, bench.Scene.IsLoaded);
            bench.Scene.Appeared(Bench.Open);
            Found.Equal("", bench.Told);
            Scene again = Bench.New();
            SceneManager.MoveGameObjectToScene(linked.GetRootGameObjects()[0], again);
            bench.Scene.Appeared(again);
            Found.Equal("Unloaded 0", bench.Told);
            Found.Equal(true, bench.Scene.IsLoaded);
            Found.Equal("scene", bench.Scene.Binding.Scene);
        }

        [Check("editor: a scene that was read from its file anew is another one, also where Unity does not say so")]
        public static void Reread()
        {
            var bench = new Bench();
            bench.Scene.Binding = new SceneBinding("project", "scene", 1);
            bench.Scene.Rearranged();
            Found.Equal("Touched 0", bench.Told);
            GameObject before = Bench.Open.GetRootGameObjects()[0];
            VibeSyncBinding read = Bench.Make(before.name).AddComponent<VibeSyncBinding>();
            read.Project = "project";
            read.SceneId = "scene";
            bench.Scene.Rearranged();
            Found.Equal("Touched 0", bench.Told);
            Object.DestroyImmediate(before);
            bench.Scene.Rearranged();
            Found.Equal("Opened 0", bench.Told);
            bench.Scene.Rearranged();
            Found.Equal("Touched 0", bench.Told);
        }

        [Check("editor: in play mode the scene has not left view, and nothing is marked as unsaved")]
        public static void Playing()
        {
            var bench = new Bench();
            GameObject car = Bench.Make("car");
            Bench.Open.Inner.IsLoaded = false;
            Found.Equal(false, bench.Scene.IsLoaded);
            EditorApplication.isPlayingOrWillChangePlaymode = EditorApplication.isPlaying = true;
            Found.Equal(true, bench.Scene.IsLoaded);
            Found.Equal("", bench.Names);
            bench.Scene.Hang(car, null);
            bench.Scene.Binding = new SceneBinding("project", "scene", 1);
            Found.Equal(false, bench.Scene.IsUnsaved);
        }

        [Check("editor: a handle from before another scene was opened means nothing")]
        public static void Reopened()
        {
            var bench = new Bench();
            Bench.Make("car");
            long before = bench.Scene.Objects()[0].Handle;
            bench.Scene.Reopen();
            Found.Equal("Opened 0", bench.Told);
            Found.Equal(null, bench.Scene.Find(before));
            Found.Equal(true, bench.Scene.Objects()[0].Handle != before);
        }

        [Check("editor: what is created has its kind's components and is one record of the step")]
        public static void Create()
        {
            var bench = new Bench();
            bench.Scene.BeginStep("VibeSync: add");
            IEngineObject street = bench.Scene.Create(ObjectKind.Empty, "street", null);
            foreach (ObjectKind kind in new[] { ObjectKind.Camera, ObjectKind.Light, ObjectKind.Mesh })
                Found.Equal(kind, bench.Scene.Create(kind, kind.ToString(), street).Kind);
            UndoGroup group = bench.Scene.EndStep();
            Found.Equal("VibeSync: add", group.Name);
            Found.Equal("street Camera Light Mesh", bench.Names);
            Found.Equal(
                string.Format("{0} create street|{0} create Camera|{0} create Light|{0} create Mesh", group.Id),
                string.Join("|", Undo.Recorded));
            Found.Equal(true, Undo.GetCurrentGroup() > group.Id);
        }

        [Check("editor: what hangs on a destroyed object and is not its own goes to the root")]
        public static void Destroy()
        {
            var bench = new Bench();
            GameObject street = Bench.Make("street");
            Bench.Make("lamp", street);
            bench.Scene.BeginStep("VibeSync: delete");
            bench.Scene.Destroy(bench.Scene.Objects()[0]);
            bench.Scene.EndStep();
            Found.Equal("lamp", bench.Names);
            Found.Equal(true, street == null);
        }

        [Check("editor: an object's kind is fixed when it gets its id")]
        public static void Kind()
        {
            var bench = new Bench();
            GameObject car = Bench.Make("car");
            IEngineObject seen = bench.Scene.Objects()[0];
            Found.Equal(ObjectKind.Empty, seen.Kind);
            seen.Id = "id";
            car.AddComponent<Light>();
            Found.Equal(ObjectKind.Empty, seen.Kind);
            seen.Id = null;
            Found.Equal(ObjectKind.Light, seen.Kind);
            Found.Equal(null, seen.Id);
            Found.Equal(0, Undo.Recorded.Count);
        }

        [Check("editor: places are Unity's own numbers, to the bit, and stay when the parent changes")]
        public static void Local()
        {
            var bench = new Bench();
            Bench.Make("car");
            Bench.Make("street").transform.localPosition = new UnityEngine.Vector3(100f, 0f, 0f);
            IEngineObject car = bench.Scene.Objects()[0];
            var place = new EngineTransform(
                new Core.Vector3(0.1f, -2f, 3f), new Core.Quaternion(0.5f, 0.5f, -0.5f, 0.5f), new Core.Vector3(1f, 2f, -1f));
            car.Local = place;
            car.SetParent(bench.Scene.Objects()[1]);
            Found.Equal(place.Position, car.Local.Position);
            Found.Equal(place.Rotation, car.Local.Rotation);
            Found.Equal(place.Scale, car.Local.Scale);
            Found.Equal("street car", bench.Names);
            Found.Equal("street", car.Parent.Name);
        }

        [Check("editor: what hangs below its old parent again stands among its siblings where it stood")]
        public static void Siblings()
        {
            var bench = new Bench();
            foreach (string name in new[] { "street", "car", "lamp", "bench" })
                Bench.Make(name);
            IReadOnlyList<IEngineObject> objects = bench.Scene.Objects();
            objects[1].SetParent(objects[0]);
            objects[2].SetParent(objects[0]);
            Found.Equal("street car lamp bench", bench.Names);
            objects[2].SetParent(null);
            objects[1].SetParent(null);
            Found.Equal(4, Bench.Open.rootCount);
            Found.Equal("street car lamp bench", bench.Names);
        }

        [Check("editor: what is on a canvas or hidden by Unity is not shareable")]
        public static void NotShareable()
        {
            var bench = new Bench();
            Bench.Make("button").BindRect();
            Bench.Make("helper").hideFlags = HideFlags.HideInHierarchy;
            Bench.Make("car");
            var shareable = new List<string>();
            foreach (IEngineObject each in bench.Scene.Objects())
                if (each.IsShareable)
                    shareable.Add(each.Name);
            Found.Equal("car", string.Join(" ", shareable));
        }

        [Check("editor: a constraint that is switched on drives the place")]
        public static void Driven()
        {
            var bench = new Bench();
            ParentConstraint constraint = Bench.Make("car").AddComponent<ParentConstraint>();
            IEngineObject car = bench.Scene.Objects()[0];
            Found.Equal(DrivenFacets.None, car.Driven);
            constraint.constraintActive = true;
            Found.Equal(DrivenFacets.Transform, car.Driven);
        }

        [Check("editor: what is inside a prefab instance keeps its parent, and says why")]
        public static void InsidePrefab()
        {
            var bench = new Bench();
            GameObject instance = Bench.Make("lamp");
            PrefabUtility.Instances.Add(instance);
            Bench.Make("bulb", instance);
            IEngineObject lamp = bench.Scene.Objects()[0];
            IEngineObject bulb = bench.Scene.Objects()[1];
            Found.Equal(DrivenFacets.None, lamp.Driven);
            Found.Equal(DrivenFacets.Parent, bulb.Driven);
            Found.Equal(null, lamp.Whole);
            Found.Equal(lamp.Handle, bulb.Whole.Handle);
            Found.Equal(EngineRefusal.FixedPart, Found.Throws<EngineRefusal>(() => bulb.SetParent(null)).Code);
            Found.Equal(EngineRefusal.FixedPart, Found.Throws<EngineRefusal>(() => bench.Scene.Destroy(bulb)).Code);
            bulb.Name = "lamp bulb";
            Found.Equal("lamp bulb", string.Join("|", PrefabUtility.Overrides));
        }

        [Check("editor: what is selected while something is dragged is in the artist's hands; looking around is not, nor is what was left for another application")]
        public static void InHands()
        {
            var bench = new Bench();
            GameObject car = Bench.Make("car");
            Bench.Make("street");
            Selection.objects = new Object[] { car };
            Found.Equal(0, bench.Scene.InHands.Count);
            Found.Equal(null, bench.Scene.Activity);
            GUIUtility.hotControl = 7;
            Found.Equal(1, bench.Scene.InHands.Count);
            Found.Equal("dragging", bench.Scene.Activity.Words);
            Tools.viewToolActive = true;
            Found.Equal(0, bench.Scene.InHands.Count);
            Found.Equal(null, bench.Scene.Activity);
            Tools.viewToolActive = false;
            EditorApplication.isFocused = false;
            Found.Equal(0, bench.Scene.InHands.Count);
            Found.Equal(null, bench.Scene.Activity);
        }

        [Check("editor: what is selected in the scene of the session is, and nothing of another")]
        public static void Selected()
        {
            var bench = new Bench();
            GameObject car = Bench.Make("car");
            Found.Equal(0, Handles(bench).Count);
            Selection.objects = new Object[] { car };
            Found.Equal(1, Handles(bench).Count);
            Object.DestroyImmediate(car);
            Found.Equal(0, Handles(bench).Count);
        }

        [Check("editor: what is selected is gone through when something else is, and when it is gripped, and not in each turn")]
        public static void SelectedOnce()
        {
            var bench = new Bench();
            GameObject car = Bench.Make("car");
            Selection.objects = new Object[] { car };
            GUIUtility.hotControl = 7;
            EditorGUIUtility.editingTextField = true;
            int before = Selection.Listed;
            for (int turn = 0; turn < 10; turn += 1)
                Found.Equal(3, Handles(bench).Count + bench.Scene.InHands.Count + bench.Scene.InEdit.Count);
            Found.Equal(3, Selection.Listed - before);
            Found.Equal(true, bench.Scene.Selected == bench.Scene.Selected && bench.Scene.InHands == bench.Scene.InHands);
            Selection.objects = new Object[] { car, Bench.Make("street") };
            Found.Equal(6, Handles(bench).Count + bench.Scene.InHands.Count + bench.Scene.InEdit.Count);
            Found.Equal(6, Selection.Listed - before);
            GUIUtility.hotControl = 0;
            Found.Equal(0, bench.Scene.InHands.Count);
        }

        static List<long> Handles(Bench bench)
        {
            return new List<long>(bench.Scene.Selected);
        }

        [Check("editor: the view that was used last is the artist's where it shows the scene and not a prefab's inside, with the whole height of one without perspective")]
        public static void Viewpoint()
        {
            var bench = new Bench();
            Found.Equal(false, bench.Scene.Viewpoint.HasValue);
            Camera camera = Bench.Make("eye").AddComponent<Camera>();
            camera.transform.localPosition = new UnityEngine.Vector3(1f, 2f, 3f);
            camera.fieldOfView = 50f;
            camera.farClipPlane = 100f;
            UnityEditor.SceneView.lastActiveSceneView = new UnityEditor.SceneView { camera = camera };
            Found.Equal(50f, bench.Scene.Viewpoint.Value.Extent);
            Found.Equal(2f, bench.Scene.Viewpoint.Value.Position.Y);
            StageUtility.Entered = StageUtility.Prefab;
            Found.Equal(false, bench.Scene.Viewpoint.HasValue);
            StageUtility.Entered = null;
            camera.orthographic = true;
            camera.orthographicSize = 4f;
            Found.Equal(8f, bench.Scene.Viewpoint.Value.Extent);
            UnityEditor.SceneView.lastActiveSceneView = null;
        }

        [Check("editor: play mode, baking on demand and previews park Unity, compiling and importing are waited for")]
        public static void Activity()
        {
            var bench = new Bench();
            EditorApplication.isUpdating = true;
            Found.Equal("False importing assets", Words(bench));
            EditorApplication.isCompiling = true;
            Found.Equal("False compiling", Words(bench));
            AnimationMode.IsOn = true;
            Found.Equal("True animation preview", Words(bench));
            BuildPipeline.isBuildingPlayer = true;
            Found.Equal("True building", Words(bench));
            Lightmapping.isRunning = true;
            Found.Equal("True baking", Words(bench));
#if !UNITY_6000_0_OR_NEWER
            Lightmapping.giWorkflowMode = Lightmapping.GIWorkflowMode.Iterative;
            Found.Equal("True building", Words(bench));
            Lightmapping.giWorkflowMode = Lightmapping.GIWorkflowMode.OnDemand;
#endif
            EditorApplication.isPlayingOrWillChangePlaymode = true;
            Found.Equal("True play mode", Words(bench));
        }

        static string Words(Bench bench)
        {
            return bench.Scene.Activity.Parks + " " + bench.Scene.Activity.Words;
        }
    }
}
