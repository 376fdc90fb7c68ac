using System.Diagnostics;
using System.IO;
using UnityEditor;
using UnityEngine;
using VibeSync.Core;
using VibeSync.Editor;
using Debug = UnityEngine.Debug;

namespace VibeSync.Checks
{
    public static class EditorValueChecks
    {
        [Check("editor: properties keep their kinds, in the order of their keys")]
        public static void Properties()
        {
            var bench = new Bench();
            Bench.Make("car");
            IEngineObject car = bench.Scene.Objects()[0];
            JsonValue pivot = JsonValue.Array(JsonValue.Number(0), JsonValue.Number(0.5), JsonValue.Number(0));
            car.SetProperty("pivot", pivot);
            car.SetProperty("mass", JsonValue.Number(12.5));
            car.SetProperty("Tag", JsonValue.Text("prop"));
            car.SetProperty("is_static", JsonValue.Boolean(true));
            car.SetProperty("gone", JsonValue.Number(1));
            car.SetProperty("gone", null);
            Found.Equal("{\"Tag\":\"prop\",\"is_static\":true,\"mass\":12.5,\"pivot\":[0,0.5,0]}", JsonValue.Object(car.Properties).ToString());
            Found.Equal(0, Debug.Warnings.Count);
        }

        [Check("editor: a property that cannot be shared is left out, and the person is told once")]
        public static void NotShared()
        {
            var bench = new Bench();
            VibeSyncIdentity identity = Bench.Make("car").AddComponent<VibeSyncIdentity>();
            identity.Properties.Add(new VibeSyncProperty { key = "", kind = VibeSyncPropertyKind.Number });
            identity.Properties.Add(new VibeSyncProperty { key = "__proto__", kind = VibeSyncPropertyKind.Number });
            identity.Properties.Add(new VibeSyncProperty { key = "nan", kind = VibeSyncPropertyKind.Number, number = float.NaN });
            identity.Properties.Add(new VibeSyncProperty { key = "half", kind = VibeSyncPropertyKind.Text, text = "\ud800" });
            identity.Properties.Add(new VibeSyncProperty { key = "long", kind = VibeSyncPropertyKind.Text, text = new string('x', 1025) });
            identity.Properties.Add(new VibeSyncProperty { key = "one", kind = VibeSyncPropertyKind.Numbers, numbers = new float[1] });
            identity.Properties.Add(new VibeSyncProperty { key = "good", kind = VibeSyncPropertyKind.Number, number = 1 });
            identity.Properties.Add(new VibeSyncProperty { key = "good", kind = VibeSyncPropertyKind.Number, number = 2 });
            IEngineObject car = bench.Scene.Objects()[0];
            for (int time = 0; time < 2; time += 1)
                Found.Equal("{\"good\":1}", JsonValue.Object(car.Properties).ToString());
            Found.Equal(7, Debug.Warnings.Count);
        }

        [Check("editor: a property that a person changes after this adapter is told")]
        public static void PropertyChanged()
        {
            var bench = new Bench();
            GameObject car = Bench.Make("car");
            bench.Scene.BeginStep("VibeSync: set mass");
            bench.Scene.Objects()[0].SetProperty("mass", JsonValue.Number(1));
            bench.Scene.EndStep();
            VibeSyncIdentity identity;
            car.TryGetComponent(out identity);
            identity.Properties[0].number = 2;
            Undo.SetCurrentGroupName("Set mass");
            bench.Publish(Bench.Change(ObjectChangeKind.ChangeGameObjectOrComponentProperties, identity));
            Found.Equal("Step Set mass 1", bench.Told);
        }

        [Check("editor: a name for the others is kept in the scene beside the object's own, and goes with the id that it came with")]
        public static void KeptNames()
        {
            var bench = new Bench();
            GameObject car = Bench.Make("car");
            IEngineObject seen = bench.Scene.Objects()[0];
            seen.Id = Sample.Id(1);
            Found.Equal(null, seen.KeptName);
            Undo.Recorded.Clear();
            bench.Scene.BeginSilence();
            seen.KeptName = new KeptName("car (1)", "car");
            bench.Scene.EndSilence();
            Found.Equal(0, Undo.Recorded.Count);
            Found.Equal("car", car.name);
            Found.Equal("car (1)", Reader.ReadName(seen));
            VibeSyncIdentity identity;
            car.TryGetComponent(out identity);
            Found.Equal("car (1) car", identity.SharedName + " " + identity.OwnName);
            car.name = "van";
            Found.Equal("van", Reader.ReadName(seen));
            car.name = "car";
            bench.Scene.BeginStep("VibeSync: rename");
            seen.KeptName = null;
            bench.Scene.EndStep();
            Found.Equal(1, Undo.Recorded.FindAll(each => each.EndsWith(" record car")).Count);
            Found.Equal("car", Reader.ReadName(seen));
            seen.KeptName = new KeptName("car (2)", "car");
            seen.Id = Sample.Id(2);
            Found.Equal(null, seen.KeptName);
        }

        [Check("editor: the application's address is read while its process runs, and not from what it left behind")]
        public static void Endpoint()
        {
            string folder = Path.Combine(Path.GetTempPath(), "vibesync-endpoint-" + Process.GetCurrentProcess().Id);
            Directory.CreateDirectory(folder);
            try
            {
                Found.Equal(null, EndpointFile.ReadIn(folder));
                string file = Path.Combine(folder, "endpoint.json");
                const string Form = "{{\"url\":\"ws://127.0.0.1:47800/adapter\",\"pid\":{0},\"app\":\"VibeSync 0.1.0\"}}";
                File.WriteAllText(file, string.Format(Form, Process.GetCurrentProcess().Id));
                Found.Equal("ws://127.0.0.1:47800/adapter", EndpointFile.ReadIn(folder));
                File.WriteAllText(file, string.Format(Form, int.MaxValue));
                Found.Equal(null, EndpointFile.ReadIn(folder));
                File.WriteAllText(file, "{\"url\":");
                Found.Equal(null, EndpointFile.ReadIn(folder));
                File.WriteAllText(file, "[]");
                Found.Equal(null, EndpointFile.ReadIn(folder));
            }
            finally
            {
                Directory.Delete(folder, true);
            }
        }
    }
}
