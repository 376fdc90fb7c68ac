using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Which object of the engine is who (rules 3, 4 and 11). The ids in the scene are hints (R21): of two objects that
    /// carry one id, the one that was known keeps it.</summary>
    public sealed class Identity
    {
        const int MaxRemembered = 100000;

        readonly IEngineScene scene;
        readonly Func<string, string> knownName;
        readonly Dictionary<string, IEngineObject> objects = new Dictionary<string, IEngineObject>();
        readonly Dictionary<long, string> idsByHandle = new Dictionary<long, string>();
        // Who was who: kept while objects come and go, since an undo brings them back.
        readonly Dictionary<long, string> lastIds = new Dictionary<long, string>();
        readonly Dictionary<string, long> lastHandles = new Dictionary<string, long>();
        readonly Dictionary<KeyValuePair<string, string>, string> freshIds = new Dictionary<KeyValuePair<string, string>, string>();
        readonly HashSet<string> minted = new HashSet<string>();
        readonly HashSet<long> unmanaged = new HashSet<long>();
        readonly List<IEngineObject> newcomers = new List<IEngineObject>();
        // Made anew for objects that an undo had taken: the object itself goes first, should it come back.
        readonly HashSet<long> substitutes = new HashSet<long>();
        readonly List<IEngineObject> superseded = new List<IEngineObject>();
        bool isValid;

        /// <param name="scene">The engine's scene.</param>
        /// <param name="knownName">An object's name as last read, by id; null where it is not known.</param>
        public Identity(IEngineScene scene, Func<string, string> knownName)
        {
            this.scene = scene;
            this.knownName = knownName;
        }

        /// <summary>Copies get ids of their own while edits are told; before that they only lose the one that is not theirs.</summary>
        public bool MintsCopies { get; set; }

        /// <summary>Objects without an id that were not there before, as of the last look.</summary>
        public IReadOnlyList<IEngineObject> Newcomers
        {
            get { return newcomers; }
        }

        /// <summary>All shared objects of the scene by id.</summary>
        public IReadOnlyDictionary<string, IEngineObject> Objects
        {
            get
            {
                if (!isValid)
                    Look();
                return objects;
            }
        }

        /// <summary>Another scene is open: no handle means anything any more.</summary>
        public void ForgetScene()
        {
            objects.Clear();
            idsByHandle.Clear();
            lastIds.Clear();
            lastHandles.Clear();
            freshIds.Clear();
            minted.Clear();
            unmanaged.Clear();
            newcomers.Clear();
            substitutes.Clear();
            superseded.Clear();
            MintsCopies = false;
            isValid = false;
        }

        /// <summary>The object with this id, or null when it is not in the scene.</summary>
        public IEngineObject Find(string id)
        {
            IEngineObject found;
            if (!Objects.TryGetValue(id, out found))
                return null;
            if (found.IsAlive && scene.Find(found.Handle) != null)
                return found;
            Look();
            return objects.TryGetValue(id, out found) ? found : null;
        }

        /// <summary>The id under which this object is shared, else null.</summary>
        public string IdOf(IEngineObject item)
        {
            return item == null ? null : IdOf(item.Handle);
        }

        public string IdOf(long handle)
        {
            if (!isValid)
                Look();
            string id;
            return idsByHandle.TryGetValue(handle, out id) ? id : null;
        }

        /// <summary>Whether this object of the scene is who it was at the last look.</summary>
        public bool Expects(IEngineObject item)
        {
            string id;
            if (idsByHandle.TryGetValue(item.Handle, out id))
                return item.Id == id;
            return unmanaged.Contains(item.Handle) || !item.IsAlive || !item.IsShareable;
        }

        /// <summary>The handle that this id had last, also when its object is gone.</summary>
        public long? LastHandle(string id)
        {
            long handle;
            return lastHandles.TryGetValue(id, out handle) ? handle : (long?)null;
        }

        /// <summary>Whether this id was made here rather than brought along by a paste or an import.</summary>
        public bool IsMinted(string id)
        {
            return minted.Contains(id);
        }

        /// <summary>Goes through the scene anew.</summary>
        public void Look()
        {
            var holders = new Dictionary<string, List<IEngineObject>>();
            var order = new List<string>();
            var bare = new List<IEngineObject>();
            foreach (IEngineObject each in scene.Objects())
            {
                if (!each.IsShareable)
                    continue;
                string id = each.Id;
                if (!Ids.IsId(id))
                {
                    bare.Add(each);
                    continue;
                }
                List<IEngineObject> candidates;
                if (!holders.TryGetValue(id, out candidates))
                {
                    holders.Add(id, candidates = new List<IEngineObject>(1));
                    order.Add(id);
                }
                candidates.Add(each);
            }
            isValid = true;
            objects.Clear();
            idsByHandle.Clear();
            foreach (string id in order)
                Know(id, Original(id, holders[id]));
            foreach (string id in order)
                foreach (IEngineObject each in holders[id])
                    if (each.Handle != objects[id].Handle)
                        Part(id, each);
            TakeBare(bare);
        }

        /// <summary>Makes an object shared under this id, or under the one that it had when it last came by this name.</summary>
        public string Give(IEngineObject item, string id = null)
        {
            id = id ?? FreshId("", item.Name);
            if (item.Id != id)
                item.Id = id;
            Know(id, item);
            unmanaged.Remove(item.Handle);
            newcomers.RemoveAll(each => each.Handle == item.Handle);
            return id;
        }

        /// <summary>The object with this id was made anew, and gives way to the one that it stands for.</summary>
        public void MarkSubstitute(string id)
        {
            substitutes.Add(objects[id].Handle);
        }

        /// <summary>Substitutes whose objects have come back since the last call.</summary>
        public List<IEngineObject> TakeSuperseded()
        {
            var taken = new List<IEngineObject>(superseded);
            superseded.Clear();
            return taken;
        }

        /// <summary>The object is no longer among the shared ones of this scene. Returns it, or null.</summary>
        public IEngineObject Drop(string id)
        {
            IEngineObject item;
            if (!Objects.TryGetValue(id, out item))
                return null;
            objects.Remove(id);
            idsByHandle.Remove(item.Handle);
            return item;
        }

        /// <summary>It is there and is not shared. It will not be taken for a newcomer again.</summary>
        public void LeaveUnmanaged(IEngineObject item)
        {
            if (item.Id != null)
                item.Id = null;
            lastIds.Remove(item.Handle);
            unmanaged.Add(item.Handle);
            newcomers.RemoveAll(each => each.Handle == item.Handle);
        }

        /// <summary>Objects that could be shared and are not, parents first.</summary>
        public List<IEngineObject> Unmanaged()
        {
            if (!isValid)
                Look();
            var found = new List<IEngineObject>();
            foreach (IEngineObject each in scene.Objects())
                if (each.IsShareable && !idsByHandle.ContainsKey(each.Handle))
                    found.Add(each);
            return found;
        }

        IEngineObject Original(string id, List<IEngineObject> candidates)
        {
            if (candidates.Count == 1)
                return candidates[0];
            long? handle = LastHandle(id);
            if (handle.HasValue && substitutes.Contains(handle.Value))
            {
                string was;
                IEngineObject itself = candidates.Find(
                    each => !substitutes.Contains(each.Handle) && lastIds.TryGetValue(each.Handle, out was) && was == id);
                if (itself != null)
                    return itself;
            }
            IEngineObject byHandle = candidates.Find(each => each.Handle == handle);
            if (byHandle != null)
                return byHandle;
            string name = knownName(id);
            return candidates.Find(each => each.Name == name) ?? candidates[0];
        }

        void Part(string id, IEngineObject copy)
        {
            string was;
            if (substitutes.Remove(copy.Handle))
            {
                LeaveUnmanaged(copy);
                superseded.Add(copy);
            }
            else if (lastIds.TryGetValue(copy.Handle, out was) && was != id && !objects.ContainsKey(was))
                Give(copy, was);
            else if (MintsCopies)
                Give(copy, FreshId(id, copy.Name));
            else
                LeaveUnmanaged(copy);
        }

        void TakeBare(List<IEngineObject> bare)
        {
            newcomers.Clear();
            foreach (IEngineObject each in bare)
            {
                string was;
                if (lastIds.TryGetValue(each.Handle, out was) && !objects.ContainsKey(was))
                    Give(each, was);
                else if (!unmanaged.Contains(each.Handle))
                    newcomers.Add(each);
            }
        }

        void Know(string id, IEngineObject item)
        {
            objects[id] = item;
            idsByHandle[item.Handle] = id;
            lastIds[item.Handle] = id;
            lastHandles[id] = item.Handle;
        }

        /// <summary>The same copy gets the same id again when it comes back by redo.</summary>
        string FreshId(string original, string name)
        {
            var key = new KeyValuePair<string, string>(original, name);
            string fresh;
            if (freshIds.TryGetValue(key, out fresh) && !Objects.ContainsKey(fresh))
                return fresh;
            fresh = Ids.New();
            if (freshIds.Count < MaxRemembered)
            {
                freshIds[key] = fresh;
                minted.Add(fresh);
            }
            return fresh;
        }
    }
}
