using System.Collections.Generic;
using UnityEditor;
using UnityEngine;
using VibeSync.Core;

namespace VibeSync.Checks
{
    public static class StepChecks
    {
        [Check("editor: a step without writing leaves no group")]
        public static void Empty()
        {
            var bench = new Bench();
            bench.Scene.BeginStep("VibeSync: nothing");
            Found.Equal(null, bench.Scene.EndStep());
        }

        [Check("editor: a dropped step leaves nothing in the history")]
        public static void Dropped()
        {
            var bench = new Bench();
            Bench.Make("car");
            bench.Scene.BeginStep("VibeSync: rename");
            bench.Scene.Objects()[0].Name = "van";
            bench.Scene.Objects()[0].Name = "car";
            bench.Scene.DropStep();
            Found.Equal(0, Undo.Recorded.Count);
        }

        [Check("editor: silent writing makes the scene unsaved and leaves nothing in the history")]
        public static void Silent()
        {
            var bench = new Bench();
            Bench.Make("car");
            bench.Scene.BeginSilence();
            IEngineObject car = bench.Scene.Objects()[0];
            car.IsActive = false;
            car.SetProperty("mass", JsonValue.Number(2.5));
            car.WrittenVisibility = new Visibility(true, false);
            bench.Scene.EndSilence();
            Found.Equal(0, Undo.Recorded.Count);
            Found.Equal(true, bench.Scene.IsUnsaved);
            Found.Equal(false, car.IsActive);
            Found.Equal(new Visibility(true, false), car.WrittenVisibility.Value);
        }

        [Check("editor: what this adapter wrote is not told as a person's, and what a person did to it afterwards is")]
        public static void OwnWrites()
        {
            var bench = new Bench();
            GameObject car = Bench.Make("car");
            bench.Scene.BeginStep("VibeSync: rename");
            bench.Scene.Objects()[0].Name = "van";
            bench.Scene.EndStep();
            bench.Publish(Bench.Change(ObjectChangeKind.ChangeGameObjectOrComponentProperties, car));
            Found.Equal("", bench.Told);

            bench.Scene.BeginStep("VibeSync: rename");
            bench.Scene.Objects()[0].Name = "bus";
            bench.Scene.EndStep();
            car.SetActive(false);
            bench.Step("Hide", car);
            Found.Equal("Step Hide 1", bench.Told);
        }

        [Check("editor: a person's edit before a step of this adapter, in one frame, is told with the person's group")]
        public static void SameFrame()
        {
            var bench = new Bench();
            GameObject car = Bench.Make("car");
            Bench.Make("street");
            Undo.SetCurrentGroupName("Move");
            bench.Scene.BeginStep("VibeSync: rename");
            bench.Scene.Objects()[1].Name = "road";
            bench.Scene.EndStep();
            bench.Publish(Bench.Change(ObjectChangeKind.ChangeGameObjectOrComponentProperties, car.transform));
            Found.Equal("Step Move 1", bench.Told);
        }

        [Check("editor: a drag is one step, however often it is told")]
        public static void Drag()
        {
            var bench = new Bench();
            GameObject car = Bench.Make("car");
            GameObject street = Bench.Make("street");
            Undo.SetCurrentGroupName("Move");
            foreach (GameObject each in new[] { car, car, street })
                bench.Publish(Bench.Change(ObjectChangeKind.ChangeGameObjectOrComponentProperties, each.transform));
            Found.Equal("Step Move 2", bench.Told);
        }

        [Check("editor: an undo is told once, as an undo, and a step after it as a step")]
        public static void Undone()
        {
            var bench = new Bench();
            GameObject car = Bench.Make("car");
            bench.Step("Move", car);
            Found.Equal("Step Move 1", bench.Told);
            var info = new UndoRedoInfo { undoGroup = 4, undoName = "Move", isRedo = false };
            bench.Scene.Events.UndoneOrRedone(in info);
            bench.Publish(Bench.Change(ObjectChangeKind.ChangeGameObjectOrComponentProperties, car));
            Found.Equal("Undo Move 0, Touched 0", bench.Told);
            bench.Scene.Events.UndoneOrRedone(in info);
            Undo.IncrementCurrentGroup();
            bench.Step("Rotate", car);
            Found.Equal("Undo Move 0, Step Rotate 1", bench.Told);
        }

        [Check("editor: an object that is gone is told by the handle that it had")]
        public static void Gone()
        {
            var bench = new Bench();
            GameObject car = Bench.Make("car");
            long handle = bench.Scene.Objects()[0].Handle;
            ChangeData change = Bench.Change(ObjectChangeKind.DestroyGameObjectHierarchy, car);
            Object.DestroyImmediate(car);
            Undo.SetCurrentGroupName("Delete");
            bench.Publish(change);
            EngineEvent told = bench.Scene.TakeEvents()[0];
            Found.Equal(EngineEventKind.Step, told.Kind);
            foreach (long each in told.Handles)
                Found.Equal(handle, each);
            Found.Equal(1, told.Handles.Count);
            Found.Equal(handle, new List<long>(told.Deleted)[0]);
        }

        [Check("editor: what was only moved is told as touched, and not as deleted")]
        public static void Moved()
        {
            var bench = new Bench();
            bench.Step("Move", Bench.Make("car"));
            EngineEvent told = bench.Scene.TakeEvents()[0];
            Found.Equal(1, told.Handles.Count);
            Found.Equal(0, told.Deleted.Count);
        }

        [Check("editor: changes of other scenes are not told")]
        public static void OtherScene()
        {
            var bench = new Bench();
            GameObject elsewhere = Bench.Make("elsewhere");
            UnityEngine.SceneManagement.SceneManager.MoveGameObjectToScene(elsewhere, Bench.New());
            bench.Step("Move", elsewhere);
            Found.Equal("", bench.Told);
        }

        [Check("editor: a change without an object touches the scene, and is no step")]
        public static void Vague()
        {
            var bench = new Bench();
            bench.Publish(new ChangeData { Kind = ObjectChangeKind.ChangeScene, Scene = Bench.Open });
            bench.Scene.Events.HierarchyChanged();
            Found.Equal("Touched 0", bench.Told);
        }

        [Check("editor: the instances of a changed prefab are a step")]
        public static void PrefabChanged()
        {
            var bench = new Bench();
            GameObject lamp = Bench.Make("lamp");
            Undo.SetCurrentGroupName("Apply");
            bench.Publish(new ChangeData
            {
                Kind = ObjectChangeKind.UpdatePrefabInstances,
                Ids = new[] { Bench.IdOf(lamp) },
                Scene = Bench.Open,
            });
            Found.Equal("Step Apply 1", bench.Told);
        }
    }
}
