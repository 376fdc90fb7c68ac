using System.Collections.Generic;
using UnityEditor;
using UnityEngine;
using VibeSync.Core;
using VibeSync.Editor;
using Transform = VibeSync.Core.Transform;

namespace VibeSync.Checks
{
    /// <summary>Play mode over the Editor layer: which hand changed what, by what Unity tells of it.</summary>
    public static class PlayChecks
    {
        static readonly SceneObject Cube = Sample.Object(1, "Cube");
        static readonly SceneObject Lamp = new SceneObject(
            Sample.Id(2), ObjectKind.Light, "Lamp", null, Transform.Identity, new Visibility(true, true),
            Properties.None.With("power", JsonValue.Number(12.5)));

        [Check("editor: play mode lasts from the wish for it until Unity has put the scene back, and is one word all the while")]
        public static void Lasts()
        {
            var bench = new Bench();
            Found.Equal(null, bench.Scene.Activity);
            EditorApplication.isPlayingOrWillChangePlaymode = true;
            Found.Equal("play mode", bench.Scene.Activity.Words);
            EditorApplication.isPlaying = true;
            Found.Equal("play mode", bench.Scene.Activity.Words);
            // As Unity's documentation has it of ExitingPlayMode.
            EditorApplication.isPlayingOrWillChangePlaymode = false;
            Found.Equal("play mode", bench.Scene.Activity.Words);
            Found.Equal(true, bench.Scene.IsLoaded);
            EditorActivity.IsLeavingPlay = true;
            EditorApplication.isPlaying = false;
            Found.Equal("play mode", bench.Scene.Activity.Words);
            EditorActivity.IsLeavingPlay = false;
            Found.Equal(null, bench.Scene.Activity);
        }

        [Check("editor: a hand is told by the component that it was on, and one on a component that is not shared is none")]
        public static void Parts()
        {
            var desk = new EditorDesk(Cube, Lamp);
            GameObject cube = desk.Item("Cube");
            GameObject lamp = desk.Item("Lamp");
            Light light;
            Found.Equal(true, lamp.TryGetComponent(out light));
            Begin(desk);
            // Physics has moved it, and a person turns it off.
            cube.transform.localPosition = new UnityEngine.Vector3(9f, 9f, 9f);
            cube.SetActive(false);
            Hand(desk, Change(cube));
            lamp.transform.localPosition = new UnityEngine.Vector3(1f, 2f, 3f);
            lamp.name = "By a script";
            Hand(desk, Change(lamp.transform), Change(light));
            List<string> offered = Leave(desk);
            Found.Equal("Cube name, Cube visibility, Lamp transform", string.Join(", ", offered));
        }

        [Check("editor: a hand on the shared properties, and one that hangs it elsewhere")]
        public static void PropertiesAndParent()
        {
            var desk = new EditorDesk(Cube, Lamp);
            GameObject lamp = desk.Item("Lamp");
            VibeSyncIdentity identity;
            Found.Equal(true, lamp.TryGetComponent(out identity));
            Begin(desk);
            identity.Properties[0].number = 20f;
            Hand(desk, Change(identity));
            Found.Equal("Lamp property:power", string.Join(", ", Leave(desk)));
            desk = new EditorDesk(Cube, Lamp);
            lamp = desk.Item("Lamp");
            Begin(desk);
            lamp.transform.SetParent(desk.Item("Cube").transform, false);
            Hand(desk, Bench.Change(ObjectChangeKind.ChangeGameObjectParent, lamp));
            Found.Equal("Lamp parent, Lamp transform", string.Join(", ", Leave(desk)));
        }

        [Check("editor: what is created or destroyed in play mode, and what scripts do, is offered to nobody")]
        public static void Nothing()
        {
            var desk = new EditorDesk(Cube);
            Begin(desk);
            GameObject bullet = Bench.Make("Bullet");
            desk.Item("Cube").transform.localPosition = new UnityEngine.Vector3(9f, 9f, 9f);
            Hand(
                desk,
                Bench.Change(ObjectChangeKind.CreateGameObjectHierarchy, bullet),
                Change(bullet.transform),
                Bench.Change(ObjectChangeKind.ChangeGameObjectStructure, desk.Item("Cube")),
                Bench.Change(ObjectChangeKind.DestroyGameObjectHierarchy, desk.Item("Cube")));
            Found.Equal("", string.Join(", ", Leave(desk)));
        }

        [Check("editor: the copy is known by its link, and of two objects with one id the first is who it was")]
        public static void Copies()
        {
            var desk = new EditorDesk(Cube);
            Begin(desk);
            GameObject clone = Bench.Make("Cube(Clone)");
            clone.AddComponent<VibeSyncIdentity>().Id = Cube.Id;
            clone.transform.localPosition = new UnityEngine.Vector3(5f, 5f, 5f);
            Hand(desk, Change(clone.transform));
            Found.Equal("", string.Join(", ", Leave(desk)));
        }

        [Check("editor: what is typed into is in the hands, what is dragged as well, and a caret keeps Unity from nothing")]
        public static void Typed()
        {
            var desk = new EditorDesk(Cube, Lamp);
            Selection.objects = new Object[] { desk.Item("Cube") };
            EditorGUIUtility.editingTextField = true;
            desk.Frame();
            Found.Equal("editing", desk.Take<HandsFrame>().Mode);
            Found.Equal(null, desk.Bench.Scene.Activity);
            Found.Equal(0, desk.Bench.Scene.InHands.Count);
            EditorApplication.isFocused = false;
            desk.Frame();
            Found.Equal(0, desk.Take<HandsFrame>().Objects.Count);
            EditorApplication.isFocused = true;
            GUIUtility.hotControl = 7;
            desk.Frame();
            Found.Equal("moving", desk.Take<HandsFrame>().Mode);
            EditorGUIUtility.editingTextField = false;
            GUIUtility.hotControl = 0;
        }

        static void Begin(EditorDesk desk)
        {
            EditorApplication.isPlayingOrWillChangePlaymode = EditorApplication.isPlaying = true;
            desk.Frame();
            desk.Link.Sent.Clear();
        }

        static ChangeData Change(Object item)
        {
            return Bench.Change(ObjectChangeKind.ChangeGameObjectOrComponentProperties, item);
        }

        static void Hand(EditorDesk desk, params ChangeData[] changes)
        {
            var stream = new ObjectChangeEventStream { Changes = new List<ChangeData>(changes) };
            desk.Bench.Scene.PlayedObjects.Published(ref stream);
            desk.Adapter.LookAtPlay();
        }

        /// <summary>The name of each object, and which of its facets is offered, in order.</summary>
        static List<string> Leave(EditorDesk desk)
        {
            desk.Adapter.LeavePlay();
            var offered = new List<string>();
            foreach (OutgoingFrame each in desk.Link.Sent)
                if (each is OfferedFrame frame)
                    foreach (FacetState state in frame.States)
                        offered.Add((state.Id == Cube.Id ? "Cube " : "Lamp ") + state.Facet);
            EditorApplication.isPlayingOrWillChangePlaymode = EditorApplication.isPlaying = false;
            desk.Bench.Scene.Restored();
            desk.Link.Sent.Clear();
            desk.Frame();
            Found.Equal(null, desk.Link.Sent.Find(each => each is SceneFrame));
            Found.Equal(false, desk.Link.Sent.Find(each => each is ReadyFrame) == null);
            offered.Sort(string.CompareOrdinal);
            return offered;
        }
    }
}
