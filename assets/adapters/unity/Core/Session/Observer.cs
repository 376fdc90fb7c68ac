using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>What people do in the engine: found by comparing with what was last read, believed where an undo step shows a hand
    /// (R24). A difference is a person's edit where one of their steps touched the object since; a gesture while the artist holds
    /// it; and drift once it has stood still without a step: told as such, to be put back.</summary>
    public sealed class Observer
    {
        static readonly ObservedEdit[] Nothing = new ObservedEdit[0];
        static readonly string[] NoGesture = new string[0];

        readonly SceneView view;
        readonly Evidence evidence;
        readonly EditMaker maker;
        readonly Undoing undoing;
        readonly Patrol patrol;
        readonly Stocktaking stocktaking;
        readonly Func<double> seconds;
        readonly PendingDifferences pending;
        readonly double settleSeconds;
        readonly List<TrailEvent> moved = new List<TrailEvent>();
        bool isHeld;

        public Observer(SceneView view, Evidence evidence, Func<double> seconds, double settleSeconds)
        {
            this.view = view;
            this.evidence = evidence;
            this.seconds = seconds;
            maker = new EditMaker(view, evidence);
            pending = new PendingDifferences(settleSeconds);
            this.settleSeconds = settleSeconds;
            patrol = new Patrol(view, evidence, pending, seconds);
            Theirs = new UndoTheirs(view);
            undoing = new Undoing(view, evidence, maker, pending, patrol, Theirs, seconds);
            stocktaking = new Stocktaking(view, evidence, maker, seconds);
        }

        /// <summary>Ids of what the artist is changing right now. Another object whenever it may be something else.</summary>
        public IReadOnlyCollection<string> Gesture { get; private set; } = NoGesture;

        /// <summary>What the artist may still take of others' changes that their undo did not take back.</summary>
        public UndoTheirs Theirs { get; }

        /// <summary>Another scene is open.</summary>
        public void Forget()
        {
            Theirs.Forget();
            evidence.Forget();
            ForgetDifferences();
        }

        /// <summary>Another turn of the engine's main thread begins.</summary>
        public void BeginTurn()
        {
            pending.BeginTurn();
            stocktaking.BeginTurn();
            undoing.BeginTurn();
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

        /// <summary>Whether something that happened has not been looked at to its end: before it is, nothing is to be written over it.
        /// </summary>
        public bool IsBehind
        {
            get { return moved.Count > 0 || patrol.IsBehind; }
        }

        /// <summary>From here on everything is taken as it is for the measure, for an inventory.</summary>
        public void BeginStocktaking()
        {
            view.Identity.MintsCopies = false;
            evidence.FoundAllAsKnown();
            ForgetDifferences();
            stocktaking.Begin();
        }

        /// <summary>Goes on with it until `end`, in the session's seconds. True once it is done.</summary>
        public bool GoOnStocktaking(double end)
        {
            if (!stocktaking.GoOn(end))
                return false;
            // What was undone or redone meanwhile is judged once it is live, whatever it took along.
            stocktaking.Settle(moved.Count > 0);
            return true;
        }

        /// <summary>How many objects could be shared and are not, as of the last taking of stock.</summary>
        public int UnmanagedCount
        {
            get { return stocktaking.UnmanagedCount; }
        }

        /// <summary>Of these, those whose name another shared object has get the engine's numbered form of it.</summary>
        public void GiveFreeNames(IDictionary<string, Reading> readings)
        {
            maker.GiveFreeNames(readings);
        }

        /// <summary>Looks at what happened until `end`, in the session's seconds, and at all else until `roundEnd`. Returns what there is to
        /// tell, oldest first; nothing most of the time, and where it did not get through what happened.</summary>
        public IReadOnlyList<ObservedEdit> Look(double roundEnd, double end)
        {
            view.Identity.MintsCopies = true;
            if (moved.Count == 0)
            {
                if (patrol.GoOn(roundEnd, end))
                    return Judge();
                return Nothing;
            }
            if (!undoing.GoOn(moved, end))
                return Nothing;
            List<ObservedEdit> undone = undoing.Judge(moved);
            moved.Clear();
            patrol.Forget();
            Gesture = NoGesture;
            return undone;
        }

        /// <summary>Looks at these now. Returns what there is to tell, oldest first.</summary>
        public IReadOnlyList<ObservedEdit> LookAt(IEnumerable<string> ids)
        {
            if (patrol.LooksOther(ids))
                return Judge();
            return Nothing;
        }

        void ForgetDifferences()
        {
            pending.Clear();
            moved.Clear();
            patrol.Forget();
            Gesture = NoGesture;
            isHeld = false;
        }

        IReadOnlyList<ObservedEdit> Judge()
        {
            Gesture = NoGesture;
            isHeld = false;
            IReadOnlyList<IEngineObject> newcomers = view.Identity.Newcomers;
            if (patrol.Differing.Count + newcomers.Count == 0)
                return Nothing;
            return Judge(patrol.Differing, new List<IEngineObject>(newcomers));
        }

        List<ObservedEdit> Judge(IReadOnlyDictionary<string, Reading> differing, List<IEngineObject> newcomers)
        {
            double now = seconds();
            ISet<long> hands = view.Scene.InHands;
            var gesture = new List<string>();
            var evident = new List<string>();
            var ahead = new List<string>();
            var drifted = new List<string>();
            var fresh = new List<IEngineObject>();
            // Steps of whose work something has been seen for the first time.
            var early = new HashSet<TrailEvent>();
            var steps = new HashSet<TrailEvent>();
            foreach (KeyValuePair<string, Reading> each in differing)
            {
                bool hasStood = pending.HasStood(each.Key, each.Value, now, patrol.Rounds);
                long? handle = each.Value == null ? null : view.Identity.LastHandle(each.Key);
                if (handle.HasValue && hands.Contains(handle.Value))
                {
                    isHeld = true;
                    gesture.Add(each.Key);
                    continue;
                }
                TrailEvent step = evidence.For(each.Key);
                // What is edited again in each turn never stands still, and is told all the same.
                if (step != null && !hasStood && pending.IsYoung(each.Key, now))
                    early.Add(step);
                else if (step != null)
                {
                    steps.Add(step);
                    evident.Add(each.Key);
                    if (!hasStood)
                        ahead.Add(each.Key);
                }
                else if (hasStood && pending.HasSettled(each.Key, now, patrol.Rounds))
                    drifted.Add(each.Key);
            }
            foreach (IEngineObject each in newcomers)
            {
                bool hasStood = pending.HasStood(each, now);
                if (hands.Contains(each.Handle))
                {
                    isHeld = true;
                    continue;
                }
                TrailEvent step = evidence.For(each);
                if (step != null && !hasStood)
                    early.Add(step);
                else if (step != null)
                {
                    steps.Add(step);
                    fresh.Add(each);
                }
                else if (hasStood && pending.HasSettled(each, now))
                    view.Identity.LeaveUnmanaged(each);
            }
            pending.KeepNewcomers(newcomers);
            if (gesture.Count > 0)
                Gesture = gesture;
            var edits = new List<ObservedEdit>();
            // One change a gesture: what else comes about while something is held is told with it, and of one step all at once.
            if (!isHeld && steps.Count > 0 && !steps.Overlaps(early))
                Add(edits, Evident(evident, fresh, Newest(steps)));
            foreach (ObservedEdit each in edits)
                KeepAhead(each, ahead);
            if (drifted.Count > 0)
                Add(edits, Drifted(drifted));
            return edits;
        }

        void Settle(string id)
        {
            pending.Remove(id);
            patrol.Settle(id);
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

        static TrailEvent Newest(IEnumerable<TrailEvent> steps)
        {
            TrailEvent newest = null;
            foreach (TrailEvent each in steps)
                if (newest == null || each.Sequence > newest.Sequence)
                    newest = each;
            return newest;
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
                Settle(id);
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
                Settle(id);
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
