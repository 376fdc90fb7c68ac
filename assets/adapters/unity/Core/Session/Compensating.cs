using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Takes numbers back by compare-and-set (R14): where what a number wrote is found, the value from before comes back;
    /// anything newer is left alone. Never through the engine's undo.</summary>
    public sealed class Compensating
    {
        const string StepName = "taken back";

        readonly Workshop shop;

        public Compensating(Workshop shop)
        {
            this.shop = shop;
        }

        public void Compensate(CompensateFrame frame)
        {
            var outcomes = new List<EntryOutcome>();
            if (shop.Turns.MayWrite)
                TakeBack(frame, outcomes);
            else
                foreach (CompensationEntry each in frame.Entries)
                    outcomes.Add(new EntryOutcome(each.Touch, CompensationOutcome.Diverged));
            shop.Send(new CompensatedFrame(frame.N, outcomes));
        }

        void TakeBack(CompensateFrame frame, List<EntryOutcome> outcomes)
        {
            Batch batch = shop.Batches.Take(frame.N);
            // Everything is judged by what stands before the first writing: one entry's restoring may move a name or a place
            // that another entry is about.
            var judged = new List<Judgement>();
            foreach (CompensationEntry each in frame.Entries)
                judged.Add(Judge(batch, each));
            Changes changes = shop.View.NewChanges(frame.N);
            var written = new List<Touch>();
            UndoGroup group = shop.View.InStep(StepName, () =>
            {
                foreach (Judgement each in judged)
                {
                    if (each.Value != null)
                        written.Add(each.Touch);
                    outcomes.Add(new EntryOutcome(each.Touch, each.Value == null ? each.Outcome : Restore(changes, batch, each)));
                }
            });
            var named = new HashSet<string>();
            foreach (CompensationEntry each in frame.Entries)
                named.Add(each.Touch.Id);
            shop.View.Stash.Drop(frame.N, named);
            // What was left alone is the artist's, and perhaps still to be told: it does not become the measure here.
            shop.TakeWritten(written, SharedAfter(judged));
            shop.Evidence.WroteRemotely(written, group, null);
        }

        /// <summary>The shared objects with what was written, whoever owns those facets in the engine by now.</summary>
        Dictionary<string, SceneObject> SharedAfter(List<Judgement> judged)
        {
            var shared = new Dictionary<string, SceneObject>();
            foreach (Judgement each in judged)
            {
                if (each.Value == null || each.Value.IsNull && each.Touch.Facet == Facets.Existence)
                    continue;
                SceneObject known;
                if (!shared.TryGetValue(each.Touch.Id, out known))
                    known = shop.View.Shadow.Find(each.Touch.Id);
                if (each.Touch.Facet == Facets.Existence)
                    shared[each.Touch.Id] = SceneObject.FromJson(each.Value, Facets.Existence);
                else if (known != null)
                    shared[each.Touch.Id] = known.WithFacet(each.Touch.Facet, each.Value);
            }
            return shared;
        }

        Judgement Judge(Batch batch, CompensationEntry entry)
        {
            Touch touch = entry.Touch;
            Reading read = shop.View.Reader.Read(touch.Id);
            if (shop.Reports.Hands.Contains(touch.Id))
                return new Judgement(touch, CompensationOutcome.Diverged, null);
            if (touch.Facet != Facets.Existence && (read == null || read.Driven.Contains(touch.Facet)))
            {
                if (read != null)
                    shop.View.Shadow.KeepShared(touch, entry.Restore);
                return new Judgement(touch, CompensationOutcome.Diverged, null);
            }
            JsonValue current = read == null ? JsonValue.Null : read.Facet(touch.Facet);
            bool isBounded = read != null && read.IsBounded;
            if (Matching.Values(touch.Facet, entry.Restore, current, isBounded))
                return new Judgement(touch, CompensationOutcome.Already, null);
            JsonValue readBack;
            bool isAsWritten = batch.ReadBack.TryGetValue(touch, out readBack) && readBack.Equals(current);
            if (!isAsWritten && !Matching.Values(touch.Facet, entry.Expected, current, isBounded))
                return new Judgement(touch, CompensationOutcome.Diverged, null);
            JsonValue found;
            // Before this number wrote here, the artist had: theirs comes back, not what was there before them.
            if (batch.Found.TryGetValue(touch, out found) && shop.Edits.IsUndecided(touch))
                return new Judgement(touch, CompensationOutcome.Diverged, found);
            return new Judgement(touch, CompensationOutcome.Restored, entry.Restore);
        }

        CompensationOutcome Restore(Changes changes, Batch batch, Judgement judged)
        {
            bool isWhole = true;
            string why = changes.Attempt(() =>
            {
                if (judged.Touch.Facet != Facets.Existence)
                    RestoreFacet(changes, batch, judged.Touch, judged.Value);
                else
                    isWhole = RestoreExistence(changes, batch, judged.Touch.Id, judged.Value);
            });
            if (why != null)
                shop.Journal.Note("The " + judged.Touch.Facet + " of an object could not be taken back: " + why);
            return why == null && isWhole ? judged.Outcome : CompensationOutcome.Diverged;
        }

        /// <summary>False where the object had to be made anew.</summary>
        bool RestoreExistence(Changes changes, Batch batch, string id, JsonValue value)
        {
            if (value.IsNull)
            {
                if (shop.View.Identity.Find(id) != null)
                    changes.RemoveCreated(id);
                return true;
            }
            SceneObject target = SceneObject.FromJson(value, Facets.Existence);
            if (changes.TakeBack(id))
            {
                // The same number may have changed it before it deleted it.
                foreach (string facet in shop.View.Reader.Read(id).DifferingFrom(target))
                    RestoreFacet(changes, batch, new Touch(id, facet), target.Facet(facet));
                return true;
            }
            changes.Create(target);
            shop.Journal.Note("“" + target.Name + "” comes back without what was not shared of it.");
            return false;
        }

        /// <summary>Bit for bit where the number found it exactly so.</summary>
        static void RestoreFacet(Changes changes, Batch batch, Touch touch, JsonValue value)
        {
            RawObject original;
            if (batch.Originals.TryGetValue(touch.Id, out original) && original.Stands(touch.Facet, value))
                changes.SetBack(touch, original);
            else
                changes.SetFacet(touch, value);
        }

        /// <summary>What is to become of one entry. `Value` is what to write, or null to leave it alone.</summary>
        readonly struct Judgement
        {
            public Judgement(Touch touch, CompensationOutcome outcome, JsonValue value)
            {
                Touch = touch;
                Outcome = outcome;
                Value = value;
            }

            public Touch Touch { get; }

            public CompensationOutcome Outcome { get; }

            public JsonValue Value { get; }
        }
    }
}
