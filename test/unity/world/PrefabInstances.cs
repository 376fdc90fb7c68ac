using System.Collections.Generic;

namespace VibeSync.World
{
    /// <summary>Inner parts of prefabs' instances that were stashed: Unity does not let them go alone, so that they are only counted
    /// out until their root takes them along.</summary>
    public sealed class PrefabInstances
    {
        readonly HashSet<GameObject> counted = new HashSet<GameObject>();

        /// <summary>The root of the instance that this is an inner part of, or null.</summary>
        public static GameObject RootOf(GameObject item)
        {
            GameObject each = item.IsPrefabPart ? item.Parent : null;
            while (each != null && !each.IsPrefabRoot)
                each = each.Parent;
            return each;
        }

        public bool IsOut(GameObject part)
        {
            return counted.Contains(part);
        }

        public void CountOut(GameObject part)
        {
            counted.Add(part);
        }

        public void CountIn(GameObject part)
        {
            counted.Remove(part);
        }

        public void Forget()
        {
            counted.Clear();
        }
    }
}
