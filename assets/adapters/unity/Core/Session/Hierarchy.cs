using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Who hangs below whom.</summary>
    public static class Hierarchy
    {
        /// <summary>The ids of `objects`, each after its parent when that is among them too, otherwise in id order.</summary>
        public static List<string> ParentsFirst(IReadOnlyDictionary<string, SceneObject> objects)
        {
            var ids = new List<string>(objects.Keys);
            ids.Sort(string.CompareOrdinal);
            var placed = new HashSet<string>();
            var order = new List<string>(ids.Count);
            var chain = new List<string>();
            foreach (string id in ids)
            {
                chain.Clear();
                // A ring cannot be ordered; what follows finds it.
                for (string each = id; each != null && objects.ContainsKey(each) && !placed.Contains(each) && !chain.Contains(each);)
                {
                    chain.Add(each);
                    each = objects[each].Parent;
                }
                for (int index = chain.Count - 1; index >= 0; index -= 1)
                {
                    placed.Add(chain[index]);
                    order.Add(chain[index]);
                }
            }
            return order;
        }

        /// <summary>The ids on the way up from `id` to itself, itself first; none where it does not hang below itself. `parentOf` says
        /// null at the root.</summary>
        public static List<string> RingOf(string id, Func<string, string> parentOf)
        {
            var ring = new List<string>();
            var seen = new HashSet<string>();
            for (string each = id; each != null && seen.Add(each); each = parentOf(each))
                ring.Add(each);
            if (parentOf(ring[ring.Count - 1]) != id)
                ring.Clear();
            return ring;
        }

        /// <summary>Whether `id` hangs below `root`. `parentOf` says null at the root.</summary>
        public static bool IsBelow(string id, string root, Func<string, string> parentOf)
        {
            var seen = new HashSet<string>();
            while (id != null && seen.Add(id))
            {
                id = parentOf(id);
                if (id == root && root != null)
                    return true;
            }
            return false;
        }
    }
}
