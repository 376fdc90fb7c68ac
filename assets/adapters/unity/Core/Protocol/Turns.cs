using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    public enum Phase
    {
        /// <summary>Not connected.</summary>
        Off,

        /// <summary>Waits for `welcome`.</summary>
        Greeting,

        /// <summary>`hello` is sent.</summary>
        Greeted,

        /// <summary>A person has to decide about this scene.</summary>
        Foreign,

        /// <summary>Another scene was opened: nothing is looked at until it is asked for.</summary>
        Parked,

        /// <summary>Being brought to the truth.</summary>
        Comparing,

        /// <summary>Edits are told and operations come.</summary>
        Live,
    }

    /// <summary>A frame that must not come now: the other side is not what it says, or there is a bug.</summary>
    public sealed class OutOfTurnException : Exception
    {
        public OutOfTurnException(string type, Phase phase)
            : base("“" + type + "” came while " + phase.ToString().ToLowerInvariant())
        {
        }
    }

    /// <summary>Whose turn it is: which frames may come when, and what this side knows of the session. No engine, no socket.</summary>
    public sealed class Turns
    {
        public const int MaxAnswers = 256;

        readonly Dictionary<long, OutgoingFrame> answers = new Dictionary<long, OutgoingFrame>();
        readonly Queue<long> answeredNumbers = new Queue<long>();
        bool wasLive;

        public Phase Phase { get; private set; }

        /// <summary>Null before the first `welcome`.</summary>
        public ProjectName Project { get; private set; }

        public long Revision { get; private set; }

        /// <summary>The last number that was applied here; null in a new process.</summary>
        public long? AppliedThrough { get; private set; }

        /// <summary>The last receipt that came, or null.</summary>
        public Receipt Receipt { get; private set; }

        /// <summary>The number of the halt in force, or null.</summary>
        public long? HeldBy { get; private set; }

        public bool MayObserve
        {
            get { return Phase == Phase.Live; }
        }

        public bool MayWrite
        {
            get { return Phase == Phase.Comparing || Phase == Phase.Live; }
        }

        public void Connected()
        {
            Phase = Phase.Greeting;
        }

        public void Lost()
        {
            Phase = Phase.Off;
            wasLive = false;
        }

        /// <summary>Judges the turn of a frame and notes what it says about the session. Raises OutOfTurnException.</summary>
        public void Take(IncomingFrame frame)
        {
            var welcome = frame as WelcomeFrame;
            if ((welcome != null) != (Phase == Phase.Greeting))
                throw new OutOfTurnException(frame.Type, Phase);
            if (welcome != null)
                TakeWelcome(welcome);
            else if (frame is ForeignFrame)
                Phase = Phase.Foreign;
            else if (frame is TakeInventoryFrame)
                Phase = Phase.Comparing;
            else if (frame is LiveFrame live)
                TakeLive(live);
            else if ((frame is ApplyFrame || frame is AdoptFrame || frame is AuditFrame) && !wasLive)
                throw new OutOfTurnException(frame.Type, Phase);
            else if (frame is ConfirmFrame confirm)
            {
                Receipt = confirm.Receipt;
                Revision = Math.Max(Revision, confirm.N);
            }
            else if (frame is HoldFrame hold)
                HeldBy = hold.Halt;
            else if (frame is ReleaseFrame)
                HeldBy = null;
        }

        /// <summary>Another scene: nothing is looked at or written until the application asks.</summary>
        public void OpenedScene()
        {
            if (Phase != Phase.Off && Phase != Phase.Greeting)
                Phase = Phase.Parked;
            AppliedThrough = null;
        }

        /// <summary>The answer that was given for this number, to be given again (R18); null when it is new.</summary>
        public OutgoingFrame AnswerTo(long n)
        {
            OutgoingFrame answer;
            return answers.TryGetValue(n, out answer) ? answer : null;
        }

        /// <summary>Keeps the vote for a number.</summary>
        public void Answered(AppliedFrame answer)
        {
            Keep(answer.N, answer);
            Through(answer.N);
        }

        /// <summary>Keeps why a number could not be applied.</summary>
        public void Answered(FailedFrame answer)
        {
            Keep(answer.N, answer);
        }

        /// <summary>For the next domain of this process; null before the first `welcome`.</summary>
        public KeptNumbers Keep(IReadOnlyList<Offer> offers)
        {
            return Project == null ? null : new KeptNumbers(Project, Revision, AppliedThrough, Receipt, offers);
        }

        /// <summary>What the domain before knew.</summary>
        public void Recall(KeptNumbers kept)
        {
            Project = kept.Project;
            Revision = kept.Revision;
            AppliedThrough = kept.AppliedThrough;
            Receipt = kept.Receipt;
        }

        void TakeWelcome(WelcomeFrame welcome)
        {
            Phase = Phase.Greeted;
            if (Project != null && Project.Id != welcome.Project.Id)
                ForgetNumbers();
            Project = welcome.Project;
            Revision = welcome.Revision;
            HeldBy = welcome.Hold;
        }

        void TakeLive(LiveFrame live)
        {
            // In `parked`, it crossed the word of another scene on the wire: it is about the one before, and nothing comes
            // of it.
            if (Phase == Phase.Parked)
                return;
            if (Phase != Phase.Comparing && Phase != Phase.Live)
                throw new OutOfTurnException(live.Type, Phase);
            Phase = Phase.Live;
            wasLive = true;
            Through(live.Revision);
        }

        void Keep(long n, OutgoingFrame answer)
        {
            if (!answers.ContainsKey(n))
                answeredNumbers.Enqueue(n);
            answers[n] = answer;
            while (answeredNumbers.Count > MaxAnswers)
                answers.Remove(answeredNumbers.Dequeue());
        }

        /// <summary>Another project counts for itself: what was applied, answered and proven is not about its numbers.</summary>
        void ForgetNumbers()
        {
            answers.Clear();
            answeredNumbers.Clear();
            AppliedThrough = null;
            Receipt = null;
        }

        void Through(long n)
        {
            AppliedThrough = Math.Max(AppliedThrough ?? 0, n);
        }
    }
}
