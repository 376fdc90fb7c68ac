using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>What people do in the engine: found by comparing with what was last read, believed where an undo step shows a hand
    /// (R24). A difference is a person's edit where one of their steps touched the object since; a gesture while the artist holds
    /// it; and drift once it has stood still without a step: told as such, to be put back.</summary>
    public sealed class Observer
    {
        // What going on through all objects may take of a frame of the engine; with the rest this stays below rule 9's 2 ms.
        const double ScanBudgetSeconds = 0.001;
        // The whole scene is gone through this often without any reason, and never for more than this share of the time.
        const double WholeIntervalSeconds = 1.0;
        const double WholeShare = 0.02;

        readonly SceneView view;
        readonly Evidence evidence;
        readonly EditMaker maker;
        readonly Undoing undoing;
        readonly Func<double> seconds;
        readonly PendingDifferences pending;
        readonly List<TrailEvent> moved = new List<TrailEvent>();
        readonly HashSet<long> dirty = new HashSet<long>();
        readonly HashSet<string> attended = new HashSet<string>();
        readonly HashSet<long> provisional = new HashSet<long>();
        readonly Stack<string> scan = new Stack<string>();
        readonly List<string> gesture = new List<string>();
        bool structureIsDirty = true;
        double nextWhole;

        public Observer(SceneView view, Evidence evidence, Func<double> seconds, double settleSeconds)
        {
            this.view = view;
            this.evidence = evidence;
            this.seconds = seconds;
            maker = new EditMaker(view, evidence);
            pending = new PendingDifferences(settleSeconds);
            undoing = new Undoing(view, evidence, maker, pending);
        }

        /// <summary>Ids of what the artist is changing right now.</summary>
        public IReadOnlyCollection<string> Gesture
        {
            get { return gesture; }
        }

        /// <summary>Another scene is open.</summary>
        public void Forget()
        {
            evidence.Forget();
            ForgetDifferences();
            structureIsDirty = true;
        }

        /// <summary>Takes note of what the engine tells; nothing is looked at yet.</summary>
        public void Take(EngineEvent happened)
        {
            dirty.UnionWith(happened.Handles);
            if (happened.Handles.Count == 0)
                structureIsDirty = true;
            if (happened.Kind == EngineEventKind.Step)
            {
                TrailEvent came = evidence.Trail.Came(happened.Group, happened.Handles);
                if (moved.Count > 0)
                    moved.Add(came);
                TakeIn(happened.Handles);
            }
            else if (happened.Kind != EngineEventKind.Touched)
                moved.Add(evidence.Trail.Moved(happened.Kind, happened.Group, happened.Handles));
        }

        /// <summary>The next look does not miss these.</summary>
        public void Attend(IEnumerable<string> ids)
        {
            attended.UnionWith(ids);
        }

        /// <summary>Takes everything as it is for the measure, for an inventory: what is there now is told, not observed.</summary>
        public void TakeAll()
        {
            view.Identity.MintsCopies = false;
            view.Identity.Look();
            foreach (IEngineObject each in new List<IEngineObject>(view.Identity.Newcomers))
                view.Identity.LeaveUnmanaged(each);
            var readings = new Dictionary<string, Reading>();
            foreach (string id in view.Identity.Objects.Keys)
                readings.Add(id, view.Reader.Read(id));
            maker.GiveFreeNames(readings);
            foreach (string id in new List<string>(view.Shadow.Objects.Keys))
                if (!readings.ContainsKey(id))
                    view.Shadow.Accept(id, null, null);
            foreach (KeyValuePair<string, Reading> each in readings)
                view.Shadow.Accept(each.Key, each.Value.WithShared(view.Shadow.Find(each.Key)), each.Value);
            evidence.FoundAllAsKnown();
            ForgetDifferences();
            structureIsDirty = false;
        }

        /// <summary>One look at the scene. Returns what there is to tell, oldest first; nothing most of the time.</summary>
        public List<ObservedEdit> Look()
        {
            view.Identity.MintsCopies = true;
            gesture.Clear();
            if (moved.Count > 0)
            {
                List<ObservedEdit> undone = undoing.Judge(moved);
                moved.Clear();
                dirty.Clear();
                structureIsDirty = false;
                return undone;
            }
            Dictionary<string, Reading> differing = Differing();
            IReadOnlyList<IEngineObject> newcomers = view.Identity.Newcomers;
            if (differing.Count == 0 && newcomers.Count == 0)
                return new List<ObservedEdit>();
            return Judge(differing, new List<IEngineObject>(newcomers));
        }

        void ForgetDifferences()
        {
            pending.Clear();
            moved.Clear();
            dirty.Clear();
            attended.Clear();
            provisional.Clear();
            scan.Clear();
            gesture.Clear();
        }

        /// <summary>A step that touches what came without one makes it part of the artist's work after all.</summary>
        void TakeIn(IReadOnlyCollection<long> handles)
        {
            if (provisional.Count == 0)
                return;
            var welcome = new HashSet<long>(provisional);
            if (handles.Count > 0)
                welcome.IntersectWith(handles);
            if (welcome.Count == 0)
                return;
            provisional.ExceptWith(welcome);
            view.Identity.WelcomeUnmanaged(welcome);
            structureIsDirty = true;
        }

        Dictionary<string, Reading> Differing()
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

        List<ObservedEdit> Judge(Dictionary<string, Reading> differing, List<IEngineObject> newcomers)
        {
            double now = seconds();
            var hands = new HashSet<long>(view.Scene.InHands);
            var evident = new List<string>();
            var drifted = new List<string>();
            var fresh = new List<IEngineObject>();
            TrailEvent newest = null;
            bool isHeld = false;
            foreach (KeyValuePair<string, Reading> each in differing)
            {
                long? handle = each.Value == null ? null : view.Identity.LastHandle(each.Key);
                if (handle.HasValue && hands.Contains(handle.Value))
                {
                    isHeld = true;
                    gesture.Add(each.Key);
                    pending.Restart(each.Key, each.Value, now);
                    continue;
                }
                TrailEvent found = evidence.For(each.Key);
                if (found != null)
                    evident.Add(each.Key);
                else if (pending.HasSettled(each.Key, each.Value, now))
                    drifted.Add(each.Key);
                newest = Newer(found, newest);
            }
            foreach (IEngineObject each in newcomers)
            {
                TrailEvent found = evidence.For(each);
                if (hands.Contains(each.Handle))
                    isHeld = true;
                else if (found != null)
                    fresh.Add(each);
                else if (pending.HasSettled(each, now))
                    SetAside(each);
                newest = Newer(found, newest);
            }
            pending.KeepNewcomers(newcomers);
            var edits = new List<ObservedEdit>();
            if (isHeld)
                // One change a gesture: what else came about by it is told with it.
                evident.ForEach(id => pending.Restart(id, differing[id], now));
            else if (evident.Count + fresh.Count > 0)
                Add(edits, Evident(evident, fresh, newest));
            if (drifted.Count > 0)
                Add(edits, Drifted(drifted));
            return edits;
        }

        static TrailEvent Newer(TrailEvent a, TrailEvent b)
        {
            return a != null && (b == null || a.Sequence > b.Sequence) ? a : b;
        }

        static void Add(List<ObservedEdit> edits, ObservedEdit edit)
        {
            if (edit != null)
                edits.Add(edit);
        }

        /// <summary>A person did this. New objects become shared ones; ids that came along with a paste are replaced.</summary>
        ObservedEdit Evident(List<string> differing, List<IEngineObject> fresh, TrailEvent newest)
        {
            var ids = new List<string>();
            foreach (string id in differing)
            {
                pending.Remove(id);
                bool isStrange = !view.Shadow.Has(id) && !view.Shadow.Knew(id) && !view.Identity.IsMinted(id);
                IEngineObject item = isStrange ? view.Identity.Drop(id) : null;
                ids.Add(item == null ? id : view.Identity.Give(item));
            }
            foreach (IEngineObject each in fresh)
                ids.Add(view.Identity.Give(each));
            return maker.Make(ids, new UndoEvidence(UndoKind.Step, newest.Step.Name));
        }

        ObservedEdit Drifted(List<string> differing)
        {
            var ids = new List<string>();
            foreach (string id in differing)
            {
                pending.Remove(id);
                IEngineObject item = view.Shadow.Has(id) ? null : view.Identity.Drop(id);
                if (item == null)
                    ids.Add(id);
                else
                    // Nobody's step made it: it is there, and not shared (R21).
                    SetAside(item);
            }
            return maker.Make(ids, null);
        }

        void SetAside(IEngineObject item)
        {
            view.Identity.LeaveUnmanaged(item);
            provisional.Add(item.Handle);
        }
    }
}
