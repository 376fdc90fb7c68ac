using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Says what differs as one edit, and takes it over as the measure for the next difference.</summary>
    public sealed class EditMaker
    {
        static readonly List<string> NoIds = new List<string>();

        readonly SceneView view;
        readonly Evidence evidence;

        public EditMaker(SceneView view, Evidence evidence)
        {
            this.view = view;
            this.evidence = evidence;
        }

        /// <summary>The differences of the objects `ids` as one edit; null where there are none to tell. `moved` are the steps by whose
        /// undoing or redoing it came about, or null.</summary>
        public ObservedEdit Make(IEnumerable<string> ids, UndoEvidence undo, IReadOnlyCollection<UndoStep> moved = null)
        {
            Dictionary<string, Reading> readings = ReadWith(ids);
            GiveFreeNames(readings);
            var before = new List<FacetState>();
            var told = new Dictionary<Touch, JsonValue>();
            Dictionary<string, SceneObject> after = After(readings);
            var changed = new List<string>();
            foreach (string id in readings.Keys)
            {
                var touches = new List<Touch>();
                Compare(id, after, before, told, touches);
                if (touches.Count > 0)
                    changed.Add(id);
                if (undo != null)
                    evidence.Told(touches, true, moved == null ? evidence.StepsFor(id) : With(moved, evidence.StepsFor(id)));
            }
            List<Operation> operations = Difference.Say(view.Shadow.Objects, after, changed);
            foreach (KeyValuePair<string, Reading> each in readings)
            {
                SceneObject value;
                view.Shadow.Accept(each.Key, after.TryGetValue(each.Key, out value) ? value : null, each.Value);
                evidence.FoundAsKnown(each.Key);
            }
            if (operations.Count == 0)
                return null;
            return new ObservedEdit(Ids.New(), undo, before, operations, told, new List<string>(readings.Keys));
        }

        /// <summary>These, with what they cannot be told without: a new object's new parents, whatever hung below what is gone, and
        /// whatever has left the place from which it would close a ring.</summary>
        Dictionary<string, Reading> ReadWith(IEnumerable<string> ids)
        {
            var readings = new Dictionary<string, Reading>();
            var waiting = new Queue<string>(ids);
            while (waiting.Count > 0)
            {
                string id = waiting.Dequeue();
                if (readings.ContainsKey(id))
                    continue;
                Reading read = view.Reader.Read(id);
                readings.Add(id, read);
                if (read == null)
                    foreach (string each in view.Shadow.Objects.ChildrenOf(id))
                        waiting.Enqueue(each);
                else if (read.Object.Parent != null && !view.Shadow.Has(read.Object.Parent))
                    waiting.Enqueue(read.Object.Parent);
                else
                    LeftFromRing(id, readings).ForEach(waiting.Enqueue);
            }
            return readings;
        }

        /// <summary>Of those on the way up from `id`, which leads back to it as they are known and `readings` say, the ones that hang
        /// elsewhere by now and were not told: the engine itself has no rings.</summary>
        List<string> LeftFromRing(string id, Dictionary<string, Reading> readings)
        {
            SceneObject known = view.Shadow.Find(id);
            if (known != null && known.Parent == readings[id].Object.Parent)
                return NoIds;
            SceneObjects shared = view.Shadow.Objects;
            Func<string, string> parentOf = each => readings.ContainsKey(each) ? ParentOf(readings[each]) : shared.ParentOf(each);
            return Hierarchy.RingOf(id, parentOf).FindAll(
                each => !readings.ContainsKey(each) && ParentOf(view.Reader.Read(each)) != shared.ParentOf(each));
        }

        static string ParentOf(Reading read)
        {
            return read == null ? null : read.Object.Parent;
        }

        /// <summary>Names are unique in the shared scene: those of `readings` whose name another shared object has are known by the
        /// engine's numbered form of it from here on. What the artist calls them stays. Whoever is as last read goes first.</summary>
        public void GiveFreeNames(IDictionary<string, Reading> readings)
        {
            var wanted = new List<KeyValuePair<string, string>>();
            // How many of those who have a name so far are asked about here.
            var held = new Dictionary<string, int>(StringComparer.Ordinal);
            var settled = new HashSet<string>(StringComparer.Ordinal);
            foreach (KeyValuePair<string, Reading> each in readings)
            {
                string was = view.Shadow.NameOf(each.Key);
                string name = each.Value == null ? null : each.Value.Object.Name;
                if (was != null && was == name)
                    settled.Add(name);
                else if (name != null)
                    wanted.Add(new KeyValuePair<string, string>(each.Key, was == null ? name : Called(each.Value)));
                if (was != null)
                    held[was] = Count(held, was) + 1;
            }
            if (wanted.Count == 0)
                return;
            Func<string, bool> hasTaken = name => settled.Contains(name) || view.Shadow.Objects.HoldersOf(name) > Count(held, name);
            foreach (KeyValuePair<string, string> each in Names.Free(wanted, hasTaken))
                if (readings[each.Key].Object.Name != each.Value)
                    readings[each.Key] = KnowAs(each.Key, each.Value);
        }

        /// <summary>What is shared of the name that an object has now, whatever the others knew it by before.</summary>
        static string Called(Reading read)
        {
            return read.Driven.Contains(Facets.Name) ? read.Object.Name : read.OwnName;
        }

        /// <summary>From here on the others know a shared object by the engine's numbered form of its name.</summary>
        public void GiveFreeName(string id)
        {
            string name = view.Shadow.NameOf(id);
            Reading renamed = KnowAs(id, Names.FreeFormOf(name, each => view.Shadow.Objects.HoldersOf(each) > 0));
            view.Shadow.Accept(id, renamed.WithShared(view.Shadow.Find(id)), renamed);
        }

        static int Count(Dictionary<string, int> counts, string name)
        {
            int count;
            return counts.TryGetValue(name, out count) ? count : 0;
        }

        Reading KnowAs(string id, string name)
        {
            IEngineObject item = view.Identity.Find(id);
            string own = item.Name;
            view.Silently(() => item.KeptName = name == own ? (KeptName?)null : new KeptName(name, own));
            if (name != own)
                view.Note("“" + own + "” keeps its name here, and the others know it as “" + name + "”: theirs are unique.");
            return view.Reader.Read(id);
        }

        /// <summary>What is there afterwards, with what the engine owns left at its shared value.</summary>
        Dictionary<string, SceneObject> After(Dictionary<string, Reading> readings)
        {
            var after = new Dictionary<string, SceneObject>();
            foreach (KeyValuePair<string, Reading> each in readings)
            {
                if (each.Value == null)
                    continue;
                SceneObject value = each.Value.WithShared(view.Shadow.Find(each.Key));
                Reading parent;
                // Nothing stays below what is gone, whoever says where it hangs.
                bool hangsOnNothing = value.Parent != null && readings.TryGetValue(value.Parent, out parent) && parent == null;
                after.Add(each.Key, hangsOnNothing ? value.WithParent(each.Value.Object.Parent) : value);
            }
            // Nor below itself.
            Func<string, string> parentOf = each => after.ContainsKey(each) ? after[each].Parent : view.Shadow.Objects.ParentOf(each);
            foreach (KeyValuePair<string, Reading> each in readings)
                if (each.Value != null && each.Value.Driven.Contains(Facets.Parent) && Hierarchy.RingOf(each.Key, parentOf).Count > 0)
                    after[each.Key] = after[each.Key].WithParent(each.Value.Object.Parent);
            return after;
        }

        void Compare(
            string id,
            Dictionary<string, SceneObject> after,
            List<FacetState> before,
            Dictionary<Touch, JsonValue> told,
            List<Touch> touches)
        {
            SceneObject was = view.Shadow.Find(id);
            SceneObject now;
            after.TryGetValue(id, out now);
            if (was == null && now == null)
                return;
            List<string> facets = was == null || now == null
                ? new List<string> { Facets.Existence }
                : SceneObject.DifferingFacets(was, now);
            foreach (string facet in facets)
            {
                var touch = new Touch(id, facet);
                before.Add(new FacetState(id, facet, was == null ? JsonValue.Null : was.Facet(facet)));
                told[touch] = now == null ? JsonValue.Null : now.Facet(facet);
                touches.Add(touch);
            }
        }

        static List<UndoStep> With(IEnumerable<UndoStep> a, IEnumerable<UndoStep> b)
        {
            var both = new List<UndoStep>(a);
            both.AddRange(b);
            return both;
        }
    }
}
