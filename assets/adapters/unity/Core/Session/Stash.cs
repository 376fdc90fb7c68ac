using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Deleting so that it can be taken back (R15): the object leaves the scene with all that hangs on it, and is kept
    /// until the deletion is confirmed.</summary>
    public sealed class Stash
    {
        /// <summary>The number of what a comparison took away: decided already, and kept for a while since a person may want it
        /// back.</summary>
        public const long Resync = 0;

        /// <summary>Of what a comparison took away, the most that is kept once it is over.</summary>
        public const int KeptAfterResync = 256;

        const int MaxFormer = 4096;

        readonly IEngineScene scene;
        readonly Identity identity;
        readonly Dictionary<string, Stashed> kept = new Dictionary<string, Stashed>();
        readonly HashSet<string> settled = new HashSet<string>();
        // What was put back: an undo can take it out again.
        readonly Dictionary<string, Stashed> former = new Dictionary<string, Stashed>();
        readonly List<Stashed> shown = new List<Stashed>();
        long lastOrder;

        public Stash(IEngineScene scene, Identity identity)
        {
            this.scene = scene;
            this.identity = identity;
        }

        public int Count
        {
            get { return kept.Count; }
        }

        /// <summary>Another scene is open. What was kept of the one before went with it.</summary>
        public void ForgetScene()
        {
            kept.Clear();
            former.Clear();
            settled.Clear();
            shown.Clear();
        }

        /// <summary>Whether this session deleted it and has not let go of it: also when an undo shows it in the scene again.</summary>
        public bool Holds(string id)
        {
            return Find(id) != null;
        }

        /// <summary>The object that can be put back under this id, or null.</summary>
        public IEngineObject ObjectOf(string id)
        {
            Stashed found = Find(id) ?? Former(id);
            return found != null && found.Item.IsAlive ? found.Item : null;
        }

        /// <summary>Takes the object with this id out of the scene.</summary>
        public void Put(string id, long number)
        {
            IEngineObject item = identity.Find(id);
            IEngineObject parent = item.Parent;
            scene.Stash(item);
            identity.Drop(id);
            lastOrder += 1;
            kept[id] = new Stashed(id, number, lastOrder, item, parent, identity.IdOf(parent));
        }

        /// <summary>An undo brought it back into the scene, though its deletion was not undone.</summary>
        public void PutAgain(string id)
        {
            Put(id, Find(id).Number);
        }

        /// <summary>Puts it back where it was, as it was. Null when it is not there any more; else the number that had deleted
        /// it.</summary>
        public long? TakeBack(string id)
        {
            Stashed found = Find(id) ?? Former(id);
            if (found == null)
                return null;
            kept.Remove(id);
            former.Remove(id);
            if (!found.Item.IsAlive)
                return null;
            scene.Unstash(found.Item, ParentOf(found));
            identity.Give(found.Item, id);
            if (former.Count < MaxFormer)
                former.Add(id, found);
            return found.Number;
        }

        /// <summary>What this number deleted is confirmed, or was made by it in the first place: it goes, but for `keep`.</summary>
        public void Drop(long number, ICollection<string> keep = null)
        {
            Remove(Kept(each => each.Number == number && (keep == null || !keep.Contains(each.Id))));
        }

        /// <summary>The scene is in step at `revision`: what is kept up to there stays deleted. What the last comparison took away
        /// is kept until the next one is over, as far as there is room.</summary>
        public void Settle(long revision)
        {
            List<Stashed> recent = Kept(each => each.Number == Resync && !settled.Contains(each.Id));
            recent.RemoveRange(0, Math.Max(0, recent.Count - KeptAfterResync));
            var stays = new HashSet<Stashed>(recent);
            Remove(Kept(each => each.Number == Resync ? !stays.Contains(each) : each.Number <= revision));
            settled.Clear();
            foreach (Stashed each in recent)
                settled.Add(each.Id);
        }

        /// <summary>The session is over. What is decided stays deleted. Of the rest nobody will say here any more what became of
        /// it, and what hangs on it is in no other place: it comes back.</summary>
        public void End()
        {
            AfterSave();
            Remove(Kept(each => each.Number == Resync));
            foreach (Stashed each in ParentsFirst())
                if (each.Item.IsAlive && scene.IsLoaded)
                    TakeBack(each.Id);
            ForgetScene();
        }

        /// <summary>What nobody has decided on goes into the file as if it had never been deleted, so that a scene opened after a
        /// crash has lost nothing.</summary>
        public void BeforeSave()
        {
            AfterSave();
            foreach (Stashed each in ParentsFirst())
            {
                if (each.Number == Resync || !each.Item.IsAlive)
                    continue;
                scene.Unstash(each.Item, ParentOf(each));
                shown.Add(each);
            }
        }

        /// <summary>After saving, or after an attempt at it.</summary>
        public void AfterSave()
        {
            for (int index = shown.Count - 1; index >= 0; index -= 1)
                if (shown[index].Item.IsAlive)
                    scene.Stash(shown[index].Item);
            shown.Clear();
        }

        Stashed Find(string id)
        {
            Stashed found;
            return kept.TryGetValue(id, out found) ? found : null;
        }

        /// <summary>Those that satisfy `wanted`, in the order in which they were put: children before their parents.</summary>
        List<Stashed> Kept(Predicate<Stashed> wanted)
        {
            List<Stashed> found = new List<Stashed>(kept.Values).FindAll(wanted);
            found.Sort((a, b) => a.Order.CompareTo(b.Order));
            return found;
        }

        List<Stashed> ParentsFirst()
        {
            List<Stashed> all = Kept(each => true);
            all.Reverse();
            return all;
        }

        /// <summary>What was put back and is out of the scene again.</summary>
        Stashed Former(string id)
        {
            Stashed found;
            return former.TryGetValue(id, out found) && scene.Find(found.Item.Handle) == null ? found : null;
        }

        IEngineObject ParentOf(Stashed stashed)
        {
            IEngineObject shared = stashed.ParentId == null ? null : identity.Find(stashed.ParentId) ?? Shown(stashed.ParentId);
            if (shared != null || stashed.Parent == null || stashed.ParentId != null)
                return shared;
            return scene.Find(stashed.Parent.Handle);
        }

        IEngineObject Shown(string id)
        {
            Stashed found = shown.Find(each => each.Id == id);
            return found == null ? null : found.Item;
        }

        void Remove(List<Stashed> gone)
        {
            foreach (Stashed each in gone)
            {
                kept.Remove(each.Id);
                if (each.Item.IsAlive)
                    scene.Destroy(each.Item);
            }
        }

        sealed class Stashed
        {
            public Stashed(string id, long number, long order, IEngineObject item, IEngineObject parent, string parentId)
            {
                Id = id;
                Number = number;
                Order = order;
                Item = item;
                Parent = parent;
                ParentId = parentId;
            }

            public string Id { get; }

            public long Number { get; }

            /// <summary>Counts up with each that is put.</summary>
            public long Order { get; }

            public IEngineObject Item { get; }

            public IEngineObject Parent { get; }

            /// <summary>The id of the parent, or null where that is not shared.</summary>
            public string ParentId { get; }
        }
    }
}
