using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Being compared with the truth and brought to it (R21, R22): inventory, values, sharing, and patches of what
    /// differs.</summary>
    public sealed class Resyncing
    {
        const string StepName = "refresh";

        readonly Workshop shop;
        readonly Observer observer;
        readonly Func<double> seconds;

        public Resyncing(Workshop shop, Observer observer, Func<double> seconds)
        {
            this.shop = shop;
            this.observer = observer;
            this.seconds = seconds;
        }

        public IAnswer TakeInventory(TakeInventoryFrame frame)
        {
            shop.Edits.Settle();
            return new InventoryAnswer(shop, observer, seconds, frame.Request);
        }

        public IAnswer ReadValues(ReadValuesFrame frame)
        {
            return new ValuesAnswer(shop, seconds, frame);
        }

        public IAnswer AdoptUnmanaged(AdoptUnmanagedFrame frame)
        {
            return new AdoptionAnswer(shop, observer, seconds, frame.Request);
        }

        /// <summary>What differs is written, what is missing made, nothing else touched (R22).</summary>
        public void Patch(PatchFrame frame)
        {
            var named = new List<string>();
            foreach (SceneObject each in frame.Objects)
                named.Add(each.Id);
            named.AddRange(frame.Removed);
            if (shop.Turns.MayWrite)
            {
                shop.Reports.TellHands(observer.Gesture);
                Refresh(frame, named);
            }
            shop.Send(new PatchedFrame(frame.Request, StatesOf(named)));
        }

        void Refresh(PatchFrame frame, List<string> named)
        {
            var before = new Dictionary<string, SceneObject>();
            foreach (string id in named)
                before[id] = shop.View.Shadow.Find(id);
            Changes changes = shop.View.NewChanges(Stash.Resync);
            UndoGroup group = shop.View.InStep(StepName, () =>
            {
                Try(changes, () => Remove(changes, frame.Removed));
                foreach (SceneObject each in frame.Objects)
                    Try(changes, () => Bring(changes, each));
            });
            var targets = new Dictionary<string, SceneObject>();
            foreach (SceneObject each in frame.Objects)
                targets[each.Id] = each;
            var touches = new List<Touch>();
            foreach (KeyValuePair<string, SceneObject> each in before)
                TakeRefreshed(each.Key, each.Value, targets, touches);
            shop.Reports.Declare(named);
            shop.Evidence.WroteRemotely(touches, group, null);
            if (changes.Wrote)
                shop.Journal.Recently("refreshed " + Wording.Count(named.Count, "object"));
        }

        /// <summary>One refusal does not keep the others back: the digests say which objects did not come to what they should be.</summary>
        void Try(Changes changes, Action write)
        {
            string why = changes.Attempt(write);
            if (why != null)
                shop.Journal.Note("Not all could be refreshed: " + why);
        }

        void Remove(Changes changes, IReadOnlyList<string> removed)
        {
            var standing = new HashSet<string>(removed);
            standing.RemoveWhere(
                id => shop.View.Identity.Find(id) == null || shop.Reports.Hands.Contains(id) || OpenFacetsOf(id).Count > 0);
            List<string> parts = changes.FixedParts(standing);
            if (parts.Count > 0)
                shop.Journal.Note(
                    "Left " + Wording.Count(parts.Count, "object") + " that cannot go without the whole of which they are parts.");
            standing.ExceptWith(parts);
            changes.DeleteAll(standing);
        }

        void Bring(Changes changes, SceneObject target)
        {
            if (shop.Reports.Hands.Contains(target.Id))
                return;
            Reading read = shop.View.Reader.Read(target.Id);
            SceneObject known = shop.View.Shadow.Find(target.Id);
            HashSet<string> newer = OpenFacetsOf(target.Id);
            if (newer.Contains(Facets.Existence))
                return;
            if (read == null)
            {
                changes.Create(target);
                return;
            }
            // What moved here since it was read for the comparison is newer than what the application decided upon.
            if (known != null)
                newer.UnionWith(read.DifferingFrom(known));
            changes.BringTo(target, newer);
        }

        /// <summary>What the artist's edits made of a live object that nobody has decided on yet: they passed the patch on the wire, and
        /// it comes again once they are decided. While the scene is compared, the application knows of them.</summary>
        HashSet<string> OpenFacetsOf(string id)
        {
            return shop.Turns.MayObserve ? shop.Edits.UndecidedFacets(id) : new HashSet<string>();
        }

        void TakeRefreshed(string id, SceneObject was, Dictionary<string, SceneObject> targets, List<Touch> touches)
        {
            SceneObject target;
            targets.TryGetValue(id, out target);
            Reading read = shop.View.Take(id, target);
            if (read == null || was == null)
                touches.Add(new Touch(id, Facets.Existence));
            else
                foreach (string facet in SceneObject.DifferingFacets(was, read.Object))
                    touches.Add(new Touch(id, facet));
        }

        List<ObjectState> StatesOf(List<string> ids)
        {
            var states = new List<ObjectState>(ids.Count);
            foreach (string id in ids)
                states.Add(new ObjectState(id, shop.View.Shadow.DigestOf(id)));
            return states;
        }
    }
}
