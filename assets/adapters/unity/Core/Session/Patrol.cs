using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Goes round the scene comparing it with the shadow: what was touched at once, everything else a frame's worth at a
    /// time, since the engine does not tell of what scripts write.</summary>
    public sealed class Patrol
    {
        // What going round may take of a frame of the engine; with the rest this stays below rule 9's 2 ms.
        const double RoundBudgetSeconds = 0.001;
        // A round begins this often without any reason, and listing the scene for it never takes more than this share of the time.
        const double RoundIntervalSeconds = 0.25;
        const double ListingShare = 0.02;

        readonly SceneView view;
        readonly Evidence evidence;
        readonly PendingDifferences pending;
        readonly Func<double> seconds;
        readonly HashSet<long> dirty = new HashSet<long>();
        readonly HashSet<string> attended = new HashSet<string>();
        readonly Stack<string> known = new Stack<string>();
        readonly Stack<IEngineObject> present = new Stack<IEngineObject>();
        bool structureIsDirty = true;
        bool anythingIsDirty;
        double nextRound;

        public Patrol(SceneView view, Evidence evidence, PendingDifferences pending, Func<double> seconds)
        {
            this.view = view;
            this.evidence = evidence;
            this.pending = pending;
            this.seconds = seconds;
        }

        /// <summary>Everything is known as it is now.</summary>
        public void Forget()
        {
            dirty.Clear();
            attended.Clear();
            known.Clear();
            present.Clear();
            structureIsDirty = false;
            anythingIsDirty = false;
        }

        /// <summary>These may have changed; anything may, where none is named.</summary>
        public void Touch(IReadOnlyCollection<long> handles)
        {
            dirty.UnionWith(handles);
            anythingIsDirty |= handles.Count == 0;
        }

        /// <summary>Objects may have come or gone.</summary>
        public void TouchAll()
        {
            structureIsDirty = true;
        }

        /// <summary>The next look does not miss these.</summary>
        public void Attend(IEnumerable<string> ids)
        {
            attended.UnionWith(ids);
        }

        /// <summary>What differs from the shadow, as far as this look got; null for what is gone. What came without an id is among
        /// the identity's newcomers.</summary>
        public Dictionary<string, Reading> Differing()
        {
            var differing = new Dictionary<string, Reading>();
            double now = seconds();
            foreach (string id in Candidates())
                Compare(id, differing);
            if (known.Count == 0 && present.Count == 0 && (anythingIsDirty || now >= nextRound))
                BeginRound(now);
            double end = seconds() + RoundBudgetSeconds;
            while (known.Count > 0 && seconds() < end)
                Compare(known.Pop(), differing);
            while (present.Count > 0 && seconds() < end)
                structureIsDirty |= !view.Identity.Expects(present.Pop());
            return differing;
        }

        void BeginRound(double now)
        {
            anythingIsDirty = false;
            foreach (string id in view.Shadow.Objects.Keys)
                known.Push(id);
            foreach (IEngineObject each in view.Scene.Objects())
                present.Push(each);
            nextRound = now + Math.Max(RoundIntervalSeconds, (seconds() - now) / ListingShare);
        }

        HashSet<string> Candidates()
        {
            var ids = new HashSet<string>(pending.Ids);
            ids.UnionWith(attended);
            attended.Clear();
            foreach (long handle in dirty)
                if (view.Identity.IdOf(handle) == null || view.Scene.Find(handle) == null)
                    structureIsDirty = true;
            if (structureIsDirty)
            {
                view.Identity.Look();
                AddComeAndGone(ids);
                structureIsDirty = false;
            }
            foreach (long handle in dirty)
            {
                string id = view.Identity.IdOf(handle);
                if (id != null)
                    ids.Add(id);
            }
            dirty.Clear();
            return ids;
        }

        void AddComeAndGone(HashSet<string> ids)
        {
            foreach (string id in view.Shadow.Objects.Keys)
                if (!view.Identity.Objects.ContainsKey(id))
                    ids.Add(id);
            foreach (string id in view.Identity.Objects.Keys)
                if (!view.Shadow.Has(id))
                    ids.Add(id);
        }

        void Compare(string id, Dictionary<string, Reading> differing)
        {
            Reading read = view.Reader.Read(id);
            SceneObject known = view.Shadow.Find(id);
            if (known == null ? read != null : read == null || read.DifferingFrom(known).Count > 0)
            {
                differing[id] = read;
                return;
            }
            pending.Remove(id);
            if (read != null && !Shadow.SameFlags(view.Shadow.FlagsOf(id), read))
                view.Shadow.Flag(id, read);
            evidence.FoundAsKnown(id);
        }
    }
}
