using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Goes round the scene comparing it with the shadow: what was touched at once, everything else a frame's worth at a
    /// time, since the engine does not tell of what scripts write.</summary>
    public sealed class Patrol
    {
        // What going on through all objects may take of a frame of the engine; with the rest this stays below rule 9's 2 ms.
        const double ScanBudgetSeconds = 0.001;
        // The whole scene is gone through this often without any reason, and never for more than this share of the time.
        const double WholeIntervalSeconds = 0.25;
        const double WholeShare = 0.02;

        readonly SceneView view;
        readonly Evidence evidence;
        readonly PendingDifferences pending;
        readonly Func<double> seconds;
        readonly HashSet<long> dirty = new HashSet<long>();
        readonly HashSet<string> attended = new HashSet<string>();
        readonly Stack<string> scan = new Stack<string>();
        bool structureIsDirty = true;
        double nextWhole;

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
            scan.Clear();
            structureIsDirty = false;
        }

        /// <summary>These may have changed; anything may, where none is named.</summary>
        public void Touch(IReadOnlyCollection<long> handles)
        {
            dirty.UnionWith(handles);
            if (handles.Count == 0)
                TouchAll();
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

        /// <summary>What differs from the shadow, as far as this look got; null for what is gone. New objects are in the identity's newcomers.</summary>
        public Dictionary<string, Reading> Differing()
        {
            var differing = new Dictionary<string, Reading>();
            foreach (string id in Candidates())
                Compare(id, differing);
            double end = seconds() + ScanBudgetSeconds;
            while (scan.Count > 0 && seconds() < end)
                Compare(scan.Pop(), differing);
            return differing;
        }

        HashSet<string> Candidates()
        {
            var ids = new HashSet<string>(pending.Ids);
            ids.UnionWith(attended);
            attended.Clear();
            foreach (long handle in dirty)
                if (view.Identity.IdOf(handle) == null || view.Scene.Find(handle) == null)
                    structureIsDirty = true;
            double now = seconds();
            if (scan.Count == 0 && now >= nextWhole)
            {
                view.Identity.Look();
                double took = seconds() - now;
                nextWhole = now + Math.Max(WholeIntervalSeconds, took / WholeShare);
                foreach (string id in view.Shadow.Objects.Keys)
                    scan.Push(id);
                AddComeAndGone(ids);
            }
            else if (structureIsDirty)
            {
                view.Identity.Look();
                AddComeAndGone(ids);
            }
            structureIsDirty = false;
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
