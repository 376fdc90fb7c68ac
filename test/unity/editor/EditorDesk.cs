using System;
using UnityEditor;
using UnityEngine;
using VibeSync.Core;
using VibeSync.Editor;

namespace VibeSync.Checks
{
    /// <summary>The session over the Editor layer, with the application's end played by the check.</summary>
    sealed class EditorDesk
    {
        const double FrameSeconds = 0.01;
        const double SettleSeconds = 1.0;

        static double sessionNow;

        double now;

        /// <summary>Live, with these objects shared from the application's side.</summary>
        public EditorDesk(params SceneObject[] truth)
        {
            Adapter = new Adapter(Bench.Scene, () => now, "0.1.0", "2022.3.0f1", SettleSeconds);
            Adapter.Connect(Link);
            Join(Link, Frame, Revision, truth);
            Found.Equal(Phase.Live, Adapter.Phase);
        }

        /// <summary>What is at the other end of a link that was just made brings the scene in step.</summary>
        public static void Join(ScriptedLink link, Action frame, long revision, params SceneObject[] truth)
        {
            link.Happens(LinkEvent.Connecting(1, 1));
            link.Deliver(new WelcomeFrame(Sample.Id(902), null, new ProjectName(Sample.Id(900), "Street"), revision, false, 1000, null));
            frame();
            Take<HelloFrame>(link);
            link.Deliver(new BindFrame(Sample.Id(900), Sample.Id(901)));
            link.Deliver(new TakeInventoryFrame(1));
            frame();
            Take<InventoryFrame>(link);
            link.Deliver(new PatchFrame(2, revision, truth, new string[0]));
            frame();
            PatchedFrame patched = Take<PatchedFrame>(link);
            for (int index = 0; index < truth.Length; index += 1)
                Found.Equal(ObjectDigest.Of(truth[index]), patched.States[index].Digest);
            link.Deliver(new LiveFrame(revision));
            frame();
            link.Sent.Clear();
            Undo.Recorded.Clear();
        }

        /// <summary>The window's session over this link. As here, time goes by only with turns: what a turn gets done does not depend
        /// on how fast the computer is.</summary>
        public static VibeSyncSession Session(Func<string, string, ITokenStore, ILink> open)
        {
            return new VibeSyncSession(open, () => sessionNow);
        }

        /// <summary>One turn of Unity's main thread.</summary>
        public static void Turn(VibeSyncSession session)
        {
            sessionNow += FrameSeconds;
            session.Pump();
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
            return Take<T>(Link);
        }

        static T Take<T>(ScriptedLink link) where T : OutgoingFrame
        {
            var found = (T)link.Sent.Find(each => each is T);
            if (found == null)
                throw new CheckFailure(
                    "No " + typeof(T).Name + " was sent, but: "
                    + string.Join(", ", link.Sent.ConvertAll(each => each.ToJson().ToString())));
            link.Sent.Clear();
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
