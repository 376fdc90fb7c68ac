using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Differences that no step has shown yet, and since when they have stood still.</summary>
    public sealed class PendingDifferences
    {
        readonly double settleSeconds;
        readonly Dictionary<string, Pending> objects = new Dictionary<string, Pending>();
        readonly Dictionary<long, double> newcomers = new Dictionary<long, double>();

        public PendingDifferences(double settleSeconds)
        {
            this.settleSeconds = settleSeconds;
        }

        public IEnumerable<string> Ids
        {
            get { return objects.Keys; }
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

        /// <summary>It is being changed right now.</summary>
        public void Restart(string id, Reading value, double now)
        {
            Pending known;
            objects[id] = new Pending(objects.TryGetValue(id, out known) ? known.First : now, now, value);
        }

        /// <summary>Whether the object began to differ so shortly ago that the step that shows it may be on its way still.</summary>
        public bool IsYoung(string id, double now)
        {
            Pending known;
            return objects.TryGetValue(id, out known) && now - known.First <= settleSeconds;
        }

        /// <summary>Whether the object has differed in the same way for long enough; never at first sight, since the engine tells of
        /// a person's step after the frame in which it can be seen.</summary>
        public bool HasSettled(string id, Reading value, double now)
        {
            if (Holds(id, value))
                return now - objects[id].Since >= settleSeconds;
            Restart(id, value, now);
            return false;
        }

        /// <summary>Whether the newcomer has been there for long enough; never at first sight.</summary>
        public bool HasSettled(IEngineObject newcomer, double now)
        {
            double since;
            if (newcomers.TryGetValue(newcomer.Handle, out since))
                return now - since >= settleSeconds;
            newcomers.Add(newcomer.Handle, now);
            return false;
        }

        /// <summary>Forgets newcomers that are none any more.</summary>
        public void KeepNewcomers(IEnumerable<IEngineObject> present)
        {
            var kept = new Dictionary<long, double>();
            foreach (IEngineObject each in present)
            {
                double since;
                if (newcomers.TryGetValue(each.Handle, out since))
                    kept.Add(each.Handle, since);
            }
            newcomers.Clear();
            foreach (KeyValuePair<long, double> each in kept)
                newcomers.Add(each.Key, each.Value);
        }

        readonly struct Pending
        {
            readonly SceneObject value;

            public Pending(double first, double since, Reading value)
            {
                First = first;
                Since = since;
                this.value = value == null ? null : value.Object;
            }

            public double First { get; }

            public double Since { get; }

            public bool Equals(Reading other)
            {
                return value == null ? other == null : other != null && value.Equals(other.Object);
            }
        }
    }
}
