using System;

namespace VibeSync.Core
{
    /// <summary>Handles the frames of the application, each in its turn.</summary>
    public sealed class FrameHandler
    {
        static readonly string[] NothingMasked = new string[0];
        static readonly string[] Features = { GhostsFrame.Word };

        readonly Workshop shop;
        readonly ProductVersion adapterVersion;
        readonly ProductVersion engineVersion;
        readonly Applying applying;
        readonly Compensating compensating;
        readonly Resyncing resyncing;
        readonly Playing playing;
        readonly Auditing auditing;
        IAnswer answer;

        public FrameHandler(
            Workshop shop,
            Observer observer,
            Playing playing,
            Auditing auditing,
            Func<double> seconds,
            ProductVersion adapterVersion,
            ProductVersion engineVersion)
        {
            this.playing = playing;
            this.auditing = auditing;
            this.shop = shop;
            this.adapterVersion = adapterVersion;
            this.engineVersion = engineVersion;
            applying = new Applying(shop);
            compensating = new Compensating(shop);
            resyncing = new Resyncing(shop, observer, seconds);
        }

        /// <summary>The last number that was begun, or null.</summary>
        public long? LastBegun
        {
            get { return applying.LastBegun; }
        }

        /// <summary>Leaves the last confirmed number in the scene, so that a saved file says what it is at.</summary>
        public void KeepRevision()
        {
            SceneBinding binding = shop.View.Scene.Binding;
            shop.View.Scene.Binding = new SceneBinding(binding.Project, binding.Scene, shop.Turns.Revision);
        }

        /// <summary>Whether a question is being answered: what came after it waits.</summary>
        public bool IsAnswering
        {
            get { return answer != null; }
        }

        /// <summary>Goes on answering until `end`, in the session's seconds.</summary>
        public void GoOn(double end)
        {
            if (answer.GoOn(end))
                answer = null;
        }

        /// <summary>What was asked is about a scene or a connection of before.</summary>
        public void ForgetAnswer()
        {
            answer = null;
        }

        /// <summary>Does what a frame asks for, or begins to. Its turn has been judged.</summary>
        public void Handle(IncomingFrame frame)
        {
            if (frame is ApplyFrame apply)
                applying.Apply(apply);
            else if (frame is AdoptFrame adopt)
                applying.Adopt(adopt);
            else if (frame is CompensateFrame compensate)
                compensating.Compensate(compensate);
            else if (frame is ConfirmFrame confirm)
                TakeConfirmation(confirm);
            else if (frame is DecidedFrame decided)
                TakeDecision(decided);
            else if (frame is TakeInventoryFrame inventory)
                answer = resyncing.TakeInventory(inventory);
            else if (frame is ReadValuesFrame values)
                answer = resyncing.ReadValues(values);
            else if (frame is AuditFrame audit)
                auditing.Begin(audit);
            else if (frame is AdoptUnmanagedFrame unmanaged)
                answer = resyncing.AdoptUnmanaged(unmanaged);
            else if (frame is PatchFrame patch)
                resyncing.Patch(patch);
            else
                HandleSession(frame);
        }

        void HandleSession(IncomingFrame frame)
        {
            if (frame is WelcomeFrame welcome)
                Greet(welcome);
            else if (frame is LiveFrame live)
                TakeLive(live);
            else if (frame is BindFrame bind)
                shop.View.Scene.Binding = new SceneBinding(bind.Project, bind.Scene, shop.View.Scene.Binding.Revision);
            else if (frame is ForeignFrame foreign)
            {
                shop.Journal.Status = "Waiting for you in VibeSync";
                shop.Journal.Note(foreign.Message);
            }
            else if (frame is OfferKeptFrame kept)
                playing.Kept(kept);
            else if (frame is NoteFrame note)
                shop.Journal.Note(note.Message);
            else if (frame is RevokedFrame revoked)
                shop.Journal.Problem = revoked.Message;
            else
                throw new InvalidOperationException("Nobody here takes “" + frame.Type + "”.");
        }

        void Greet(WelcomeFrame welcome)
        {
            shop.Journal.Problem = "";
            if (!shop.Turns.AppliedThrough.HasValue)
            {
                applying.ForgetNumbers();
                shop.Batches.Clear();
                shop.Edits.Clear();
            }
            shop.Journal.Status = "Connected to “" + welcome.Project.Name + "”";
            shop.Send(
                new HelloFrame(
                    adapterVersion,
                    engineVersion,
                    shop.Reports.DescribeScene(),
                    shop.Turns.AppliedThrough,
                    shop.Turns.Receipt,
                    NothingMasked,
                    Features));
            shop.Reports.SaidHello = true;
            playing.ForgetConnection();
            shop.Reports.TellSavedMeanwhile(welcome.Resumed);
            if (welcome.Hold.HasValue)
                shop.Send(new HeldFrame(welcome.Hold.Value));
        }

        void TakeLive(LiveFrame live)
        {
            shop.Journal.Status = "In step";
            KeepRevision();
            if (shop.Turns.MayObserve)
                shop.View.Stash.Settle(live.Revision);
        }

        void TakeConfirmation(ConfirmFrame confirm)
        {
            shop.Batches.Take(confirm.N);
            shop.View.Stash.Drop(confirm.N);
            shop.Journal.Status = "In step";
        }

        void TakeDecision(DecidedFrame decided)
        {
            if (!shop.Edits.Decide(decided.Edit, decided.Outcome))
                return;
            if (decided.Outcome == EditOutcome.Committed || decided.Outcome == EditOutcome.Waiting)
                return;
            string words = "Your change was " + decided.Outcome.ToString().ToLowerInvariant() + ".";
            shop.Journal.Note(decided.Message.Length > 0 ? decided.Message : words);
        }
    }
}
