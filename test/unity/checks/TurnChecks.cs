using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>Which frame may come when.</summary>
    public static class TurnChecks
    {
        static readonly string Project = Sample.Id(7);

        [Check("nothing before welcome, and welcome once")]
        public static void Welcome()
        {
            foreach (IncomingFrame frame in AllBut<WelcomeFrame>())
            {
                var turns = new Turns();
                turns.Connected();
                Expect.Throws<OutOfTurnException>(() => turns.Take(frame), frame.Type + " first");
            }
            Expect.Throws<OutOfTurnException>(() => Greeted().Take(WelcomeTo(Project)), "welcome twice");
            Expect.Throws<OutOfTurnException>(() => new Turns().Take(WelcomeTo(Project)), "welcome while off");
        }

        [Check("operations only once it is live")]
        public static void LiveOnly()
        {
            Turns turns = Greeted();
            foreach (IncomingFrame early in new IncomingFrame[] { Apply(), Adopt(), new LiveFrame(7) })
                Expect.Throws<OutOfTurnException>(() => turns.Take(early), early.Type);
            turns.Take(new TakeInventoryFrame(1));
            Expect.Throws<OutOfTurnException>(() => turns.Take(Apply()), "apply while comparing for the first time");
            Expect.True(turns.MayWrite && !turns.MayObserve, "comparing");
            turns.Take(new LiveFrame(7));
            Expect.Equal(Phase.Live, turns.Phase, "phase");
            Expect.Equal((long?)7, turns.AppliedThrough, "through");
            Expect.True(turns.MayWrite && turns.MayObserve, "live");
            turns.Take(Apply());
            turns.Take(new TakeInventoryFrame(2));
            turns.Take(Apply());
            turns.Lost();
            Expect.True(!turns.MayWrite, "lost");
            turns.Connected();
            turns.Take(WelcomeTo(Project));
            Expect.Throws<OutOfTurnException>(() => turns.Take(Apply()), "a new connection begins anew");
        }

        [Check("a late live of the scene before means nothing")]
        public static void LateLive()
        {
            Turns turns = Greeted();
            turns.Take(new TakeInventoryFrame(1));
            turns.OpenedScene();
            turns.Take(new LiveFrame(7));
            Expect.Equal(Phase.Parked, turns.Phase, "phase");
            Expect.Equal((long?)null, turns.AppliedThrough, "through");
        }

        [Check("another scene parks until it is asked for")]
        public static void AnotherScene()
        {
            Turns turns = Live();
            turns.OpenedScene();
            Expect.True(!turns.MayObserve && !turns.MayWrite, "parked");
            turns.Take(Apply());
            Expect.Equal(Phase.Parked, turns.Phase, "still");
            turns.Take(new TakeInventoryFrame(2));
            Expect.True(turns.MayWrite, "asked for");
            turns.Take(new ForeignFrame("why"));
            Expect.Equal(Phase.Foreign, turns.Phase, "a person has to decide");
            var off = new Turns();
            off.OpenedScene();
            Expect.Equal(Phase.Off, off.Phase, "not connected");
        }

        [Check("confirmations and halts are noted")]
        public static void Noted()
        {
            Turns turns = Live();
            turns.Take(new ConfirmFrame(9, Proof(9)));
            Expect.Equal(9L, turns.Revision, "revision");
            turns.Take(new ConfirmFrame(8, Proof(8)));
            Expect.Equal(9L, turns.Revision, "never back");
            Expect.Equal(Proof(8), turns.Receipt, "the last that came");
            turns.Take(new HoldFrame(3));
            Expect.Equal((long?)3, turns.HeldBy, "held");
            turns.Take(new ReleaseFrame(3));
            Expect.Equal((long?)null, turns.HeldBy, "released");
        }

        [Check("answers are kept, but not without bound")]
        public static void Answers()
        {
            Turns turns = Live();
            for (long n = 8; n < 8 + Turns.MaxAnswers + 10; n += 1)
                turns.Answered(new AppliedFrame(n, new FacetState[0]));
            turns.Answered(new FailedFrame(5000, "no", "no"));
            Expect.True(turns.AnswerTo(8) == null, "the oldest is gone");
            Expect.Equal("applied", turns.AnswerTo(200).Type, "a newer one");
            Expect.Equal("failed", turns.AnswerTo(5000).Type, "the last");
            Expect.Equal((long?)(8 + Turns.MaxAnswers + 9), turns.AppliedThrough, "what failed was not applied");
        }

        [Check("another project counts for itself; the same one goes on")]
        public static void AnotherProject()
        {
            Turns turns = Live();
            turns.Take(new ConfirmFrame(8, Proof(8)));
            turns.Answered(new AppliedFrame(8, new FacetState[0]));
            turns.Lost();
            turns.Connected();
            turns.Take(WelcomeTo(Project));
            Expect.True(turns.AnswerTo(8) != null && turns.Receipt != null && turns.AppliedThrough == 8, "the same");
            turns.Lost();
            turns.Connected();
            turns.Take(WelcomeTo(Sample.Id(99)));
            Expect.True(turns.AnswerTo(8) == null && turns.Receipt == null && turns.AppliedThrough == null, "another");
        }

        static readonly Offer[] NoOffers = new Offer[0];

        [Check("a new domain goes on from what the one before knew")]
        public static void Remembered()
        {
            var turns = new Turns();
            Turns before = Live();
            before.Take(new ConfirmFrame(8, Proof(8)));
            before.Answered(new AppliedFrame(9, new FacetState[0]));
            turns.Recall(KeptNumbers.FromText(before.Keep(NoOffers).ToText()));
            turns.Connected();
            turns.Take(WelcomeTo(Project));
            Expect.Equal((long?)9, turns.AppliedThrough, "through");
            Expect.Equal(Proof(8), turns.Receipt, "receipt");
            before.OpenedScene();
            turns.Recall(KeptNumbers.FromText(before.Keep(NoOffers).ToText()));
            Expect.Equal(null, turns.AppliedThrough, "of another scene");
            Expect.Equal(null, new Turns().Keep(NoOffers), "before the first welcome");
            Expect.Throws<ProtocolError>(() => KeptNumbers.FromText("{}"), "nothing in it");
        }

        static Turns Greeted()
        {
            var turns = new Turns();
            turns.Connected();
            turns.Take(WelcomeTo(Project));
            return turns;
        }

        static Turns Live()
        {
            Turns turns = Greeted();
            turns.Take(new TakeInventoryFrame(1));
            turns.Take(new LiveFrame(7));
            return turns;
        }

        static WelcomeFrame WelcomeTo(string project)
        {
            return new WelcomeFrame(
                Sample.Id(1), new string('c', 64), new ProjectName(project, "Street"), 0, false, 1000, null);
        }

        static ApplyFrame Apply()
        {
            return new ApplyFrame(8, "Move", "Ada", new Operation[0]);
        }

        static AdoptFrame Adopt()
        {
            return new AdoptFrame(8, Sample.Id(2), new Touch[0]);
        }

        static Receipt Proof(long n)
        {
            return new Receipt(Sample.Id(3), n, new string('a', 64), new string('b', 64));
        }

        static IEnumerable<IncomingFrame> AllBut<T>()
        {
            var types = new HashSet<string>();
            foreach (JsonValue recorded in Runner.ReadJson("test/protocol/frames.json").Find("to_adapter").Items)
            {
                if (!recorded.Find("code").IsNull || !types.Add(recorded.Find("type").AsText))
                    continue;
                IncomingFrame frame = IncomingFrame.Parse(recorded.Find("text").AsText);
                if (!(frame is T))
                    yield return frame;
            }
        }
    }
}
