using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Goes round the scene comparing it with the shadow, within a time: first what was touched, all of which belongs together and
    /// is judged together, then everything else, since the engine does not tell of what scripts write (rule 9).</summary>
    public sealed class Patrol
    {
        // A round begins this often without any reason.
        const double RoundIntervalSeconds = 0.25;

        readonly SceneView view;
        readonly Evidence evidence;
        readonly PendingDifferences pending;
        readonly Comparison comparison;
        readonly Func<double> seconds;
        readonly HashSet<long> dirty = new HashSet<long>();
        readonly HashSet<string> attended = new HashSet<string>();
        readonly Dictionary<string, Reading> differing = new Dictionary<string, Reading>();
        // What is due in this pass, whether it was compared already or not.
        readonly List<string> due = new List<string>();
        readonly HashSet<string> isDue = new HashSet<string>();
        readonly Queue<IEngineObject> came = new Queue<IEngineObject>();
        int compared;
        IEnumerator<IEngineObject> arrival;
        // The round: who was known when it began, and who is there.
        string[] known = new string[0];
        int knownCount;
        int knownCompared;
        IEnumerator<IEngineObject> walk;
        bool anythingIsDirty;
        double nextRound;
        bool isUnderWay;
        // What is pending takes so long to look at that nothing was left for the round.
        bool roundIsDue;

        public Patrol(SceneView view, Evidence evidence, PendingDifferences pending, Func<double> seconds)
        {
            this.view = view;
            this.evidence = evidence;
            this.pending = pending;
            comparison = new Comparison(view);
            this.seconds = seconds;
        }

        /// <summary>Whether something that was touched has not been compared yet: what was found so far is not to be judged.</summary>
        public bool IsBehind
        {
            get { return isUnderWay || dirty.Count > 0; }
        }

        /// <summary>What differs from the shadow, as far as was looked; null for what is gone. What came without an id is among
        /// the identity's newcomers.</summary>
        public IReadOnlyDictionary<string, Reading> Differing
        {
            get { return differing; }
        }

        /// <summary>Rounds through the whole scene that have come to their end.</summary>
        public long Rounds { get; private set; }

        /// <summary>Everything is known as it is now.</summary>
        public void Forget()
        {
            dirty.Clear();
            attended.Clear();
            EndPass();
            differing.Clear();
            knownCompared = knownCount;
            walk = null;
            anythingIsDirty = false;
        }

        /// <summary>These may have changed; anything may, where none is named.</summary>
        public void Touch(IReadOnlyCollection<long> handles)
        {
            dirty.UnionWith(handles);
            anythingIsDirty |= handles.Count == 0;
        }

        /// <summary>The next look does not miss these.</summary>
        public void Attend(IEnumerable<string> ids)
        {
            attended.UnionWith(ids);
        }

        /// <summary>Ids of what was touched and was not looked at since, with what came and went with it.</summary>
        public List<string> Touched()
        {
            var ids = new List<string>(attended);
            foreach (long handle in dirty)
            {
                IEngineObject item = view.Scene.Find(handle);
                string id = view.Identity.IdOf(handle) ?? view.Identity.LastIdOf(handle);
                if (item != null && !view.Identity.Expects(item))
                    foreach (IEngineObject each in view.Scene.Walk(item))
                    {
                        view.Identity.Meet(each);
                        if (view.Identity.IdOf(each) != null)
                            ids.Add(view.Identity.IdOf(each));
                    }
                else if (id != null)
                    ids.Add(id);
                if (item == null && id != null)
                    ids.AddRange(view.Shadow.Objects.DescendantsOf(id));
            }
            return ids;
        }

        /// <summary>It was judged: what is told of it is as it is known from here on.</summary>
        public void Settle(string id)
        {
            differing.Remove(id);
        }

        /// <summary>Looks at these now, whatever else is due. True where one of them differs.</summary>
        public bool LooksOther(IEnumerable<string> ids)
        {
            bool isOther = false;
            foreach (string id in ids)
                isOther |= !Compare(id);
            // What hung on something that is gone belongs with it.
            while (compared < due.Count)
                CompareNext();
            EndPass();
            return isOther;
        }

        /// <summary>Goes on with what was touched until `end`, in the session's seconds, and with the round until `roundEnd`. True once
        /// everything that was touched is compared.</summary>
        public bool GoOn(double roundEnd, double end)
        {
            if (roundIsDue && !isUnderWay)
            {
                GoRound(roundEnd);
                // They are judged with what was touched, next time.
                attended.UnionWith(differing.Keys);
                roundIsDue = false;
                return false;
            }
            if (!isUnderWay)
                BeginPass();
            do
            {
                if (!MeetNext() && !CompareNext())
                {
                    EndPass();
                    roundIsDue = seconds() >= roundEnd;
                    GoRound(roundEnd);
                    return true;
                }
            }
            while (seconds() < end);
            return false;
        }

        void BeginPass()
        {
            isUnderWay = true;
            differing.Clear();
            foreach (string id in pending.Ids)
                AddDue(id);
            foreach (string id in attended)
                AddDue(id);
            attended.Clear();
            foreach (long handle in dirty)
            {
                IEngineObject item = view.Scene.Find(handle);
                string id = view.Identity.IdOf(handle) ?? view.Identity.LastIdOf(handle);
                if (item != null && !view.Identity.Expects(item))
                    came.Enqueue(item);
                else if (id != null)
                    AddDue(id);
            }
            dirty.Clear();
        }

        void EndPass()
        {
            isUnderWay = false;
            due.Clear();
            isDue.Clear();
            came.Clear();
            compared = 0;
            arrival = null;
        }

        void AddDue(string id)
        {
            if (isDue.Add(id))
                due.Add(id);
        }

        /// <summary>The next object of what has come, of which the engine may have told the root alone. False when there is none.</summary>
        bool MeetNext()
        {
            while (arrival != null || came.Count > 0)
            {
                if (arrival == null)
                    arrival = view.Scene.Walk(came.Dequeue()).GetEnumerator();
                if (arrival.MoveNext())
                {
                    view.Identity.Meet(arrival.Current);
                    string id = view.Identity.IdOf(arrival.Current);
                    if (id != null)
                        AddDue(id);
                    return true;
                }
                arrival = null;
            }
            return false;
        }

        bool CompareNext()
        {
            if (compared >= due.Count)
                return false;
            compared += 1;
            Compare(due[compared - 1]);
            return true;
        }

        void GoRound(double end)
        {
            double now = seconds();
            if (walk == null && knownCompared >= knownCount && (anythingIsDirty || now >= nextRound))
                BeginRound(now);
            while (knownCompared < knownCount && seconds() < end)
            {
                knownCompared += 1;
                Compare(known[knownCompared - 1]);
            }
            while (walk != null && seconds() < end)
                GoOnWalking();
            // What went may have taken much along: that is for the next pass.
            attended.UnionWith(due);
            EndPass();
        }

        void BeginRound(double now)
        {
            anythingIsDirty = false;
            known = view.Shadow.Objects.CopyIds(known);
            knownCount = view.Shadow.Objects.Count;
            knownCompared = 0;
            walk = view.Scene.Walk().GetEnumerator();
            nextRound = now + RoundIntervalSeconds;
        }

        void GoOnWalking()
        {
            if (!walk.MoveNext())
            {
                walk = null;
                Rounds += 1;
                return;
            }
            if (view.Identity.Expects(walk.Current))
                return;
            view.Identity.Meet(walk.Current);
            string id = view.Identity.IdOf(walk.Current);
            if (id != null)
                Compare(id);
        }

        /// <summary>What hung together may have gone together.</summary>
        void AddNeighbours(string id)
        {
            string parent = view.Shadow.Objects.ParentOf(id);
            if (parent != null)
                AddDue(parent);
            foreach (string each in view.Shadow.Objects.ChildrenOf(id))
                AddDue(each);
        }

        /// <summary>False where it differs.</summary>
        bool Compare(string id)
        {
            Reading read;
            if (comparison.IsAsKnown(id, out read))
            {
                differing.Remove(id);
                pending.Remove(id);
                evidence.FoundAsKnown(id);
                return true;
            }
            differing[id] = read;
            if (read == null)
                AddNeighbours(id);
            return false;
        }
    }
}
