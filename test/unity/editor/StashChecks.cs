using System.Collections.Generic;
using UnityEditor;
using UnityEngine;
using VibeSync.Core;

namespace VibeSync.Checks
{
    public static class StashChecks
    {
        [Check("editor: a stashed object comes back to its place, below its parent, selected as it was, with the same handle")]
        public static void Roundtrip()
        {
            var bench = new Bench();
            GameObject street = Bench.Make("street");
            GameObject lamp = Bench.Make("lamp", street);
            Bench.Make("bench", street);
            Selection.objects = new Object[] { lamp, street };
            IEngineObject seen = bench.Scene.Objects()[1];
            ((IEngineScene)bench.Scene).Stash(seen);
            Found.Equal("street bench", bench.Names);
            Found.Equal(null, bench.Scene.Find(seen.Handle));
            Found.Equal(true, seen.IsAlive);
            Found.Equal(false, Selection.Contains(lamp));
            Found.Equal(HideFlags.HideAndDontSave, lamp.transform.root.gameObject.hideFlags);
            bench.Scene.Unstash(seen, bench.Scene.Objects()[0]);
            Found.Equal("street lamp bench", bench.Names);
            Found.Equal(seen.Handle, bench.Scene.Objects()[1].Handle);
            Found.Equal(true, Selection.activeGameObject == lamp);
        }

        [Check("editor: a stashed root comes back into its scene")]
        public static void Root()
        {
            var bench = new Bench();
            Bench.Make("street");
            Bench.Make("car");
            IEngineObject seen = bench.Scene.Objects()[0];
            ((IEngineScene)bench.Scene).Stash(seen);
            bench.Scene.Unstash(seen, null);
            Found.Equal("street car", bench.Names);
        }

        [Check("editor: what is deleted for good is gone, and a part of a prefab instance goes with that")]
        public static void ForGood()
        {
            var bench = new Bench();
            GameObject lamp = Bench.Make("lamp");
            PrefabUtility.Instances.Add(lamp);
            GameObject bulb = Bench.Make("bulb", lamp);
            IReadOnlyList<IEngineObject> seen = bench.Scene.Objects();
            IEngineScene scene = bench.Scene;
            scene.BeginStep("VibeSync: delete lamp");
            scene.Stash(seen[1]);
            scene.Stash(seen[0]);
            scene.EndStep();
            scene.Destroy(seen[1]);
            Found.Equal(false, bulb == null);
            scene.Destroy(seen[0]);
            Found.Equal(true, bulb == null);
            Found.Equal(false, seen[0].IsAlive);
            Found.Equal(false, seen[1].IsAlive);
            Found.Equal("", bench.Names);
        }

        [Check("editor: a part of a prefab instance is out of the scene from its stashing on, goes with its whole and comes back with it")]
        public static void InsidePrefab()
        {
            var bench = new Bench();
            GameObject lamp = Bench.Make("lamp");
            PrefabUtility.Instances.Add(lamp);
            GameObject bulb = Bench.Make("bulb", lamp);
            IReadOnlyList<IEngineObject> seen = bench.Scene.Objects();
            IEngineScene scene = bench.Scene;
            scene.BeginStep("VibeSync: delete lamp");
            scene.Stash(seen[1]);
            Found.Equal("lamp", bench.Names);
            scene.Stash(seen[0]);
            scene.EndStep();
            Found.Equal("", bench.Names);
            scene.Unstash(seen[0], null);
            scene.Unstash(seen[1], seen[0]);
            Found.Equal("lamp bulb", bench.Names);
            Found.Equal(true, bulb.transform.parent == lamp.transform);
        }

        [Check("editor: a part whose whole the person's undo brought back is in the scene, also while the next step is written")]
        public static void PartBroughtBack()
        {
            var bench = new Bench();
            GameObject lamp = Bench.Make("lamp");
            PrefabUtility.Instances.Add(lamp);
            Bench.Make("bulb", lamp);
            IReadOnlyList<IEngineObject> seen = bench.Scene.Objects();
            IEngineScene scene = bench.Scene;
            scene.BeginStep("VibeSync: delete lamp");
            scene.Stash(seen[1]);
            scene.Stash(seen[0]);
            scene.EndStep();
            lamp.transform.SetParent(null, false);
            UnityEngine.SceneManagement.SceneManager.MoveGameObjectToScene(lamp, Bench.Open);
            scene.BeginStep("VibeSync: rename");
            Found.Equal("lamp bulb", bench.Names);
            scene.EndStep();
        }

        [Check("editor: what hangs on a deleted object and is not shared goes back to where it stood, once that is deleted for good")]
        public static void Released()
        {
            var bench = new Bench();
            GameObject street = Bench.Make("street");
            street.transform.localPosition = new UnityEngine.Vector3(100f, 0f, 0f);
            GameObject car = Bench.Make("car", street);
            car.transform.localPosition = new UnityEngine.Vector3(1f, 0f, 0f);
            GameObject button = Bench.Make("button", car);
            button.transform.localPosition = new UnityEngine.Vector3(0f, 5f, 0f);
            IEngineObject seen = bench.Scene.Objects()[1];
            IEngineScene scene = bench.Scene;
            scene.Stash(seen);
            Found.Equal("street", bench.Names);
            scene.Destroy(seen);
            Found.Equal("street button", bench.Names);
            Found.Equal(new UnityEngine.Vector3(101f, 5f, 0f), button.transform.localPosition);
        }

        [Check("editor: the stash of before a domain reload is the stash of after it")]
        public static void Reload()
        {
            var bench = new Bench();
            GameObject car = Bench.Make("car");
            ((IEngineScene)bench.Scene).Stash(bench.Scene.Objects()[0]);
            var reloaded = new VibeSync.Editor.UnityScene();
            Bench.Make("street");
            ((IEngineScene)reloaded).Stash(reloaded.Objects()[0]);
            Found.Equal(2, car.transform.parent.childCount);
        }

        [Check("editor: nothing stashed outlives its scene")]
        public static void Closing()
        {
            var bench = new Bench();
            GameObject car = Bench.Make("car");
            ((IEngineScene)bench.Scene).Stash(bench.Scene.Objects()[0]);
            bench.Scene.Closing(Bench.Open);
            Found.Equal(true, car == null);
        }
    }
}
