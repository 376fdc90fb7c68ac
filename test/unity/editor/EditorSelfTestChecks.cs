using System.Collections.Generic;
using UnityEditor;
using UnityEditor.SceneManagement;
using UnityEngine;
using VibeSync.Core;
using Object = UnityEngine.Object;

namespace VibeSync.Checks
{
    public static class EditorSelfTestChecks
    {
        [Check("editor: the check of the conversions agrees in a preview scene, and leaves nothing of it")]
        public static void Agrees()
        {
            var bench = new Bench();
            GameObject car = Bench.Make("car");
            Selection.objects = new Object[] { car };
            HashSet<Object> before = Living();
            int steps = Undo.Recorded.Count;
            Found.Equal("All 8 poses agree.", string.Join("|", ConversionCheck.Run(bench.Scene)));
            Found.Equal(true, before.SetEquals(Living()));
            Found.Equal(0, EditorSceneManager.Previews.Count);
            Found.Equal("car", bench.Names);
            Found.Equal(steps, Undo.Recorded.Count);
            Found.Equal(false, Bench.Open.isDirty);
            Found.Equal(true, Selection.objects.Length == 1 && Selection.Contains(car));
            Found.Equal("", bench.Told);
        }

        [Check("editor: the check of the conversions finds a wrong one, and cleans up after that as well")]
        public static void Wrong()
        {
            var bench = new Bench();
            HashSet<Object> before = Living();
            IReadOnlyList<string> lines = ConversionCheck.Run(
                bench.Scene,
                ConversionPoses.All,
                (target, now, kind, parentKind) =>
                    Placement.ToEngine(target, now, kind == ObjectKind.Camera ? ObjectKind.Mesh : kind, parentKind));
            Found.Equal(true, string.Join("|", lines).Contains("|The camera: X axis 180° off, Z axis 180° off, looks 180° off.|"));
            Found.Equal(true, before.SetEquals(Living()));
            Found.Equal(0, EditorSceneManager.Previews.Count);
        }

        [Check("editor: the objects of the check are in no open scene, hidden and switched off")]
        public static void OutOfSight()
        {
            var bench = new Bench();
            HashSet<Object> before = Living();
            using (ITrialScene trial = bench.Scene.OpenTrial())
            {
                trial.Create(ObjectKind.Light, trial.Create(ObjectKind.Camera, null));
                HashSet<Object> made = Living();
                made.ExceptWith(before);
                int objects = 0;
                foreach (Object each in made)
                {
                    var item = each as GameObject;
                    if (item == null)
                        continue;
                    objects += 1;
                    Found.Equal(true, item.scene == EditorSceneManager.Previews[0]);
                    Found.Equal(HideFlags.HideAndDontSave, item.hideFlags);
                    Found.Equal(false, item.activeSelf);
                }
                Found.Equal(2, objects);
                Found.Equal("", bench.Names);
            }
            Found.Equal(true, before.SetEquals(Living()));
        }

        static HashSet<Object> Living()
        {
            return new HashSet<Object>(Resources.FindObjectsOfTypeAll<Object>());
        }
    }
}
