using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>What people do in the engine: found by comparing with what was last read, believed where an undo step shows a hand
    /// (R24). A difference is a person's edit where one of their steps touched the object since; a gesture while the artist holds
    /// it; and drift once it has stood still without a step: told as such, to be put back.</summary>
    public sealed class Observer
    {
        readonly SceneView view;
        readonly Evidence evidence;
        readonly EditMaker maker;
        readonly Undoing undoing;
        readonly Patrol patrol;
        readonly Func<double> seconds;
        readonly PendingDifferences pending;
        readonly double settleSeconds;
        readonly List<TrailEvent> moved = new List<TrailEvent>();
        readonly List<string> gesture = new List<string>();

        public Observer(SceneView view, Evidence evidence, Func<double> seconds, double settleSeconds)
        {
            this.view = view;
            this.evidence = evidence;
            this.seconds = seconds;
            maker = new EditMaker(view, evidence);
            pending = new PendingDifferences(settleSeconds);
            this.settleSeconds = settleSeconds;
            undoing = new Undoing(view, evidence, maker, pending);
            patrol = new Patrol(view, evidence, pending, seconds);
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
            patrol.TouchAll();
        }

        /// <summary>Another turn of the engine's main thread begins.</summary>
        public void BeginTurn()
        {
            pending.BeginTurn();
        }

        /// <summary>Takes note of what the engine tells; nothing is looked at yet.</summary>
        public void Take(EngineEvent happened)
        {
            patrol.Touch(happened.Handles);
            if (happened.Kind == EngineEventKind.Step)
            {
                TrailEvent came = evidence.Trail.Came(happened);
                evidence.Came(came, seconds());
                if (moved.Count > 0)
                    moved.Add(came);
            }
            else if (happened.Kind != EngineEventKind.Touched)
                moved.Add(evidence.Trail.Moved(happened));
        }

        /// <summary>The next look does not miss these.</summary>
        public void Attend(IEnumerable<string> ids)
        {
            patrol.Attend(ids);
        }

        /// <summary>Whether something of these may be the artist's work of this moment, which is not told yet and must not be
        /// written over.</summary>
        public bool IsUnsettled(IEnumerable<string> ids)
        {
            double now = seconds();
            foreach (string each in ids)
                if (pending.IsYoung(each, now))
                    return true;
            return false;
        }

        /// <summary>Takes everything as it is for the measure, for an inventory: what is there now is told, not observed.</summary>
        public void TakeAll()
        {
            view.Identity.MintsCopies = false;
            view.Identity.Look();
            view.RemoveSubstitutes();
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
        }

        /// <summary>Of these, those whose name another shared object has get the engine's numbered form of it.</summary>
        public void GiveFreeNames(IDictionary<string, Reading> readings)
        {
            maker.GiveFreeNames(readings);
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
                patrol.Forget();
                return undone;
            }
            Dictionary<string, Reading> differing = patrol.Differing();
            IReadOnlyList<IEngineObject> newcomers = view.Identity.Newcomers;
            if (differing.Count == 0 && newcomers.Count == 0)
                return new List<ObservedEdit>();
            return Judge(differing, new List<IEngineObject>(newcomers));
        }

        void ForgetDifferences()
        {
            pending.Clear();
            moved.Clear();
            patrol.Forget();
            gesture.Clear();
        }

        List<ObservedEdit> Judge(Dictionary<string, Reading> differing, List<IEngineObject> newcomers)
        {
            double now = seconds();
            var hands = new HashSet<long>(view.Scene.InHands);
            var evident = new List<string>();
            var ahead = new List<string>();
            var drifted = new List<string>();
            var fresh = new List<IEngineObject>();
            TrailEvent newest = null;
            bool isHeld = false;
            foreach (KeyValuePair<string, Reading> each in differing)
            {
                bool hasStood = pending.HasStood(each.Key, each.Value, now);
                long? handle = each.Value == null ? null : view.Identity.LastHandle(each.Key);
                if (handle.HasValue && hands.Contains(handle.Value))
                {
                    isHeld = true;
                    gesture.Add(each.Key);
                    continue;
                }
                // What is edited again in each turn never stands still, and is told all the same.
                TrailEvent found = hasStood || !pending.IsYoung(each.Key, now) ? evidence.For(each.Key) : null;
                if (found != null)
                {
                    evident.Add(each.Key);
                    if (!hasStood)
                        ahead.Add(each.Key);
                }
                else if (hasStood && pending.HasSettled(each.Key, now))
                    drifted.Add(each.Key);
                newest = Newer(found, newest);
            }
            foreach (IEngineObject each in newcomers)
            {
                bool hasStood = pending.HasStood(each, now);
                if (hands.Contains(each.Handle))
                {
                    isHeld = true;
                    continue;
                }
                TrailEvent found = hasStood ? evidence.For(each) : null;
                if (found != null)
                    fresh.Add(each);
                else if (hasStood && pending.HasSettled(each, now))
                    view.Identity.LeaveUnmanaged(each);
                newest = Newer(found, newest);
            }
            pending.KeepNewcomers(newcomers);
            var edits = new List<ObservedEdit>();
            // One change a gesture: what else comes about while something is held is told with it.
            if (!isHeld && evident.Count + fresh.Count > 0)
                Add(edits, Evident(evident, fresh, newest));
            foreach (ObservedEdit each in edits)
                KeepAhead(each, ahead);
            if (drifted.Count > 0)
                Add(edits, Drifted(drifted));
            return edits;
        }

        void KeepAhead(ObservedEdit edit, List<string> ids)
        {
            foreach (string id in ids)
            {
                var touches = new List<Touch>();
                foreach (Touch each in edit.After.Keys)
                    if (each.Id == id)
                        touches.Add(each);
                evidence.ToldAhead(id, touches, seconds() + settleSeconds);
            }
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
                    view.Identity.LeaveUnmanaged(item);
            }
            return maker.Make(ids, null);
        }
    }
}
