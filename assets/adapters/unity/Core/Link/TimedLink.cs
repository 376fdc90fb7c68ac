using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>A link that measures how long it takes from a change being applied here to its confirmation: with it, every
    /// engine has applied it and it is on disk.</summary>
    public sealed class TimedLink : ILink
    {
        // Far more than the application ever lets wait; what never is confirmed must not pile up.
        const int MostWaiting = 64;

        readonly ILink inner;
        readonly Func<double> seconds;
        readonly Dictionary<long, double> waiting = new Dictionary<long, double>();

        /// <param name="inner">What it measures.</param>
        /// <param name="seconds">A clock that only goes forward, in seconds from anywhere.</param>
        public TimedLink(ILink inner, Func<double> seconds)
        {
            this.inner = inner;
            this.seconds = seconds;
        }

        /// <summary>Of the last confirmed change; null before the first.</summary>
        public double? LatencySeconds { get; private set; }

        public IReadOnlyList<LinkEvent> Poll()
        {
            IReadOnlyList<LinkEvent> events = inner.Poll();
            foreach (LinkEvent each in events)
            {
                var confirmed = each.Frame as ConfirmFrame;
                double since;
                if (confirmed == null || !waiting.TryGetValue(confirmed.N, out since))
                    continue;
                LatencySeconds = seconds() - since;
                Forget(confirmed.N);
            }
            return events;
        }

        public bool Send(OutgoingFrame frame)
        {
            var applied = frame as AppliedFrame;
            if (applied != null)
            {
                if (waiting.Count >= MostWaiting)
                    waiting.Clear();
                waiting[applied.N] = seconds();
            }
            return inner.Send(frame);
        }

        public void Stop(bool sayBye)
        {
            inner.Stop(sayBye);
        }

        public void Detach()
        {
            inner.Detach();
        }

        /// <summary>Numbers are confirmed in their order: what is not by now never will be.</summary>
        void Forget(long through)
        {
            foreach (long each in new List<long>(waiting.Keys))
                if (each <= through)
                    waiting.Remove(each);
        }
    }
}
