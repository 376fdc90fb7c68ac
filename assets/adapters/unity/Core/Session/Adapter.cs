using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>The adapter itself: takes what the application sends, in order, and tells it what happens in the engine.
    /// <see cref="Pump"/> is the only way in. All members are for the engine's main thread.</summary>
    public sealed class Adapter
    {
        public const string Name = "vibesync-unity";
        public const string Engine = "unity";

        // Of each turn's time what looking for what nobody told of may take: the rest is for what happened and what came.
        const double RoundShare = 0.5;
        // Up to which of it an audit goes on, which is in no hurry: its last object and the answer may take longer than that.
        const double AuditShare = 0.75;

        readonly IEngineScene scene;
        readonly Func<double> seconds;
        readonly Workshop shop;
        readonly Observer observer;
        readonly Playing playing;
        readonly Auditing auditing;
        readonly FrameHandler handler;
        readonly Conversation conversation;
        bool openedScene;
        bool awaitsComparison;
        bool sceneIsGone;

        /// <param name="scene">The engine's scene.</param>
        /// <param name="seconds">A clock that only goes forward, in seconds from anywhere.</param>
        /// <param name="adapterVersion">This package's version.</param>
        /// <param name="engineVersion">The engine's version.</param>
        /// <param name="settleSeconds">How long a difference without a step may stand still before it counts as drift.</param>
        public Adapter(
            IEngineScene scene, Func<double> seconds, string adapterVersion, string engineVersion, double settleSeconds)
        {
            this.scene = scene;
            this.seconds = seconds;
            shop = new Workshop(scene, frame => conversation.Send(frame));
            observer = new Observer(shop.View, shop.Evidence, seconds, settleSeconds);
            playing = new Playing(shop);
            auditing = new Auditing(shop, observer, seconds);
            handler = new FrameHandler(
                shop,
                observer,
                playing,
                auditing,
                seconds,
                new ProductVersion(Name, adapterVersion),
                new ProductVersion(Engine, engineVersion));
            conversation = new Conversation(shop, Disconnect);
        }

        public string Status
        {
            get { return shop.Journal.Status; }
        }

        /// <summary>Why there is no connection, in a sentence; empty where there is nothing to say.</summary>
        public string Problem
        {
            get { return shop.Journal.Problem; }
        }

        /// <summary>What the artist should know, oldest first.</summary>
        public IReadOnlyList<string> Notes
        {
            get { return shop.Journal.Notes; }
        }

        /// <summary>The last changes, newest first.</summary>
        public IReadOnlyList<string> Recent
        {
            get { return shop.Journal.Recent; }
        }

        public Phase Phase
        {
            get { return shop.Turns.Phase; }
        }

        public bool IsConnected
        {
            get { return Phase != Phase.Off && Phase != Phase.Greeting; }
        }

        /// <summary>Whether it is connected, or tries to be.</summary>
        public bool HasLink
        {
            get { return conversation.IsOpen; }
        }

        /// <summary>The project that it is connected to, or was last; null before the first connection.</summary>
        public ProjectName Project
        {
            get { return shop.Turns.Project; }
        }

        /// <summary>The last confirmed number.</summary>
        public long Revision
        {
            get { return shop.Turns.Revision; }
        }

        /// <summary>The last number that was applied here, or null.</summary>
        public long? AppliedThrough
        {
            get { return shop.Turns.AppliedThrough; }
        }

        /// <summary>The number of the halt in force, or null.</summary>
        public long? HeldBy
        {
            get { return shop.Turns.HeldBy; }
        }

        /// <summary>The artist's edits that nobody has decided on yet.</summary>
        public int Undecided
        {
            get { return shop.Edits.Undecided; }
        }

        /// <summary>What agents suggest and what waits for a person, as VibeSync told of it.</summary>
        public Ghosts Ghosts
        {
            get { return shop.Ghosts; }
        }

        /// <summary>Whether what waits is to be drawn: this engine is in step, and nothing is held.</summary>
        public bool ShowsGhosts
        {
            get { return shop.Turns.MayObserve && !shop.Turns.HeldBy.HasValue && !IsParked; }
        }

        /// <summary>The names of the objects whose shared values were kept at the artist's last undo or redo, and can still be given up
        /// with <see cref="UndoTheirs"/>; null where there is nothing of that kind, or not now.</summary>
        public string Theirs
        {
            get { return MayUndoTheirs ? observer.Theirs.Names : null; }
        }

        /// <summary>The next turn sets what the artist's last undo or redo would have brought of others' changes, as a step and an edit
        /// of the artist's (rule 5).</summary>
        public void UndoTheirs()
        {
            observer.Theirs.Want();
        }

        void TakeTheirs()
        {
            // What the artist has done until now is looked at first: it is another edit.
            if (!observer.Theirs.IsWanted || (MayLook && observer.IsBehind))
                return;
            EngineEvent step = MayUndoTheirs ? observer.Theirs.Perform() : observer.Theirs.GiveUp();
            if (step != null)
                observer.Take(step);
        }

        bool MayUndoTheirs
        {
            get
            {
                return observer.Theirs.Objects.Count > 0
                    && MayLook
                    && scene.Activity == null
                    && !shop.Turns.HeldBy.HasValue
                    && !shop.Reports.Hands.Overlaps(observer.Theirs.Objects);
            }
        }

        /// <summary>Begins a session over a link that was just made.</summary>
        public void Connect(ILink made)
        {
            End();
            conversation.Begin(made);
        }

        /// <summary>Ends the session for good, with a good-bye.</summary>
        public void Disconnect()
        {
            End();
            playing.Clear();
        }

        void End()
        {
            conversation.End();
            observer.Theirs.Forget();
            shop.View.Stash.End();
        }

        /// <summary>The engine is about to forget everything that is not in the scene, this adapter included. The session can be
        /// resumed by another one with the link's token, once that one has recalled what is returned; null where there is nothing to
        /// recall. It holds no secret.</summary>
        public string Suspend()
        {
            // Scripts may be compiled in the middle of a play.
            LeavePlay();
            conversation.Detach();
            shop.View.Stash.End();
            KeptNumbers kept = shop.Turns.Keep(playing.Offers);
            return kept == null ? null : kept.ToText();
        }

        /// <summary>Goes on from what <see cref="Suspend"/> returned before; to be called before it connects. Without it the scene counts as
        /// one that was just opened from its file, and where it differs the application asks.</summary>
        public void Recall(string kept)
        {
            KeptNumbers numbers = KeptNumbers.FromText(kept);
            shop.Turns.Recall(numbers);
            playing.Recall(numbers.Offers);
        }

        /// <summary>To be called before the engine sets the scene aside for play mode. What it sets aside is what there is afterwards: what
        /// nobody has decided on has to be in it, whole, and the application compares it then.</summary>
        public void BeforePlay()
        {
            shop.View.Stash.End();
        }

        /// <summary>To be called when the engine tells that a hand has changed something in play mode: it is read at once.</summary>
        public void LookAtPlay()
        {
            playing.Look();
        }

        /// <summary>To be called when play mode is about to end, as long as what it shows is there.</summary>
        public void LeavePlay()
        {
            playing.Leave();
            if (conversation.IsOpen)
                playing.Tell();
        }

        /// <summary>To be called when the bound scene is about to be written to its file.</summary>
        public void BeforeSave()
        {
            if (IsConnected && Phase == Phase.Live)
                handler.KeepRevision();
            shop.View.Stash.BeforeSave();
        }

        /// <summary>To be called when it was written, or could not be.</summary>
        public void AfterSave()
        {
            shop.View.Stash.AfterSave();
            if (IsConnected && shop.Reports.SaidHello)
                shop.Reports.TellWritten();
        }

        /// <summary>To be called where the engine may give no turn for a while: what it is busy with is said at once.</summary>
        public void ActivityChanged()
        {
            if (conversation.IsOpen)
                TellActivity();
        }

        /// <summary>One turn: takes what came, looks at the scene, does what is to be done, until the time is used up (at least one
        /// frame). True when more is to be done at once.</summary>
        /// <remarks>What grows with the scene (rounds, what an undo may have changed, inventories) goes on from turn to turn. What a stroke
        /// of the artist or one frame is about is done in one turn: it is one change.</remarks>
        public bool Pump(double budgetSeconds)
        {
            double start = seconds();
            double end = start + budgetSeconds;
            shop.View.Stash.AfterSave();
            observer.BeginTurn();
            TakeSceneEvents();
            if (!conversation.IsOpen)
                return false;
            conversation.Take();
            if (openedScene)
                TellScene();
            shop.Reports.TellSaved();
            playing.Tell();
            WatchScene();
            Look(start + budgetSeconds * RoundShare, end);
            TakeTheirs();
            if (!shop.Turns.MayWrite)
                handler.ForgetAnswer();
            if (IsStillAnswering(end))
                return true;
            for (IncomingFrame next = conversation.Next; next != null; next = conversation.Next)
            {
                if (FrameKinds.Writes(next))
                {
                    // What the artist did until this moment is told first, so that nothing of it is lost to what is written now; and
                    // if they are at it this very moment, the frame waits with everything behind it.
                    ICollection<string> objects = FrameKinds.ObjectsOf(next);
                    if (MayLook && observer.IsBehind)
                        return true;
                    LookAt(objects);
                    if (observer.IsUnsettled(objects))
                        return false;
                }
                if (shop.Reports.Activity != null && !FrameKinds.IsHarmless(next))
                    return false;
                conversation.TakeNext();
                handler.Handle(next);
                if (IsStillAnswering(end))
                    return true;
                if (seconds() >= end)
                    return conversation.Next != null;
            }
            if (!shop.Turns.MayObserve)
                auditing.Forget();
            else if (MayLook && shop.Reports.Activity == null)
                auditing.GoOn(start + budgetSeconds * AuditShare);
            return false;
        }

        /// <summary>What happens in play mode or a bake is no edit: the application compares the scene when that is over.</summary>
        bool MayLook
        {
            get
            {
                awaitsComparison &= shop.Turns.MayObserve;
                return shop.Turns.MayObserve && !awaitsComparison && !IsParked;
            }
        }

        /// <summary>While it is compared nothing is told, but the artist goes on: their steps are the evidence of what is found once
        /// it is live.</summary>
        bool MayTakeNote
        {
            get { return MayLook || (Phase == Phase.Comparing && !IsParked); }
        }

        bool IsParked
        {
            get { return scene.Activity != null && scene.Activity.Parks; }
        }

        void TakeSceneEvents()
        {
            playing.Look();
            foreach (EngineEvent each in scene.TakeEvents())
            {
                if (each.Kind == EngineEventKind.Opened)
                {
                    sceneIsGone = false;
                    Park();
                }
                else if (each.Kind == EngineEventKind.Restored)
                    Restore();
                else if (each.Kind != EngineEventKind.Unloaded && MayTakeNote)
                    observer.Take(each);
            }
        }

        /// <summary>Play mode is over, and what it showed is gone. The scene is the one of before, at the number of before: nobody has to
        /// be asked about it, and once the engine is free the application compares it (rule 7).</summary>
        void Restore()
        {
            sceneIsGone = false;
            playing.Over();
            if (Phase == Phase.Comparing && !conversation.Awaits<TakeInventoryFrame>())
            {
                // In the middle of a comparison, of which the objects were a part: it begins anew.
                Park();
                return;
            }
            shop.View.ForgetHandles();
            observer.Forget();
            shop.Batches.Clear();
            handler.ForgetAnswer();
        }

        /// <summary>What was known counts no more, and what was on its way is not about what is open now.</summary>
        void Park()
        {
            shop.View.ForgetScene();
            observer.Forget();
            shop.Edits.Clear();
            shop.Batches.Clear();
            shop.Reports.ForgetScene();
            shop.Ghosts.Clear();
            handler.ForgetAnswer();
            conversation.KeepOnly(each => FrameKinds.IsHarmless(each) || FrameKinds.Writes(each));
            shop.Turns.OpenedScene();
            openedScene = true;
        }

        void TellScene()
        {
            openedScene = false;
            if (IsConnected && shop.Reports.SaidHello)
                shop.Send(new SceneFrame(shop.Reports.DescribeScene()));
        }

        /// <summary>The bound scene itself may leave view, and come back: its objects only left view with it (rule 4).</summary>
        void WatchScene()
        {
            if (!scene.IsLoaded && shop.Turns.MayWrite)
            {
                Park();
                sceneIsGone = true;
            }
            else if (sceneIsGone && scene.IsLoaded)
            {
                sceneIsGone = false;
                openedScene |= Phase == Phase.Parked || Phase == Phase.Foreign;
            }
        }

        /// <summary>Sees what changed here, and says so.</summary>
        void Look(double roundEnd, double end)
        {
            if (MayLook)
                Tell(observer.Look(roundEnd, end));
            TellActivity();
        }

        void LookAt(ICollection<string> ids)
        {
            if (MayLook)
                Tell(observer.LookAt(ids));
            TellActivity();
        }

        void Tell(IReadOnlyList<ObservedEdit> edits)
        {
            shop.Reports.Declare(shop.View.Shadow.TakeNews());
            for (int index = 0; index < edits.Count; index += 1)
                Tell(edits[index]);
            shop.Reports.TellHands(observer.Gesture);
            shop.Reports.TellSelected(seconds());
            shop.Reports.TellUnmanaged(seconds());
            shop.Reports.TellView(seconds());
        }

        /// <summary>Goes on with the answer that is being given, if there is one. True where it is not given yet.</summary>
        bool IsStillAnswering(double end)
        {
            if (handler.IsAnswering && shop.Reports.Activity == null)
                handler.GoOn(end);
            return handler.IsAnswering;
        }

        void Tell(ObservedEdit edit)
        {
            shop.Reports.Declare(edit.Objects);
            foreach (ObservedFrame each in Parts.Of(edit, shop.Turns.AppliedThrough ?? 0))
            {
                shop.Edits.Add(edit, each);
                shop.Send(each);
            }
            string what = edit.Undo == null ? "without a step" : edit.Undo.Name;
            shop.Journal.Recently(what + ": " + Wording.Count(edit.Operations.Count, "change"));
        }

        void TellActivity()
        {
            bool isGesture = shop.Turns.MayObserve && observer.Gesture.Count > 0;
            shop.Reports.TellActivity(isGesture, handler.LastBegun);
            awaitsComparison |= shop.Turns.MayObserve && shop.Reports.Activity != null && shop.Reports.Activity.Parks;
        }
    }
}
