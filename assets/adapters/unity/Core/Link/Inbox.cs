using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace VibeSync.Core
{
    /// <summary>Events on their way to the main thread, bounded: where it has not looked for tens of thousands of them, the link
    /// reads no further.</summary>
    sealed class Inbox
    {
        const int MaxEvents = 65536;

        readonly Queue<LinkEvent> events = new Queue<LinkEvent>();
        readonly SemaphoreSlim room = new SemaphoreSlim(MaxEvents);

        /// <summary>Raises OperationCanceledException when stopped while there is no room.</summary>
        public async Task Put(LinkEvent what, CancellationToken stop)
        {
            await room.WaitAsync(stop).ConfigureAwait(false);
            lock (events)
            {
                events.Enqueue(what);
                Monitor.PulseAll(events);
            }
        }

        public List<LinkEvent> TakeAll()
        {
            List<LinkEvent> taken;
            lock (events)
            {
                taken = new List<LinkEvent>(events);
                events.Clear();
            }
            if (taken.Count > 0)
                room.Release(taken.Count);
            return taken;
        }

        /// <summary>Blocks until there is something to take. False when nothing came in that time.</summary>
        public bool Wait(int timeoutMs)
        {
            Stopwatch waited = Stopwatch.StartNew();
            lock (events)
            {
                while (events.Count == 0)
                {
                    long left = timeoutMs - waited.ElapsedMilliseconds;
                    if (left <= 0 || !Monitor.Wait(events, (int)left))
                        return events.Count > 0;
                }
                return true;
            }
        }
    }
}
