using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Takes everything as it is for the measure, for an inventory, some of it a turn.</summary>
    /// <remarks>
    /// The artist goes on meanwhile. Each object counts as it was in the moment in which it was read, and is measured against that from
    /// then on: what a person does to it later is told once the session is live. What a person's step has changed, deleted or made since
    /// this began, and what it was before is known, counts as it was before, and is told then as well. So nothing of theirs is
    /// passed over, and nothing is both in the inventory and told.
    /// </remarks>
    public sealed class Stocktaking
    {
        readonly SceneView view;
        readonly Evidence evidence;
        readonly EditMaker maker;
        readonly Func<double> seconds;
        readonly List<string> ids = new List<string>();
        readonly HashSet<string> met = new HashSet<string>();
        readonly List<IEngineObject> unshared = new List<IEngineObject>();
        // Otherwise than it was known before: whose doing it is shows when all is read.
        readonly Dictionary<string, Reading> changed = new Dictionary<string, Reading>();
        readonly List<string> sharingAName = new List<string>();
        IEnumerator<IEngineObject> walk;
        string[] known = new string[0];
        int knownCount;
        int read;
        bool isSeenBefore;

        public Stocktaking(SceneView view, Evidence evidence, EditMaker maker, Func<double> seconds)
        {
            this.view = view;
            this.evidence = evidence;
            this.maker = maker;
            this.seconds = seconds;
        }

        /// <summary>Of what could be shared, how much is not.</summary>
        public int UnmanagedCount { get; private set; }

        public void Begin()
        {
            Clear();
            walk = view.Scene.Walk().GetEnumerator();
            known = view.Shadow.Objects.CopyIds(known);
            knownCount = view.Shadow.Objects.Count;
        }

        /// <summary>Another turn of the engine's main thread begins.</summary>
        public void BeginTurn()
        {
            isSeenBefore = true;
        }

        /// <summary>Goes on until `end`, in the session's seconds. True once all is read, and what is not as it was known has been seen
        /// in an earlier turn: the engine tells of a step after the turn in which its work can be seen.</summary>
        public bool GoOn(double end)
        {
            do
            {
                if (!MeetNext() && !ReadNext())
                    return isSeenBefore || !IsAnythingNew;
                isSeenBefore = false;
            }
            while (seconds() < end);
            return false;
        }

        bool IsAnythingNew
        {
            get { return changed.Count > 0 || view.Identity.HasStrangers; }
        }

        /// <summary>Once everything is read: finds out whose doing it is that things are not as they were known, and gives free names.
        /// `isMoved`: the artist has undone or redone something meanwhile.</summary>
        public void Settle(bool isMoved)
        {
            foreach (KeyValuePair<string, Reading> each in changed)
                if (!isMoved && evidence.For(each.Key) == null)
                    Accept(each.Key, each.Value);
            foreach (IEngineObject each in new List<IEngineObject>(view.Identity.Newcomers))
                if (!isMoved && evidence.For(each) == null)
                    view.Identity.LeaveUnmanaged(each);
            view.Identity.SettleCopies(each => isMoved || evidence.For(each) != null);
            view.RemoveSubstitutes();
            foreach (string id in sharingAName)
                if (view.Identity.Find(id) != null && view.Shadow.Has(id) && view.Shadow.Objects.HoldersOf(view.Shadow.NameOf(id)) > 1)
                    maker.GiveFreeName(id);
            UnmanagedCount = unshared.FindAll(IsUnmanaged).Count;
            Clear();
        }

        bool IsUnmanaged(IEngineObject item)
        {
            return view.Identity.IsPresent(item) && view.Identity.IdOf(item) == null && view.Identity.Expects(item);
        }

        void Clear()
        {
            ids.Clear();
            met.Clear();
            unshared.Clear();
            changed.Clear();
            sharingAName.Clear();
            walk = null;
            read = 0;
        }

        bool MeetNext()
        {
            if (walk == null || !walk.MoveNext())
            {
                walk = null;
                return false;
            }
            IEngineObject item = walk.Current;
            view.Identity.Meet(item);
            string id = view.Identity.IdOf(item);
            if (id != null && met.Add(id))
                ids.Add(id);
            else if (id == null && item.IsShareable)
                unshared.Add(item);
            return true;
        }

        bool ReadNext()
        {
            if (read >= ids.Count + knownCount)
                return false;
            read += 1;
            if (read <= ids.Count)
                Read(ids[read - 1]);
            else if (!met.Contains(known[read - 1 - ids.Count]))
                Read(known[read - 1 - ids.Count]);
            return true;
        }

        void Read(string id)
        {
            SceneObject was = view.Shadow.Find(id);
            Reading now = view.Reader.Read(id);
            if (was == null && now != null)
                Accept(id, now);
            else if (was != null && (now == null || now.Differs(was)))
                changed[id] = now;
            else if (now != null)
                view.Shadow.Flag(id, now);
        }

        void Accept(string id, Reading now)
        {
            SceneObject value = now == null ? null : now.WithShared(view.Shadow.Find(id));
            view.Shadow.Accept(id, value, now);
            // Whoever had the name before keeps it.
            if (value != null && view.Shadow.Objects.HoldersOf(value.Name) > 1)
                sharingAName.Add(id);
        }
    }
}
