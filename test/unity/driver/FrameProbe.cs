using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.Driver
{
    /// <summary>Notes for the bench when frames were taken up and answered, and what the adapter's turns took. The adapter under
    /// measurement is the real one: its link is looked at on the way, never replaced.</summary>
    public sealed class FrameProbe
    {
        const int TurnsKept = 20000;

        readonly Dictionary<string, Handling> handled = new Dictionary<string, Handling>();
        readonly Queue<JsonValue> turns = new Queue<JsonValue>();
        readonly List<Handling> ending = new List<Handling>();
        double turnBeganMs;
        double processorBeganMs;
        bool audits;
        bool auditIsOpen;

        /// <summary>How many changes were confirmed here so far.</summary>
        public int Confirmed { get; private set; }

        /// <summary>When the last turn began.</summary>
        public double TurnBeganMs
        {
            get { return turnBeganMs; }
        }

        public ILink Watch(ILink link)
        {
            return new WatchedLink(link, this);
        }

        public void BeginTurn()
        {
            turnBeganMs = SystemClock.NowMs;
            processorBeganMs = SystemClock.ThreadProcessorMs;
            audits = auditIsOpen;
        }

        public void EndTurn()
        {
            double nowMs = SystemClock.NowMs;
            foreach (Handling each in ending)
                each.DoneMs = nowMs;
            ending.Clear();
            turns.Enqueue(JsonValue.Object(
                JsonValue.Member("began_ms", JsonValue.Number(turnBeganMs)),
                JsonValue.Member("wall_ms", JsonValue.Number(nowMs - turnBeganMs)),
                JsonValue.Member("cpu_ms", JsonValue.Number(SystemClock.ThreadProcessorMs - processorBeganMs)),
                JsonValue.Member("audits", JsonValue.Boolean(audits || auditIsOpen))));
            if (turns.Count > TurnsKept)
                turns.Dequeue();
        }

        /// <summary>The turns since the last call.</summary>
        public JsonValue TakeTurns()
        {
            JsonValue taken = JsonValue.Array(turns.ToArray());
            turns.Clear();
            return taken;
        }

        /// <summary>The last frame of each kind.</summary>
        public IEnumerable<KeyValuePair<string, JsonValue>> Handled()
        {
            foreach (KeyValuePair<string, Handling> each in handled)
                yield return JsonValue.Member(each.Key, JsonValue.Object(
                    JsonValue.Member("n", JsonValue.Number(each.Value.N)),
                    JsonValue.Member("arrivedMs", JsonValue.Null),
                    JsonValue.Member("turnMs", JsonValue.Number(each.Value.TurnMs)),
                    JsonValue.Member("doneMs", JsonValue.Number(each.Value.DoneMs))));
        }

        void Came(IncomingFrame frame)
        {
            var apply = frame as ApplyFrame;
            var adopt = frame as AdoptFrame;
            var confirm = frame as ConfirmFrame;
            if (apply != null)
                Begin("apply", apply.N);
            else if (adopt != null)
                Begin("adopt", adopt.N);
            else if (confirm != null)
            {
                ending.Add(Begin("confirm", confirm.N));
                Confirmed += 1;
            }
            else if (frame is AuditFrame)
                audits = auditIsOpen = true;
        }

        Handling Begin(string type, long n)
        {
            return handled[type] = new Handling { N = n, TurnMs = turnBeganMs };
        }

        void Went(OutgoingFrame frame)
        {
            auditIsOpen &= !(frame is DigestsFrame);
            var applied = frame as AppliedFrame;
            if (applied == null)
                return;
            foreach (Handling each in handled.Values)
                if (each.N == applied.N)
                    each.DoneMs = SystemClock.NowMs;
        }

        sealed class Handling
        {
            public long N;
            public double TurnMs;
            public double DoneMs;
        }

        sealed class WatchedLink : ILink
        {
            readonly ILink link;
            readonly FrameProbe probe;

            public WatchedLink(ILink link, FrameProbe probe)
            {
                this.link = link;
                this.probe = probe;
            }

            public IReadOnlyList<LinkEvent> Poll()
            {
                IReadOnlyList<LinkEvent> events = link.Poll();
                foreach (LinkEvent each in events)
                    if (each.Kind == LinkEventKind.Frame)
                        probe.Came(each.Frame);
                return events;
            }

            public bool Send(OutgoingFrame frame)
            {
                bool isSent = link.Send(frame);
                probe.Went(frame);
                return isSent;
            }

            public void Stop(bool sayBye)
            {
                link.Stop(sayBye);
            }

            public void Detach()
            {
                link.Detach();
            }
        }
    }
}
