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

        [Check("editor: deleted for good is kept for the person's undo, which brings it back alive")]
        public static void GivenUp()
        {
            var bench = new Bench();
            GameObject car = Bench.Make("car");
            IEngineObject seen = bench.Scene.Objects()[0];
            bench.Scene.BeginStep("VibeSync: delete");
            ((IEngineScene)bench.Scene).Stash(seen);
            bench.Scene.EndStep();
            bench.Scene.Destroy(seen);
            Found.Equal(false, seen.IsAlive);
            Found.Equal("", bench.Names);
            // Unity's undo of the step.
            car.transform.SetParent(null, false);
            UnityEngine.SceneManagement.SceneManager.MoveGameObjectToScene(car, Bench.Open);
            Found.Equal(true, seen.IsAlive);
            Found.Equal("car", bench.Names);
        }

        [Check("editor: of what is kept for undo alone the oldest goes, and what came back by then stays")]
        public static void Room()
        {
            const int Room = 256;
            var bench = new Bench();
            GameObject first = Bench.Make("first");
            GameObject second = Bench.Make("second");
            for (int index = 0; index < Room; index += 1)
                Bench.Make("car");
            foreach (IEngineObject each in bench.Scene.Objects())
            {
                ((IEngineScene)bench.Scene).Stash(each);
                bench.Scene.Destroy(each);
                if (each.Name == "first")
                    first.transform.SetParent(null, false);
            }
            Found.Equal(false, first == null);
            Found.Equal(true, second == null);
        }

        [Check("editor: what is inside a prefab instance is switched off and hidden where it stands, and comes back as it was")]
        public static void InsidePrefab()
        {
            var bench = new Bench();
            GameObject lamp = Bench.Make("lamp");
            PrefabUtility.Instances.Add(lamp);
            GameObject bulb = Bench.Make("bulb", lamp);
            IEngineObject seen = bench.Scene.Objects()[1];
            ((IEngineScene)bench.Scene).Stash(seen);
            Found.Equal("lamp", bench.Names);
            Found.Equal(false, bulb.activeSelf);
            Found.Equal(true, bulb.transform.parent == lamp.transform);
            bench.Scene.Unstash(seen, bench.Scene.Objects()[0]);
            Found.Equal("lamp bulb", bench.Names);
            Found.Equal(true, bulb.activeSelf);
            Found.Equal(HideFlags.None, bulb.hideFlags);
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
