using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Differences that nobody was told of yet, and since when they have stood still.</summary>
    public sealed class PendingDifferences
    {
        // The one that is under way may have been past it when it went.
        const long RoundsForWhatIsGone = 2;

        readonly double settleSeconds;
        readonly Dictionary<string, Pending> objects = new Dictionary<string, Pending>();
        readonly Dictionary<long, Seen> newcomers = new Dictionary<long, Seen>();
        long turn;

        public PendingDifferences(double settleSeconds)
        {
            this.settleSeconds = settleSeconds;
        }

        public IEnumerable<string> Ids
        {
            get { return objects.Keys; }
        }

        /// <summary>Another turn of the engine's main thread begins.</summary>
        public void BeginTurn()
        {
            turn += 1;
        }

        public void Clear()
        {
            objects.Clear();
            newcomers.Clear();
        }

        public void Remove(string id)
        {
            objects.Remove(id);
        }

        /// <summary>Whether it already differed in this way.</summary>
        public bool Holds(string id, Reading value)
        {
            Pending known;
            return objects.TryGetValue(id, out known) && known.Equals(value);
        }

        /// <summary>Takes note of a difference. True where it was seen in an earlier turn and has not changed since: the engine tells
        /// of a step after the turn in which its work can be seen, so that only then what it told is about this work.</summary>
        /// <param name="id">The object's.</param>
        /// <param name="value">What it is now; null where it is gone.</param>
        /// <param name="now">In seconds.</param>
        /// <param name="rounds">Rounds through the whole scene so far.</param>
        public bool HasStood(string id, Reading value, double now, long rounds)
        {
            Pending known;
            bool isKnown = objects.TryGetValue(id, out known);
            if (isKnown && known.Equals(value))
                return known.Seen.Turn < turn;
            objects[id] = new Pending(isKnown ? known.First : now, new Seen(now, turn, rounds), value);
            return false;
        }

        /// <summary>The same of an object that is not shared.</summary>
        public bool HasStood(IEngineObject newcomer, double now)
        {
            Seen seen;
            if (newcomers.TryGetValue(newcomer.Handle, out seen))
                return seen.Turn < turn;
            newcomers.Add(newcomer.Handle, new Seen(now, turn, 0));
            return false;
        }

        /// <summary>Whether the object began to differ so shortly ago that the step that shows it may be on its way still.</summary>
        public bool IsYoung(string id, double now)
        {
            Pending known;
            return objects.TryGetValue(id, out known) && now - known.First <= settleSeconds;
        }

        /// <summary>Whether a noted difference has stood still for long enough to be nobody's work. What is gone may be there in another
        /// guise: it was also looked for through the whole scene.</summary>
        public bool HasSettled(string id, double now, long rounds)
        {
            Pending known = objects[id];
            return now - known.Seen.Since >= settleSeconds && (!known.IsGone || rounds - known.Seen.Rounds >= RoundsForWhatIsGone);
        }

        public bool HasSettled(IEngineObject newcomer, double now)
        {
            return now - newcomers[newcomer.Handle].Since >= settleSeconds;
        }

        /// <summary>Forgets newcomers that are none any more.</summary>
        public void KeepNewcomers(IEnumerable<IEngineObject> present)
        {
            var gone = new HashSet<long>(newcomers.Keys);
            foreach (IEngineObject each in present)
                gone.Remove(each.Handle);
            foreach (long each in gone)
                newcomers.Remove(each);
        }

        readonly struct Seen
        {
            public Seen(double since, long turn, long rounds)
            {
                Since = since;
                Turn = turn;
                Rounds = rounds;
            }

            public double Since { get; }

            public long Turn { get; }

            public long Rounds { get; }
        }

        readonly struct Pending
        {
            readonly SceneObject value;

            public Pending(double first, Seen seen, Reading value)
            {
                First = first;
                Seen = seen;
                this.value = value == null ? null : value.Object;
            }

            public bool IsGone
            {
                get { return value == null; }
            }

            /// <summary>When the object began to differ.</summary>
            public double First { get; }

            /// <summary>When it came to differ in this way.</summary>
            public Seen Seen { get; }

            public bool Equals(Reading other)
            {
                return value == null ? other == null : other != null && value.Equals(other.Object);
            }
        }
    }
}
