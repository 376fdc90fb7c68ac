using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Which object of the engine is who (rules 3, 4 and 11). The ids in the scene are hints (R21): of two objects that
    /// carry one id, the one that was known keeps it.</summary>
    public sealed class Identity
    {
        const int MaxRemembered = 100000;
        const int CountedAtOnce = 250;
        // Of what was left unshared and has gone since, so many are remembered: an undo may bring them back.
        const int MaxGone = 10000;

        readonly IEngineScene scene;
        readonly Func<string, string> knownName;
        readonly Dictionary<string, IEngineObject> objects = new Dictionary<string, IEngineObject>();
        readonly Dictionary<long, string> idsByHandle = new Dictionary<long, string>();
        // Who was who: kept while objects come and go, since an undo brings them back.
        readonly Dictionary<long, string> lastIds = new Dictionary<long, string>();
        readonly Dictionary<string, long> lastHandles = new Dictionary<string, long>();
        readonly Dictionary<KeyValuePair<string, string>, string> freshIds = new Dictionary<KeyValuePair<string, string>, string>();
        readonly HashSet<string> minted = new HashSet<string>();
        // Held by an object of another name than the one that had it and is gone: perhaps a copy of that.
        readonly HashSet<string> doubtful = new HashSet<string>();
        // There and not shared, or gone from there.
        readonly HashSet<long> unmanaged = new HashSet<long>();
        // Those of them that are there, as far as it was looked.
        readonly HashSet<long> present = new HashSet<long>();
        readonly List<long> counting = new List<long>();
        int counted;
        readonly List<IEngineObject> newcomers = new List<IEngineObject>();
        readonly HashSet<long> newcomerHandles = new HashSet<long>();
        readonly List<IEngineObject> copies = new List<IEngineObject>();
        // Made anew for objects that an undo had taken: the object itself goes first, should it come back.
        readonly HashSet<long> substitutes = new HashSet<long>();
        readonly List<IEngineObject> superseded = new List<IEngineObject>();

        /// <param name="scene">The engine's scene.</param>
        /// <param name="knownName">What the engine called an object when it was last read, by id; null where it is not known.</param>
        public Identity(IEngineScene scene, Func<string, string> knownName)
        {
            this.scene = scene;
            this.knownName = knownName;
        }

        /// <summary>Copies get ids of their own at once while edits are told; until then they wait for <see cref="SettleCopies"/>.
        /// </summary>
        public bool MintsCopies { get; set; }

        /// <summary>Objects without an id that were met and have not been there before.</summary>
        public IReadOnlyList<IEngineObject> Newcomers
        {
            get
            {
                if (newcomers.Count > 0)
                    newcomers.RemoveAll(IsNoNewcomer);
                return newcomers;
            }
        }

        /// <summary>Whether newcomers, or copies without an id of their own, were met and nobody has said what becomes of them.</summary>
        public bool HasStrangers
        {
            get { return copies.Count > 0 || newcomerHandles.Count > 0; }
        }

        /// <summary>Another number whenever a handle has got an id or lost one.</summary>
        public long Version { get; private set; }

        /// <summary>Another scene is open: no handle means anything any more.</summary>
        public void ForgetScene()
        {
            Version += 1;
            objects.Clear();
            idsByHandle.Clear();
            lastIds.Clear();
            lastHandles.Clear();
            freshIds.Clear();
            minted.Clear();
            doubtful.Clear();
            unmanaged.Clear();
            present.Clear();
            counting.Clear();
            counted = 0;
            newcomers.Clear();
            newcomerHandles.Clear();
            copies.Clear();
            substitutes.Clear();
            superseded.Clear();
            MintsCopies = false;
        }

        /// <summary>The object with this id, or null when it is not in the scene.</summary>
        public IEngineObject Find(string id)
        {
            IEngineObject found;
            if (!objects.TryGetValue(id, out found))
                return null;
            if (IsPresent(found))
                return found;
            Lose(id, found.Handle);
            return null;
        }

        /// <summary>Whether the object is in the scene, shared or not.</summary>
        public bool IsPresent(IEngineObject item)
        {
            return item.IsAlive && scene.Find(item.Handle) != null;
        }

        /// <summary>The id under which this object is shared, else null.</summary>
        public string IdOf(IEngineObject item)
        {
            return item == null ? null : IdOf(item.Handle);
        }

        public string IdOf(long handle)
        {
            string id;
            return idsByHandle.TryGetValue(handle, out id) ? id : null;
        }

        /// <summary>The id that this handle had last, also when its object is gone; else null.</summary>
        public string LastIdOf(long handle)
        {
            string id;
            return lastIds.TryGetValue(handle, out id) ? id : null;
        }

        /// <summary>Whether this object of the scene is who it was when it was met last.</summary>
        public bool Expects(IEngineObject item)
        {
            string id;
            if (idsByHandle.TryGetValue(item.Handle, out id))
                return item.IsShareable && item.Id == id;
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

        /// <summary>Finds out who an object of the scene is. Those above it have been met before.</summary>
        public void Meet(IEngineObject item)
        {
            if (!item.IsAlive)
                return;
            string id = item.IsShareable ? item.Id : null;
            string known = IdOf(item.Handle);
            if (known != null && known == id)
                return;
            if (known != null)
                Lose(known, item.Handle);
            if (!item.IsShareable)
                newcomerHandles.Remove(item.Handle);
            else if (!Ids.IsId(id))
                MeetBare(item);
            else
                MeetCarrier(item, id);
        }

        /// <summary>Makes an object shared under this id, or under the one that it had when it last came by this name.</summary>
        public string Give(IEngineObject item, string id = null)
        {
            id = id ?? FreshId("", item.Name);
            if (item.Id != id)
                item.Id = id;
            Know(id, item);
            unmanaged.Remove(item.Handle);
            present.Remove(item.Handle);
            newcomerHandles.Remove(item.Handle);
            return id;
        }

        /// <summary>Of the copies that were met while none got an id, those that satisfy `isTold` get one; others lose the one that is not
        /// theirs.</summary>
        public void SettleCopies(Predicate<IEngineObject> isTold)
        {
            foreach (IEngineObject each in copies)
            {
                // What it was a copy of may have gone meanwhile.
                if (!IsPresent(each) || IdOf(each) != null)
                    continue;
                if (isTold(each))
                    Give(each, FreshId(each.Id ?? "", each.Name));
                else
                    LeaveUnmanaged(each);
            }
            copies.Clear();
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
            if (!objects.TryGetValue(id, out item))
                return null;
            Lose(id, item.Handle);
            return item;
        }

        /// <summary>It is there and is not shared. It will not be taken for a newcomer again.</summary>
        public void LeaveUnmanaged(IEngineObject item)
        {
            if (item.Id != null)
                item.Id = null;
            lastIds.Remove(item.Handle);
            unmanaged.Add(item.Handle);
            present.Add(item.Handle);
            newcomerHandles.Remove(item.Handle);
        }

        /// <summary>Goes on counting the objects that are in the scene and not shared, of those that were met: some in a turn, since there may
        /// be any number of them. Null until it has been through all of them.</summary>
        public int? GoOnCounting()
        {
            if (counted == counting.Count)
            {
                counting.Clear();
                counting.AddRange(unmanaged);
                counted = 0;
            }
            for (int end = Math.Min(counted + CountedAtOnce, counting.Count); counted < end; counted += 1)
                Count(counting[counted]);
            return counted == counting.Count ? present.Count : (int?)null;
        }

        void Count(long handle)
        {
            // Shared since.
            if (!unmanaged.Contains(handle))
                return;
            IEngineObject item = scene.Find(handle);
            if (item != null && item.IsAlive && item.IsShareable && IdOf(handle) == null)
            {
                present.Add(handle);
                return;
            }
            present.Remove(handle);
            if (unmanaged.Count - present.Count > MaxGone)
                unmanaged.Remove(handle);
        }

        void MeetBare(IEngineObject item)
        {
            string was = LastIdOf(item.Handle);
            if (was != null && Find(was) == null)
                Give(item, was);
            else if (!unmanaged.Contains(item.Handle) && newcomerHandles.Add(item.Handle))
                newcomers.Add(item);
        }

        void MeetCarrier(IEngineObject item, string id)
        {
            IEngineObject holder = Find(id);
            if (holder == null)
            {
                string name = knownName(id);
                if (name != null && name != item.Name && LastHandle(id) != item.Handle)
                    doubtful.Add(id);
                Know(id, item);
            }
            else if (IsSubstituteFor(holder, item, id) || (doubtful.Contains(id) && item.Name == knownName(id)))
            {
                Know(id, item);
                Part(id, holder);
            }
            else
                Part(id, item);
        }

        bool IsSubstituteFor(IEngineObject holder, IEngineObject item, string id)
        {
            return substitutes.Contains(holder.Handle) && !substitutes.Contains(item.Handle) && LastIdOf(item.Handle) == id;
        }

        /// <summary>It carries an id that is another object's.</summary>
        void Part(string id, IEngineObject copy)
        {
            doubtful.Remove(id);
            Unname(copy.Handle);
            string was = LastIdOf(copy.Handle);
            if (substitutes.Remove(copy.Handle))
            {
                LeaveUnmanaged(copy);
                superseded.Add(copy);
            }
            else if (was != null && was != id && Find(was) == null)
                Give(copy, was);
            else if (MintsCopies)
                Give(copy, FreshId(id, copy.Name));
            else
                copies.Add(copy);
        }

        bool IsNoNewcomer(IEngineObject item)
        {
            if (newcomerHandles.Contains(item.Handle) && IsPresent(item))
                return false;
            newcomerHandles.Remove(item.Handle);
            return true;
        }

        void Know(string id, IEngineObject item)
        {
            string other = IdOf(item.Handle);
            if (other != null && other != id)
                Lose(other, item.Handle);
            objects[id] = item;
            idsByHandle[item.Handle] = id;
            Version += 1;
            lastIds[item.Handle] = id;
            lastHandles[id] = item.Handle;
        }

        void Lose(string id, long handle)
        {
            objects.Remove(id);
            Unname(handle);
        }

        void Unname(long handle)
        {
            if (idsByHandle.Remove(handle))
                Version += 1;
        }

        /// <summary>The same copy gets the same id again when it comes back by redo.</summary>
        string FreshId(string original, string name)
        {
            var key = new KeyValuePair<string, string>(original, name);
            string fresh;
            if (freshIds.TryGetValue(key, out fresh) && Find(fresh) == null)
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
