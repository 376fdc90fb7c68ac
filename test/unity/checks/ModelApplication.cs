using System;
using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>As much of the application as it takes to end every difference: what a person's step shows becomes the truth, what
    /// none does is put back.</summary>
    public sealed class ModelApplication
    {
        // More turns than any chain of answers takes; where it does not end, something answers itself for ever.
        const int MostTurns = 500;

        readonly SessionDesk desk;
        long request = 10000;
        int looked;

        public ModelApplication(SessionDesk desk, IEnumerable<SceneObject> truth)
        {
            this.desk = desk;
            Truth = new SceneObjects(truth);
        }

        public SceneObjects Truth { get; }

        /// <summary>Lets time go by until nothing more is told.</summary>
        public void Settle()
        {
            for (int turn = 0; turn < MostTurns; turn += 1)
            {
                int before = looked;
                // What is left out takes what hangs on it along, each after its own time.
                desk.Wait(SessionDesk.SettleSeconds * 4);
                Answer();
                if (looked == before)
                    return;
            }
            throw new CheckFailure("it does not come to rest: " + desk.Link.Sent[desk.Link.Sent.Count - 1].ToJson());
        }

        /// <summary>Has a change applied, and then confirmed or taken back.</summary>
        public void Change(Operation operation, bool takesBack)
        {
            Foresight foresight = Foresight.Of(Truth, new[] { operation });
            var before = new SceneObjects(Truth.Values);
            Expect.Equal(looked, desk.Link.Sent.Count, "told before " + operation.ToJson());
            // Over what is not shared the engine may see a ring where nobody else does.
            AppliedFrame vote = desk.ApplyUnless("cycle", operation);
            if (vote == null)
                return;
            if (!takesBack)
            {
                Take(foresight);
                desk.Confirm();
                return;
            }
            var entries = new List<CompensationEntry>();
            foreach (FacetState each in vote.States)
            {
                SceneObject was;
                before.TryGetValue(each.Id, out was);
                entries.Add(new CompensationEntry(each.Touch, each.Value, was == null ? JsonValue.Null : was.Facet(each.Facet)));
            }
            List<EntryOutcome> outcomes = desk.Compensate(entries.ToArray());
            foreach (EntryOutcome each in outcomes)
                if (!DrivenOf(each.Touch.Id).Contains(each.Touch.Facet))
                    Expect.Equal(CompensationOutcome.Restored, each.Outcome, operation.ToJson() + " taken back: " + each.Touch);
        }

        /// <summary>Takes an inventory, and sets right what differs in it. What is done meanwhile is told once it is live, or set right
        /// with the rest.</summary>
        public void Compare(Action meanwhile)
        {
            looked = 0;
            desk.Link.Sent.Clear();
            desk.Link.Deliver(new TakeInventoryFrame(request += 1));
            desk.Frame();
            meanwhile();
            desk.Until<InventoryFrame>(each => each.Last);
            var differing = new HashSet<string>(Truth.Keys);
            foreach (OutgoingFrame frame in desk.Link.Sent)
                if (frame is InventoryFrame part)
                    foreach (Core.ObjectState each in part.Objects)
                    {
                        SceneObject truth = Truth.Find(each.Id);
                        if (truth != null && ObjectDigest.Of(truth, DrivenOf(each.Id)) == each.Digest)
                            differing.Remove(each.Id);
                        else
                            differing.Add(each.Id);
                    }
            desk.Link.Sent.Clear();
            for (int round = 0; differing.Count > 0; round += 1)
            {
                Expect.True(round < MostTurns, "it does not come to be compared");
                Patch(differing);
                desk.Until<PatchedFrame>(each => true);
                differing = Differing(desk.Take<PatchedFrame>());
            }
            desk.Link.Deliver(new LiveFrame(desk.Revision));
            desk.Frame();
        }

        /// <summary>The engine holds the truth, object by object.</summary>
        public void ExpectAgreement(string when)
        {
            desk.Link.Deliver(new TakeInventoryFrame(request += 1));
            desk.Until<InventoryFrame>(each => each.Last);
            var digests = new Dictionary<string, string>();
            foreach (ObjectState each in desk.Take<InventoryFrame>().Objects)
                digests.Add(each.Id, each.Digest);
            foreach (SceneObject each in Truth.Values)
            {
                string digest;
                Expect.True(digests.TryGetValue(each.Id, out digest), when + ": “" + each.Name + "” is missing");
                if (digest != ObjectDigest.Of(each, DrivenOf(each.Id)))
                    throw new CheckFailure(when + ": " + Held(each.Id) + " instead of " + each.ToJson());
            }
            Expect.Equal(Truth.Count, digests.Count, when + ": objects");
            desk.Link.Deliver(new LiveFrame(desk.Revision));
            desk.Frame();
            looked = 0;
            desk.Link.Sent.Clear();
        }

        /// <summary>Facets that the engine owns, where nothing can be expected.</summary>
        HashSet<string> DrivenOf(string id)
        {
            HashSet<string> driven;
            return desk.Link.Driven.TryGetValue(id, out driven) ? driven : new HashSet<string>();
        }

        string Held(string id)
        {
            desk.Link.Deliver(new ReadValuesFrame(request += 1, new[] { id }));
            desk.Until<ValuesFrame>(each => each.Last);
            return desk.Take<ValuesFrame>().Objects[0].ToJson().ToString();
        }

        void Answer()
        {
            for (; looked < desk.Link.Sent.Count; looked += 1)
            {
                if (desk.Link.Sent[looked] is ObservedFrame told)
                    Judge(told);
                else if (desk.Link.Sent[looked] is PatchedFrame patched)
                    PatchWhatDiffers(patched);
            }
            desk.Frame();
        }

        void Judge(ObservedFrame told)
        {
            if (told.Undo != null)
            {
                Take(Foresight.Of(Truth, told.Operations));
                var names = new HashSet<string>();
                foreach (SceneObject each in Truth.Values)
                    Expect.True(names.Add(each.Name), "“" + each.Name + "” twice by " + told.ToJson());
                desk.Link.Deliver(new DecidedFrame(told.Edit, EditOutcome.Committed, null, "committed", ""));
                return;
            }
            var ids = new HashSet<string>();
            foreach (Operation operation in told.Operations)
                ids.UnionWith(Foresight.IdsOf(operation));
            Patch(ids);
        }

        /// <summary>Rounds repeat until they agree.</summary>
        void PatchWhatDiffers(PatchedFrame patched)
        {
            HashSet<string> differing = Differing(patched);
            if (differing.Count > 0)
                Patch(differing);
        }

        HashSet<string> Differing(PatchedFrame patched)
        {
            var differing = new HashSet<string>();
            foreach (ObjectState each in patched.States)
            {
                SceneObject truth;
                string wanted = Truth.TryGetValue(each.Id, out truth) ? ObjectDigest.Of(truth, DrivenOf(each.Id)) : null;
                if (each.Digest != wanted)
                    differing.Add(each.Id);
            }
            return differing;
        }

        void Patch(IEnumerable<string> ids)
        {
            var objects = new Dictionary<string, SceneObject>();
            var removed = new List<string>();
            foreach (string id in ids)
            {
                if (Truth.ContainsKey(id))
                    objects[id] = Truth[id];
                else
                    removed.Add(id);
            }
            List<SceneObject> ordered = Hierarchy.ParentsFirst(objects).ConvertAll(id => objects[id]);
            desk.Link.Deliver(new PatchFrame(request += 1, desk.Revision, ordered, removed));
        }

        void Take(Foresight foresight)
        {
            foreach (KeyValuePair<string, SceneObject> each in foresight.After)
            {
                if (each.Value == null)
                    Truth.Remove(each.Key);
                else
                    Truth.Set(each.Value);
            }
        }
    }
}
