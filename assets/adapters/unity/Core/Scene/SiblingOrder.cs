using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Where objects that were taken away from their parent stood among its children, so that they come back to the same
    /// place in whatever order they come back. An engine's scene keeps one.</summary>
    public sealed class SiblingOrder
    {
        const int MaxParents = 4096;

        // The root has no handle.
        readonly Dictionary<long, List<long>> orders = new Dictionary<long, List<long>>();
        long root;

        /// <summary>`item` is about to be taken out of these children, in their order, of `parent` (null: of the root).</summary>
        public void Leaves(long? parent, IReadOnlyList<long> children, long item)
        {
            List<long> order = OrderOf(parent, children);
            if (!order.Contains(item))
                order.Add(item);
        }

        /// <summary>The index at which `item` is to be put among these children; their count where it never stood there.</summary>
        public int IndexFor(long? parent, IReadOnlyList<long> children, long item)
        {
            List<long> order;
            if (!orders.TryGetValue(parent ?? root, out order))
                return children.Count;
            int place = order.IndexOf(item);
            if (place < 0)
                return children.Count;
            var before = new HashSet<long>();
            for (int index = 0; index < place; index += 1)
                before.Add(order[index]);
            for (int index = children.Count - 1; index >= 0; index -= 1)
                if (before.Contains(children[index]))
                    return index + 1;
            for (int index = 0; index < children.Count; index += 1)
                if (order.IndexOf(children[index]) > place)
                    return index;
            return children.Count;
        }

        /// <summary>Another scene: no handle means anything any more.</summary>
        public void Forget()
        {
            orders.Clear();
        }

        List<long> OrderOf(long? parent, IReadOnlyList<long> children)
        {
            List<long> known;
            long key = parent ?? root;
            if (!orders.TryGetValue(key, out known))
            {
                if (orders.Count >= MaxParents)
                    orders.Clear();
                orders.Add(key, known = new List<long>(children));
                return known;
            }
            // Those that are away keep their place before the first that followed them and is still there.
            var present = new HashSet<long>(children);
            var merged = new List<long>(children);
            for (int index = known.Count - 1; index >= 0; index -= 1)
            {
                if (present.Contains(known[index]))
                    continue;
                int place = merged.Count;
                for (int next = index + 1; next < known.Count && place == merged.Count; next += 1)
                {
                    int found = merged.IndexOf(known[next]);
                    if (found >= 0)
                        place = found;
                }
                merged.Insert(place, known[index]);
            }
            orders[key] = merged;
            return merged;
        }
    }
}
