using System;
using UnityEditor;
using UnityEngine;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>The session over the Editor layer, with the application's end played by the check.</summary>
    sealed class EditorDesk
    {
        const double FrameSeconds = 0.01;
        const double SettleSeconds = 1.0;

        double now;
        long request;

        /// <summary>Live, with these objects shared from the application's side.</summary>
        public EditorDesk(params SceneObject[] truth)
        {
            Adapter = new Adapter(Bench.Scene, () => now, "0.1.0", "2022.3.0f1", SettleSeconds);
            Adapter.Connect(Link);
            Link.Happens(LinkEvent.Connecting(1, 1));
            Link.Deliver(new WelcomeFrame(Sample.Id(902), null, new ProjectName(Sample.Id(900), "Street"), Revision, false, 1000, null));
            Frame();
            Take<HelloFrame>();
            Link.Deliver(new BindFrame(Sample.Id(900), Sample.Id(901)));
            Link.Deliver(new TakeInventoryFrame(request += 1));
            Frame();
            Take<InventoryFrame>();
            Link.Deliver(new PatchFrame(request += 1, Revision, truth, new string[0]));
            Frame();
            PatchedFrame patched = Take<PatchedFrame>();
            for (int index = 0; index < truth.Length; index += 1)
                Found.Equal(ObjectDigest.Of(truth[index]), patched.States[index].Digest);
            Link.Deliver(new LiveFrame(Revision));
            Frame();
            Found.Equal(Phase.Live, Adapter.Phase);
            Link.Sent.Clear();
            Undo.Recorded.Clear();
        }

        public Bench Bench { get; } = new Bench();

        public ScriptedLink Link { get; } = new ScriptedLink();

        public Adapter Adapter { get; }

        public long Revision { get; private set; } = 7;

        public void Frame()
        {
            now += FrameSeconds;
            Adapter.Pump(double.PositiveInfinity);
        }

        public void Settle()
        {
            for (double end = now + 2 * SettleSeconds; now < end;)
                Frame();
        }

        public void Apply(params Operation[] operations)
        {
            Link.Deliver(new ApplyFrame(Revision += 1, "change", "Ada", operations));
            Frame();
        }

        public void Confirm()
        {
            string hash = new string('a', 64);
            Link.Deliver(new ConfirmFrame(Revision, new Receipt(Sample.Id(903), Revision, hash, hash)));
            Frame();
        }

        public T Take<T>() where T : OutgoingFrame
        {
            var found = (T)Link.Sent.Find(each => each is T);
            if (found == null)
                throw new CheckFailure(
                    "No " + typeof(T).Name + " was sent, but: "
                    + string.Join(", ", Link.Sent.ConvertAll(each => each.ToJson().ToString())));
            Link.Sent.Clear();
            return found;
        }

        public GameObject Item(string name)
        {
            foreach (GameObject root in Bench.Open.GetRootGameObjects())
            {
                GameObject found = Below(root, name);
                if (found != null)
                    return found;
            }
            return null;
        }

        static GameObject Below(GameObject item, string name)
        {
            if (item.name == name)
                return item;
            for (int index = 0; index < item.transform.childCount; index += 1)
            {
                GameObject found = Below(item.transform.GetChild(index).gameObject, name);
                if (found != null)
                    return found;
            }
            return null;
        }
    }
}
