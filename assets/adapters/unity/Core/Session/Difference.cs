using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Says a difference as operations, in an order that the application's own `apply` accepts: what stays leaves a
    /// doomed parent first; names step aside where they are swapped; parents come before their children.</summary>
    public sealed class Difference
    {
        readonly SceneObjects before;
        readonly IReadOnlyDictionary<string, SceneObject> after;
        readonly List<Operation> operations = new List<Operation>();
        readonly HashSet<string> doomed = new HashSet<string>();
        readonly Dictionary<string, SceneObject> created = new Dictionary<string, SceneObject>();
        readonly List<string> kept = new List<string>();
        // Where what was said to hang elsewhere hangs by now.
        readonly Dictionary<string, string> hung = new Dictionary<string, string>();

        Difference(SceneObjects before, IReadOnlyDictionary<string, SceneObject> after, IEnumerable<string> changed)
        {
            this.before = before;
            this.after = after;
            foreach (string id in changed)
            {
                if (after.ContainsKey(id) && before.ContainsKey(id))
                    kept.Add(id);
                else if (after.ContainsKey(id))
                    created.Add(id, after[id]);
                else if (before.ContainsKey(id))
                    doomed.Add(id);
            }
            kept.Sort(string.CompareOrdinal);
        }

        /// <summary>The operations that turn the objects `changed` from how they are in `before` to how they are in `after`. Both
        /// hold at least what `changed` names and everything below it.</summary>
        public static List<Operation> Say(
            SceneObjects before, IReadOnlyDictionary<string, SceneObject> after, IEnumerable<string> changed)
        {
            var difference = new Difference(before, after, changed);
            difference.Say();
            return difference.operations;
        }

        void Say()
        {
            List<string> moving = Moving();
            bool aside = ClosesARing(moving);
            foreach (string id in kept)
            {
                string parent = ParentOf(id);
                if (parent != null && (doomed.Contains(parent) || (aside && moving.Contains(id))))
                    Hang(id, null);
            }
            SayDeletions();
            SayNames();
            foreach (string id in Hierarchy.ParentsFirst(created))
                operations.Add(new CreateOperation(created[id]));
            foreach (string id in moving)
                if (ParentOf(id) != after[id].Parent)
                    Hang(id, after[id].Parent);
            SayValues();
        }

        List<string> Moving()
        {
            var standing = new Dictionary<string, SceneObject>();
            foreach (string id in kept)
                standing.Add(id, after[id]);
            return Hierarchy.ParentsFirst(standing).FindAll(id => before[id].Parent != after[id].Parent);
        }

        /// <summary>Whether hanging these objects elsewhere one after the other would close a ring on the way.</summary>
        bool ClosesARing(List<string> moving)
        {
            var now = new Dictionary<string, string>();
            foreach (KeyValuePair<string, SceneObject> each in created)
                now[each.Key] = each.Value.Parent;
            Func<string, string> parentOf = id => now.ContainsKey(id) ? now[id] : ParentOf(id);
            foreach (string id in moving)
            {
                string parent = after[id].Parent;
                if (id == parent || Hierarchy.IsBelow(parent, id, parentOf))
                    return true;
                now[id] = parent;
            }
            return false;
        }

        string ParentOf(string id)
        {
            string parent;
            return hung.TryGetValue(id, out parent) ? parent : before.ParentOf(id);
        }

        void Hang(string id, string parent)
        {
            operations.Add(new ReparentOperation(id, parent));
            hung[id] = parent;
        }

        void SayDeletions()
        {
            var roots = new List<string>();
            foreach (string id in doomed)
                if (before[id].Parent == null || !doomed.Contains(before[id].Parent))
                    roots.Add(id);
            roots.Sort(string.CompareOrdinal);
            foreach (string id in roots)
                operations.Add(
                    new DeleteOperation(
                        id,
                        before.DescendantsOf(id).FindAll(
                            each => doomed.Contains(each) && Hierarchy.IsBelow(each, id, ParentOf))));
        }

        /// <summary>Renames in an order without collisions; rings go by way of a name that nothing else has.</summary>
        void SayNames()
        {
            var waiting = new SortedDictionary<string, string>(StringComparer.Ordinal);
            var holders = new Dictionary<string, string>();
            foreach (string id in kept)
            {
                if (before[id].Name == after[id].Name)
                    continue;
                waiting.Add(id, after[id].Name);
                holders[before[id].Name] = id;
            }
            while (waiting.Count > 0)
            {
                List<string> free = FreeToRename(waiting, holders);
                foreach (string id in free)
                {
                    operations.Add(new RenameOperation(id, waiting[id]));
                    waiting.Remove(id);
                    holders.Remove(before[id].Name);
                }
                if (free.Count == 0)
                    StepAside(waiting, holders);
            }
        }

        static List<string> FreeToRename(SortedDictionary<string, string> waiting, Dictionary<string, string> holders)
        {
            var free = new List<string>();
            foreach (KeyValuePair<string, string> each in waiting)
            {
                string holder;
                if (!holders.TryGetValue(each.Value, out holder) || holder == each.Key)
                    free.Add(each.Key);
            }
            return free;
        }

        void StepAside(SortedDictionary<string, string> waiting, Dictionary<string, string> holders)
        {
            foreach (string id in waiting.Keys)
            {
                if (!holders.Remove(before[id].Name))
                    continue;
                operations.Add(new RenameOperation(id, "~" + id));
                return;
            }
            throw new InvalidOperationException("Names that wait for each other without a ring.");
        }

        void SayValues()
        {
            foreach (string id in kept)
                foreach (string facet in SceneObject.DifferingFacets(before[id], after[id]))
                {
                    if (facet == Facets.Transform)
                        operations.Add(new SetTransformOperation(id, after[id].Transform));
                    else if (facet == Facets.Visibility)
                        operations.Add(new SetVisibilityOperation(id, after[id].Visibility));
                    else if (Facets.IsProperty(facet))
                        operations.Add(new SetPropertyOperation(id, Facets.KeyOf(facet), after[id].Facet(facet)));
                }
        }
    }
}
