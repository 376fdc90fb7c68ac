using VibeSync.Core;

namespace VibeSync.Checks
{
    public static class TimedLinkChecks
    {
        static readonly FacetState[] NoStates = new FacetState[0];

        [Check("measures from a change being applied to its confirmation, with the next one applied in between")]
        public static void Latency()
        {
            double now = 100.0;
            var inner = new ScriptedLink();
            var link = new TimedLink(inner, () => now);
            Expect.Equal<double?>(null, link.LatencySeconds, "before the first");
            link.Send(new AppliedFrame(1, NoStates));
            now = 101.0;
            link.Send(new AppliedFrame(2, NoStates));
            now = 103.0;
            inner.Deliver(new ConfirmFrame(1, null));
            Expect.Equal(1, link.Poll().Count, "what came is handed on");
            Expect.Equal<double?>(3.0, link.LatencySeconds, "of the first");
            now = 103.5;
            inner.Deliver(new ConfirmFrame(2, null));
            link.Poll();
            Expect.Equal<double?>(2.5, link.LatencySeconds, "of the second");
            Expect.Equal(2, inner.Sent.Count, "sent on");
        }

        [Check("a confirmation of what was not applied here measures nothing")]
        public static void OfOthers()
        {
            var inner = new ScriptedLink();
            var link = new TimedLink(inner, () => 1.0);
            inner.Deliver(new ConfirmFrame(7, null));
            link.Poll();
            Expect.Equal<double?>(null, link.LatencySeconds, "latency");
        }

        [Check("ends and leaves as it is told")]
        public static void Ends()
        {
            var inner = new ScriptedLink();
            new TimedLink(inner, () => 1.0).Detach();
            Expect.Equal("detached", inner.Ended, "detached");
            new TimedLink(inner, () => 1.0).Stop(true);
            Expect.Equal("bye", inner.Ended, "stopped");
        }
    }
}
