using System;
using System.Collections.Generic;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Checks
{
    /// <summary>An editor with the adapter in it, and the application's end of the session, all in one thread: time goes by only
    /// when a check says so.</summary>
    public sealed class SessionDesk
    {
        public const double SettleSeconds = 1.0;

        const double FrameSeconds = 0.01;

        static readonly string ProjectId = Sample.Id(900);
        static readonly string SceneId = Sample.Id(901);

        double now;
        long request;

        public SessionDesk()
        {
            Scene = new WorldScene(World);
            Adapter = new Adapter(Scene, () => now + Scene.Reads * SecondsPerRead, "0.1.0", "2022.3.0f1", SettleSeconds);
            World.SceneSaving += scene => Adapter.BeforeSave();
            World.SceneSaved += scene => Adapter.AfterSave();
        }

        public EditorWorld World { get; } = new EditorWorld();

        public WorldScene Scene { get; }

        public Adapter Adapter { get; }

        public ScriptedLink Link { get; private set; }

        public long Revision { get; private set; } = 7;

        /// <summary>Whether the adapter has its turn before the editor tells of the frame's changes: then it sees an edit a turn before
        /// the step that shows it.</summary>
        public bool TellsLate { get; set; }

        /// <summary>What a turn may take. Time only goes by in it where reading takes some.</summary>
        public double BudgetSeconds { get; set; } = double.PositiveInfinity;

        /// <summary>How long it takes to read one thing of the scene.</summary>
        public double SecondsPerRead { get; set; }

        /// <summary>Of the turns since it was set to zero, what the one that read the most has read.</summary>
        public long MostReads { get; set; }

        /// <summary>In seconds, from anywhere.</summary>
        public double Now
        {
            get { return now; }
        }

        /// <summary>A desk whose session is live, with these objects shared from the application's side.</summary>
        public static SessionDesk Live(params SceneObject[] truth)
        {
            var desk = new SessionDesk();
            desk.Connect();
            desk.Link.Deliver(new BindFrame(ProjectId, SceneId));
            desk.Compare(truth);
            return desk;
        }

        public void Connect()
        {
            Link = new ScriptedLink();
            Adapter.Connect(Link);
            Greet();
        }

        public HelloFrame Greet(bool resumed = false)
        {
            Link.Happens(LinkEvent.Connecting(1, 1));
            Link.Deliver(new WelcomeFrame(Sample.Id(902), null, new ProjectName(ProjectId, "Street"), Revision, resumed, 1000, null));
            Frame();
            return Take<HelloFrame>();
        }

        /// <summary>Asks for the inventory, patches what is missing or differs, and goes live.</summary>
        public InventoryFrame Compare(params SceneObject[] truth)
        {
            Link.Deliver(new TakeInventoryFrame(request += 1));
            Until<InventoryFrame>(each => each.Last);
            InventoryFrame inventory = Take<InventoryFrame>();
            if (truth.Length > 0)
            {
                Link.Deliver(new PatchFrame(request += 1, Revision, truth, new string[0]));
                Frame();
                PatchedFrame patched = Take<PatchedFrame>();
                for (int index = 0; index < truth.Length; index += 1)
                    Expect.Equal(ObjectDigest.Of(truth[index]), patched.States[index].Digest, "digest of " + truth[index].Name);
            }
            Link.Deliver(new LiveFrame(Revision));
            Frame();
            Link.Sent.Clear();
            return inventory;
        }

        /// <summary>One turn of the editor's main thread.</summary>
        public void Frame()
        {
            now += FrameSeconds;
            if (TellsLate)
                Turn();
            World.Frame();
            if (!TellsLate)
                Turn();
        }

        /// <summary>A turn of the adapter's in which nothing else happens.</summary>
        public void Turn()
        {
            long before = Scene.Reads;
            Adapter.Pump(BudgetSeconds);
            MostReads = Math.Max(MostReads, Scene.Reads - before);
        }

        /// <summary>Frames go by until one of this type was sent that satisfies `isIt`. Returns how many; those before it are kept.</summary>
        public int Until<T>(Predicate<T> isIt) where T : OutgoingFrame
        {
            const int most = 5000;
            for (int frames = 0; frames <= most; frames += 1)
            {
                if (Link.Sent.Exists(each => each is T && isIt((T)each)))
                    return frames;
                Frame();
            }
            throw new CheckFailure("No " + typeof(T).Name + " came.");
        }

        /// <summary>So much time goes by, and the editor draws in it.</summary>
        public void Wait(double seconds)
        {
            for (double end = now + seconds; now < end;)
                Frame();
        }

        /// <summary>A person's step.</summary>
        public void Step(Action<Artist> act)
        {
            var artist = new Artist(World, true, null);
            artist.Begin();
            act(artist);
            artist.End();
            Frame();
        }

        /// <summary>What a script does, without undo.</summary>
        public void Script(Action<Artist> act)
        {
            var script = new Artist(World, false, null);
            script.Begin();
            act(script);
            script.End();
            Frame();
        }

        /// <summary>The next frame of this type that was sent; those before it are thrown away.</summary>
        public T Take<T>() where T : OutgoingFrame
        {
            int index = Link.Sent.FindIndex(each => each is T);
            if (index < 0)
                throw new CheckFailure(
                    "No " + typeof(T).Name + " was sent, but: "
                    + string.Join(", ", Link.Sent.ConvertAll(each => each.ToJson().ToString())));
            var found = (T)Link.Sent[index];
            Link.Sent.RemoveRange(0, index + 1);
            return found;
        }

        /// <summary>The next frame of this type that was sent; all others stay.</summary>
        public T TakeOut<T>() where T : OutgoingFrame
        {
            int index = Link.Sent.FindIndex(each => each is T);
            var found = (T)Link.Sent[index];
            Link.Sent.RemoveAt(index);
            return found;
        }

        public void ExpectNothing<T>(string what) where T : OutgoingFrame
        {
            OutgoingFrame found = Link.Sent.Find(each => each is T);
            if (found != null)
                throw new CheckFailure(what + ": " + found.ToJson());
        }

        /// <summary>Has the next number applied, and takes the vote.</summary>
        public AppliedFrame Apply(params Operation[] operations)
        {
            Send(operations);
            Until<AppliedFrame>(each => true);
            return Take<AppliedFrame>();
        }

        /// <summary>As <see cref="Apply"/>; null where the engine refuses with this code.</summary>
        public AppliedFrame ApplyUnless(string code, Operation operation)
        {
            Send(operation);
            Until<OutgoingFrame>(each => each is AppliedFrame || each is FailedFrame);
            if (!Link.Sent.Exists(each => each is FailedFrame))
                return TakeOut<AppliedFrame>();
            Expect.Equal(code, TakeOut<FailedFrame>().Code, operation.ToJson().ToString());
            return null;
        }

        void Send(params Operation[] operations)
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

        public List<EntryOutcome> Compensate(params CompensationEntry[] entries)
        {
            Link.Deliver(new CompensateFrame(Revision, entries));
            // It waits where something may be the artist's work of this moment.
            for (double end = now + SettleSeconds * 2; now < end && !Link.Sent.Exists(each => each is CompensatedFrame);)
                Frame();
            return new List<EntryOutcome>(TakeOut<CompensatedFrame>().Outcomes);
        }

        public GameObject Item(string name)
        {
            return World.Find(name);
        }

        /// <summary>Everything of the scene that is not the adapter's own.</summary>
        public string Dump()
        {
            return VibeSync.World.Dump.Of(World).ToString();
        }
    }
}
