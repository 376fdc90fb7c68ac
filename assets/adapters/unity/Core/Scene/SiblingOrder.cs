using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Where objects that were taken away from their parent stood among its children, so that they come back to the same
    /// place in whatever order they come back. An engine's scene keeps one.</summary>
    public sealed class SiblingOrder
    {
        const int MaxParents = 4096;

        readonly Dictionary<long, Order> orders = new Dictionary<long, Order>();
        readonly Order root = new Order();

        /// <summary>`item` is about to be taken out of these children, in their order, of `parent` (null: of the root).</summary>
        public void Leaves(long? parent, IReadOnlyList<long> children, long item)
        {
            Order order = OrderOf(parent);
            if (order == null)
            {
                if (orders.Count >= MaxParents)
                    orders.Clear();
                orders.Add(parent.Value, order = new Order());
            }
            order.TakeIn(children);
            order.Away.Add(item);
        }

        /// <summary>The index at which `item` is to be put among these children; their count where it never stood there.</summary>
        public int Returns(long? parent, IReadOnlyList<long> children, long item)
        {
            Order order = OrderOf(parent);
            return order == null ? children.Count : order.Returns(children, item);
        }

        /// <summary>Another scene: no handle means anything any more.</summary>
        public void Forget()
        {
            orders.Clear();
            root.Forget();
        }

        Order OrderOf(long? parent)
        {
            Order found;
            return parent == null ? root : orders.TryGetValue(parent.Value, out found) ? found : null;
        }

        /// <summary>The children of one parent, with those that are away.</summary>
        sealed class Order
        {
            const int MaxAway = 16384;

            List<long> all = new List<long>();

            public HashSet<long> Away { get; } = new HashSet<long>();

            public void Forget()
            {
                all.Clear();
                Away.Clear();
            }

            public void TakeIn(IReadOnlyList<long> children)
            {
                if (Away.Count >= MaxAway)
                    Forget();
                Away.ExceptWith(new List<long>(children));
                if (IsStill(children))
                    return;
                // Those that are away keep their place before the first that followed them and is still there.
                var present = new HashSet<long>(children);
                var waiting = new Dictionary<long, List<long>>();
                var last = new List<long>();
                List<long> group = new List<long>();
                foreach (long each in all)
                {
                    if (Away.Contains(each))
                        group.Add(each);
                    else if (present.Contains(each) && group.Count > 0)
                    {
                        waiting[each] = group;
                        group = new List<long>();
                    }
                }
                last.AddRange(group);
                all = new List<long>(children.Count + Away.Count);
                foreach (long each in children)
                {
                    List<long> before;
                    if (waiting.TryGetValue(each, out before))
                        all.AddRange(before);
                    all.Add(each);
                }
                all.AddRange(last);
            }

            public int Returns(IReadOnlyList<long> children, long item)
            {
                int place = all.IndexOf(item);
                if (place < 0)
                    return children.Count;
                Away.Remove(item);
                var indices = new Dictionary<long, int>();
                for (int index = 0; index < children.Count; index += 1)
                    indices[children[index]] = index;
                int found;
                for (int index = place - 1; index >= 0; index -= 1)
                    if (indices.TryGetValue(all[index], out found))
                        return found + 1;
                for (int index = place + 1; index < all.Count; index += 1)
                    if (indices.TryGetValue(all[index], out found))
                        return found;
                return children.Count;
            }

            /// <summary>Whether, but for those that are away, these are the children in the order that is known.</summary>
            bool IsStill(IReadOnlyList<long> children)
            {
                int next = 0;
                foreach (long each in all)
                {
                    if (Away.Contains(each))
                        continue;
                    if (next >= children.Count || children[next] != each)
                        return false;
                    next += 1;
                }
                return next == children.Count;
            }
        }
    }
}
