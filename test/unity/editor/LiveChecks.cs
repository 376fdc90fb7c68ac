using System.Collections.Generic;
using UnityEditor;
using UnityEngine;
using VibeSync.Core;

namespace VibeSync.Checks
{
    public static class LiveChecks
    {
        static readonly SceneObject Cube = Sample.Object(1, "Cube");
        static readonly SceneObject Lamp = new SceneObject(
            Sample.Id(2), ObjectKind.Light, "Lamp", Cube.Id, Core.Transform.Identity, new Visibility(true, false),
            Properties.None.With("power", JsonValue.Number(12.5)));

        static readonly string[] Nobody = new string[0];

        [Check("editor: a session brings the scene in step, and every operation is one group of its own")]
        public static void Operations()
        {
            var desk = new EditorDesk(Cube, Lamp);
            Found.Equal("Cube Lamp", desk.Bench.Names);
            Found.Equal(false, desk.Item("Lamp").activeSelf);
            desk.Apply(
                new RenameOperation(Cube.Id, "Crate"),
                new SetVisibilityOperation(Cube.Id, new Visibility(true, false)),
                new SetPropertyOperation(Cube.Id, "mass", JsonValue.Number(3)),
                new ReparentOperation(Lamp.Id, null));
            Found.Equal(4, desk.Take<AppliedFrame>().States.Count);
            var groups = new HashSet<string>();
            foreach (string each in Undo.Recorded)
                groups.Add(each.Split(' ')[0]);
            Found.Equal(1, groups.Count);
            Found.Equal("Crate Lamp", desk.Bench.Names);
            Found.Equal(true, desk.Item("Lamp").transform.parent == null);
        }

        [Check("editor: a person's step is told with its name, and a script's write without one as drift")]
        public static void Observed()
        {
            var desk = new EditorDesk(Cube);
            GameObject cube = desk.Item("Cube");
            cube.transform.localPosition = new UnityEngine.Vector3(1f, 2f, 3f);
            desk.Bench.Step("Move Cube", cube);
            desk.Frame();
            desk.Frame();
            ObservedFrame told = desk.Take<ObservedFrame>();
            Found.Equal("Move Cube", told.Undo.Name);
            Found.Equal(1, told.Operations.Count);
            cube.name = "Crate";
            desk.Settle();
            Found.Equal(null, desk.Take<ObservedFrame>().Undo);
        }

        [Check("editor: what this adapter wrote comes back as nobody's edit when Unity tells of it")]
        public static void NoEcho()
        {
            var desk = new EditorDesk(Cube);
            desk.Apply(new RenameOperation(Cube.Id, "Crate"));
            desk.Take<AppliedFrame>();
            desk.Bench.Publish(Bench.Change(ObjectChangeKind.ChangeGameObjectOrComponentProperties, desk.Item("Crate")));
            desk.Settle();
            Found.Equal(0, desk.Link.Sent.Count);
        }

        [Check("editor: what an undo would have brought of others' is a group of the artist's once they ask for it, and told as theirs once")]
        public static void UndoTheirs()
        {
            var desk = new EditorDesk(Cube);
            desk.Apply(new SetVisibilityOperation(Cube.Id, new Visibility(false, false)));
            desk.Take<AppliedFrame>();
            GameObject cube = desk.Item("Cube");
            Found.Equal(null, desk.Adapter.Theirs);
            Bench.GoBack(desk.Bench.Scene, "VibeSync: change", () => cube.SetActive(true));
            desk.Frame();
            desk.Frame();
            Found.Equal(false, cube.activeSelf);
            Found.Equal("“Cube”", desk.Adapter.Theirs);
            Undo.Recorded.Clear();
            desk.Adapter.UndoTheirs();
            desk.Frame();
            Found.Equal(true, cube.activeSelf);
            Found.Equal(true, Undo.Recorded.Count > 0);
            // Unity tells of it as of a person's.
            desk.Bench.Publish(Bench.Change(ObjectChangeKind.ChangeGameObjectOrComponentProperties, cube));
            desk.Settle();
            Found.Equal(1, desk.Link.Sent.Count);
            ObservedFrame told = desk.Take<ObservedFrame>();
            Found.Equal("Undo theirs", told.Undo.Name);
            Found.Equal(1, told.Operations.Count);
            Found.Equal(null, desk.Adapter.Theirs);
        }

        [Check("editor: going back over a deletion that others made keeps it deleted, with a note")]
        public static void DeletionUndone()
        {
            var desk = new EditorDesk(Cube, Lamp);
            GameObject lamp = desk.Item("Lamp");
            desk.Apply(new DeleteOperation(Lamp.Id, Nobody));
            Found.Equal("Cube", desk.Bench.Names);
            desk.Take<AppliedFrame>();
            Bench.GoBack(desk.Bench.Scene, "VibeSync: change", () => lamp.transform.SetParent(desk.Item("Cube").transform, false));
            Found.Equal("Cube Lamp", desk.Bench.Names);
            desk.Frame();
            desk.Frame();
            Found.Equal("Cube", desk.Bench.Names);
            Found.Equal(1, desk.Adapter.Notes.Count);
            Found.Equal(0, desk.Link.Sent.Count);
            desk.Confirm();
            Found.Equal(true, lamp == null);
        }

        [Check("editor: to delete a part of a prefab instance alone is refused, and leaves no trace")]
        public static void FixedPart()
        {
            var desk = new EditorDesk(Cube, Lamp);
            PrefabUtility.Instances.Add(desk.Item("Cube"));
            desk.Apply(new DeleteOperation(Lamp.Id, Nobody));
            Found.Equal(EngineRefusal.FixedPart, desk.Take<FailedFrame>().Code);
            Found.Equal("Cube Lamp", desk.Bench.Names);
            Found.Equal(0, Undo.Recorded.Count);
            desk.Apply(new DeleteOperation(Cube.Id, new[] { Lamp.Id }));
            desk.Take<AppliedFrame>();
            Found.Equal("", desk.Bench.Names);
        }

        [Check("editor: what is deleted and undecided is in the file that is saved, and out of the scene afterwards")]
        public static void Saved()
        {
            var desk = new EditorDesk(Cube, Lamp);
            desk.Apply(new DeleteOperation(Lamp.Id, Nobody));
            desk.Adapter.BeforeSave();
            Found.Equal("Cube Lamp", desk.Bench.Names);
            Found.Equal(7L, desk.Bench.Scene.Binding.Revision);
            desk.Adapter.AfterSave();
            Found.Equal("Cube", desk.Bench.Names);
        }

        [Check("editor: before play mode what is deleted and undecided comes back into the scene, and the connection stays")]
        public static void BeforePlay()
        {
            var desk = new EditorDesk(Cube, Lamp);
            desk.Apply(new DeleteOperation(Lamp.Id, Nobody));
            Found.Equal("Cube", desk.Bench.Names);
            desk.Adapter.BeforePlay();
            Found.Equal(null, desk.Link.Ended);
            Found.Equal("Cube Lamp", desk.Bench.Names);
            desk.Adapter.AfterSave();
            Found.Equal("Cube Lamp", desk.Bench.Names);
        }

        [Check("editor: before a domain reload what is deleted and undecided comes back into the scene")]
        public static void Suspended()
        {
            var desk = new EditorDesk(Cube, Lamp);
            desk.Apply(new DeleteOperation(Lamp.Id, Nobody));
            desk.Adapter.Suspend();
            Found.Equal("detached", desk.Link.Ended);
            Found.Equal("Cube Lamp", desk.Bench.Names);
        }
    }
}
