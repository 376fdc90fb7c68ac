using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>After an undo or redo (rule 5, R24): what the moved steps had set as this person's is their edit; everything else
    /// that the engine took along is set back at once, without a step, since that would end the artist's redo.</summary>
    public sealed class Undoing
    {
        readonly SceneView view;
        readonly Evidence evidence;
        readonly EditMaker maker;
        readonly PendingDifferences pending;
        readonly Patrol patrol;
        readonly Comparison comparison;
        readonly UndoTheirs theirs;
        readonly Func<double> seconds;
        readonly HashSet<string> differing = new HashSet<string>();
        readonly List<string> strangers = new List<string>();
        // What was undone or redone of others' values, before it is set back.
        readonly List<FacetState> brought = new List<FacetState>();
        string[] known = new string[0];
        int knownCount;
        int compared;
        IEnumerator<IEngineObject> walk;
        // Of the events, those that the comparing under way is about.
        int considered;
        bool isFirstTurn;
        bool isSeenNow;

        public Undoing(
            SceneView view,
            Evidence evidence,
            EditMaker maker,
            PendingDifferences pending,
            Patrol patrol,
            UndoTheirs theirs,
            Func<double> seconds)
        {
            this.view = view;
            this.evidence = evidence;
            this.maker = maker;
            this.pending = pending;
            this.patrol = patrol;
            this.theirs = theirs;
            comparison = new Comparison(view);
            this.seconds = seconds;
        }

        /// <summary>Compares the whole scene, in which an undo may have changed anything, until `end`, in the session's seconds. True once
        /// that is done. `events` begin with an undo or a redo; another one begins it anew.</summary>
        public bool GoOn(IReadOnlyList<TrailEvent> events, double end)
        {
            int moves = 0;
            foreach (TrailEvent each in events)
                moves += each.Kind == EngineEventKind.Step ? 0 : 1;
            if (moves != considered)
                Begin(moves);
            do
            {
                if (!MeetNext() && !CompareNext())
                    return IsSettled();
            }
            while (seconds() < end);
            return false;
        }

        /// <summary>Another turn of the engine's main thread begins.</summary>
        public void BeginTurn()
        {
            isFirstTurn = false;
            isSeenNow = false;
        }

        /// <summary>What the artist has done since it began is about things that were compared before, and what is seen of it now is told as
        /// theirs in the next turn only.</summary>
        bool IsSettled()
        {
            patrol.Touched().ForEach(Compare);
            if (isSeenNow && !isFirstTurn)
                return false;
            considered = 0;
            return true;
        }

        /// <summary>Once everything is compared. Returns what there is to tell.</summary>
        public List<ObservedEdit> Judge(IReadOnlyList<TrailEvent> events)
        {
            var moved = new List<UndoStep>();
            TrailEvent last = events[0];
            foreach (TrailEvent each in events)
            {
                if (each.Kind == EngineEventKind.Step)
                    continue;
                moved.AddRange(each.Steps);
                last = each;
            }
            var own = new HashSet<string>(TakeInNewcomers());
            var foreign = new Dictionary<string, List<string>>();
            brought.Clear();
            foreach (string id in differing)
                Part(id, moved, own, foreign);
            var touches = new List<Touch>();
            foreach (KeyValuePair<string, List<string>> each in foreign)
                foreach (string facet in each.Value)
                    touches.Add(new Touch(each.Key, facet));
            SetBack(foreign, touches, last.Step.Name);
            view.RemoveSubstitutes();
            var edits = new List<ObservedEdit>();
            ObservedEdit edit = own.Count == 0 ? null : maker.Make(own, new UndoEvidence(KindOf(last), last.Step.Name), moved);
            if (edit != null)
                edits.Add(edit);
            evidence.Moved(moved);
            theirs.Moved(moved);
            evidence.SetAgain(touches);
            if (foreign.Count > 0)
                theirs.Offer(brought);
            evidence.FoundAllAsKnown();
            return edits;
        }

        static UndoKind KindOf(TrailEvent moved)
        {
            return moved.Kind == EngineEventKind.Undo ? UndoKind.Undo : UndoKind.Redo;
        }

        /// <summary>Of what came without an id, the person's own steps since the undo have made some; the rest was never shared.</summary>
        List<string> TakeInNewcomers()
        {
            var taken = new List<string>();
            foreach (IEngineObject each in new List<IEngineObject>(view.Identity.Newcomers))
            {
                if (evidence.For(each) != null)
                    taken.Add(view.Identity.Give(each));
                else
                    view.Identity.LeaveUnmanaged(each);
            }
            return taken;
        }

        void Begin(int moves)
        {
            considered = moves;
            isFirstTurn = true;
            differing.Clear();
            strangers.Clear();
            known = view.Shadow.Objects.CopyIds(known);
            knownCount = view.Shadow.Objects.Count;
            compared = 0;
            walk = view.Scene.Walk().GetEnumerator();
        }

        bool MeetNext()
        {
            if (walk == null || !walk.MoveNext())
            {
                walk = null;
                return false;
            }
            view.Identity.Meet(walk.Current);
            string id = view.Identity.IdOf(walk.Current);
            if (id != null && !view.Shadow.Has(id))
                strangers.Add(id);
            return true;
        }

        bool CompareNext()
        {
            if (compared >= knownCount + strangers.Count)
                return false;
            Compare(compared < knownCount ? known[compared] : strangers[compared - knownCount]);
            compared += 1;
            return true;
        }

        void Compare(string id)
        {
            Reading read;
            if (comparison.IsAsKnown(id, out read))
                pending.Remove(id);
            else
                isSeenNow |= differing.Add(id);
        }

        void Part(string id, List<UndoStep> moved, HashSet<string> own, Dictionary<string, List<string>> foreign)
        {
            if (own.Contains(id))
                return;
            Reading read = view.Reader.Read(id);
            SceneObject known = view.Shadow.Find(id);
            bool showsAHand = evidence.For(id) != null;
            // What differed in this way before the undo did not come by it.
            if ((read == null && known == null) || (!showsAHand && pending.Holds(id, read)))
                return;
            pending.Remove(id);
            List<string> facets = read == null || known == null ? new List<string> { Facets.Existence } : read.DifferingFrom(known);
            if (facets.Count == 0)
                return;
            List<string> others = facets.FindAll(facet => !IsOwn(new Touch(id, facet), moved, showsAHand));
            if (others.Count < facets.Count)
                own.Add(id);
            if (others.Count == 0)
                return;
            foreign.Add(id, others);
            foreach (string facet in others)
                if (facet != Facets.Existence)
                    brought.Add(new FacetState(id, facet, read.Facet(facet)));
        }

        bool IsOwn(Touch touch, List<UndoStep> moved, bool showsAHand)
        {
            if (evidence.IsOwn(touch, moved))
                return true;
            // A step of theirs that was not told yet shows a hand, but not for what a moved step of others had held.
            return showsAHand && !moved.Exists(each => each.IsRemote && each.Facets.Contains(touch));
        }

        void SetBack(Dictionary<string, List<string>> foreign, List<Touch> touches, string step)
        {
            if (foreign.Count == 0)
                return;
            var names = new List<string>();
            view.Silently(() => SetBack(foreign, names));
            if (names.Count > 0)
                view.Note(
                    "Kept " + Wording.Whose(touches.ConvertAll(evidence.AuthorOf)) + " of " + Wording.List(names) + " while “" + step + "” was undone or redone."
                    + (brought.Count == 0 ? " To undo theirs, take it back in VibeSync." : ""));
        }

        void SetBack(Dictionary<string, List<string>> foreign, List<string> names)
        {
            Changes changes = view.NewChanges(Stash.Resync);
            BringBack(changes, foreign, names);
            foreach (KeyValuePair<string, List<string>> each in foreign)
                if (view.Shadow.Has(each.Key) && !each.Value.Contains(Facets.Existence))
                    SetBack(changes, each.Key, each.Value, names);
            TakeAway(changes, foreign, names);
        }

        /// <summary>What came back though its deletion stands, or though nobody here made it, goes again, in a way that keeps it.</summary>
        void TakeAway(Changes changes, Dictionary<string, List<string>> foreign, List<string> names)
        {
            var standing = new Dictionary<string, SceneObject>();
            foreach (string id in foreign.Keys)
                if (!view.Shadow.Has(id))
                    standing.Add(id, view.Reader.Read(id).Object);
            changes.SpareBystanders(new List<string>(standing.Keys));
            List<string> order = Hierarchy.ParentsFirst(standing);
            for (int index = order.Count - 1; index >= 0; index -= 1)
            {
                string id = order[index];
                if (Try(changes, () => TakeAway(changes, id), standing[id].Name))
                    names.Add(standing[id].Name);
            }
        }

        void TakeAway(Changes changes, string id)
        {
            if (view.Stash.Holds(id))
                view.Stash.PutAgain(id);
            else
                changes.Delete(id);
        }

        void BringBack(Changes changes, Dictionary<string, List<string>> foreign, List<string> names)
        {
            var missing = new Dictionary<string, SceneObject>();
            foreach (KeyValuePair<string, List<string>> each in foreign)
                if (view.Shadow.Has(each.Key) && each.Value.Contains(Facets.Existence))
                    missing.Add(each.Key, view.Shadow.Find(each.Key));
            foreach (string id in Hierarchy.ParentsFirst(missing))
                if (Try(changes, () => BringBack(changes, missing[id]), missing[id].Name))
                    names.Add(missing[id].Name);
        }

        /// <summary>What had to be made anew gives way where the engine brings back the object that it stands for.</summary>
        void BringBack(Changes changes, SceneObject missing)
        {
            if (changes.Create(missing))
                view.Identity.MarkSubstitute(missing.Id);
        }

        void SetBack(Changes changes, string id, List<string> facets, List<string> names)
        {
            SceneObject known = view.Shadow.Find(id);
            bool written = true;
            foreach (string facet in facets)
                written &= Try(changes, () => changes.SetFacet(new Touch(id, facet), known.Facet(facet)), known.Name);
            if (written)
                names.Add(known.Name);
        }

        /// <summary>What cannot be set back differs still, and is found as drift.</summary>
        bool Try(Changes changes, Action write, string name)
        {
            string why = changes.Attempt(write);
            if (why != null)
                view.Note("“" + name + "” could not be set back: " + why);
            return why == null;
        }
    }
}
