using System;
using System.Collections;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>The objects of a scene by id, with what hangs on them and what they are called: whoever asks about some of them does
    /// not have to go through all.</summary>
    public sealed class SceneObjects : IReadOnlyDictionary<string, SceneObject>
    {
        static readonly string[] NoChildren = new string[0];

        readonly Dictionary<string, SceneObject> objects = new Dictionary<string, SceneObject>();
        readonly Dictionary<string, HashSet<string>> children = new Dictionary<string, HashSet<string>>();
        readonly Dictionary<string, int> holders = new Dictionary<string, int>(StringComparer.Ordinal);

        public SceneObjects()
        {
        }

        public SceneObjects(IEnumerable<SceneObject> items)
        {
            foreach (SceneObject each in items)
                Set(each);
        }

        public int Count
        {
            get { return objects.Count; }
        }

        public IEnumerable<string> Keys
        {
            get { return objects.Keys; }
        }

        public IEnumerable<SceneObject> Values
        {
            get { return objects.Values; }
        }

        public SceneObject this[string id]
        {
            get { return objects[id]; }
        }

        /// <summary>The object with this id, or null.</summary>
        public SceneObject Find(string id)
        {
            SceneObject found;
            return objects.TryGetValue(id, out found) ? found : null;
        }

        public bool ContainsKey(string id)
        {
            return objects.ContainsKey(id);
        }

        public bool TryGetValue(string id, out SceneObject item)
        {
            return objects.TryGetValue(id, out item);
        }

        /// <summary>The id of what this object hangs on; null at the root, and for what is not here.</summary>
        public string ParentOf(string id)
        {
            SceneObject found = Find(id);
            return found == null ? null : found.Parent;
        }

        /// <summary>The ids of what hangs directly on this one, in no order.</summary>
        public IReadOnlyCollection<string> ChildrenOf(string id)
        {
            HashSet<string> found;
            return children.TryGetValue(id, out found) ? (IReadOnlyCollection<string>)found : NoChildren;
        }

        /// <summary>Ids below `root`, parents before children, siblings in id order.</summary>
        public List<string> DescendantsOf(string root)
        {
            var found = new List<string>();
            var seen = new HashSet<string> { root };
            string parent = root;
            for (int next = 0; parent != null; next += 1)
            {
                int first = found.Count;
                foreach (string each in ChildrenOf(parent))
                    // Also where they hang in a ring.
                    if (seen.Add(each))
                        found.Add(each);
                found.Sort(first, found.Count - first, StringComparer.Ordinal);
                parent = next < found.Count ? found[next] : null;
            }
            return found;
        }

        /// <summary>How many of them have this name.</summary>
        public int HoldersOf(string name)
        {
            int count;
            return holders.TryGetValue(name, out count) ? count : 0;
        }

        /// <summary>Copies their ids into the beginning of `ids`, which is returned, or a longer one where that is too short.</summary>
        public string[] CopyIds(string[] ids)
        {
            string[] copied = ids.Length < objects.Count ? new string[objects.Count] : ids;
            objects.Keys.CopyTo(copied, 0);
            return copied;
        }

        /// <summary>Puts an object in, in the place of the one with its id.</summary>
        public void Set(SceneObject item)
        {
            SceneObject was = Find(item.Id);
            objects[item.Id] = item;
            if (was == null || was.Parent != item.Parent)
            {
                Unhang(was);
                Hang(item);
            }
            if (was == null || was.Name != item.Name)
            {
                Unname(was);
                holders[item.Name] = HoldersOf(item.Name) + 1;
            }
        }

        public void Remove(string id)
        {
            SceneObject was = Find(id);
            objects.Remove(id);
            Unhang(was);
            Unname(was);
        }

        public void Clear()
        {
            objects.Clear();
            children.Clear();
            holders.Clear();
        }

        public IEnumerator<KeyValuePair<string, SceneObject>> GetEnumerator()
        {
            return objects.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            return objects.GetEnumerator();
        }

        void Hang(SceneObject item)
        {
            if (item.Parent == null)
                return;
            HashSet<string> siblings;
            if (!children.TryGetValue(item.Parent, out siblings))
                children.Add(item.Parent, siblings = new HashSet<string>());
            siblings.Add(item.Id);
        }

        void Unhang(SceneObject item)
        {
            if (item == null || item.Parent == null)
                return;
            HashSet<string> siblings = children[item.Parent];
            siblings.Remove(item.Id);
            if (siblings.Count == 0)
                children.Remove(item.Parent);
        }

        void Unname(SceneObject item)
        {
            if (item == null)
                return;
            int left = holders[item.Name] - 1;
            if (left > 0)
                holders[item.Name] = left;
            else
                holders.Remove(item.Name);
        }
    }
}
