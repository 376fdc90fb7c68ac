using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Carries numbers out, and vouches for the artist's own edits that have got one (R18, R23).</summary>
    public sealed class Applying
    {
        // How a facet stands to a number that is about it, in the words that a person reads.
        const string After = "After";
        const string Before = "Before";
        const string Neither = "Neither";

        readonly Workshop shop;

        public Applying(Workshop shop)
        {
            this.shop = shop;
        }

        /// <summary>The last number that was begun, or null.</summary>
        public long? LastBegun { get; private set; }

        public void ForgetNumbers()
        {
            LastBegun = null;
        }

        public void Apply(ApplyFrame frame)
        {
            if (!Begins(frame.N))
                return;
            if (shop.Turns.HeldBy.HasValue)
                Fail(frame.N, "held", "Everything is held.");
            else
                CarryOut(frame);
        }

        public void Adopt(AdoptFrame frame)
        {
            if (!Begins(frame.N))
                return;
            foreach (Touch each in frame.Facets)
            {
                if (!shop.Edits.IsOvertaken(frame.Edit, each) && StandsAsTold(frame.Edit, each))
                    continue;
                Fail(frame.N, "moved_on", "The artist has gone on since; the newer edit is on its way.");
                return;
            }
            List<FacetState> states = ReadBack(frame.Facets);
            shop.Batches.Keep(frame.N, states, null, null);
            var ids = new HashSet<string>();
            foreach (Touch each in frame.Facets)
                ids.Add(each.Id);
            shop.Reports.Declare(ids);
            Vote(frame.N, states);
        }

        /// <summary>Whether what was told of a facet is there still; of an object that is gone, told or not yet, there is nothing left
        /// to vouch for.</summary>
        bool StandsAsTold(string edit, Touch touch)
        {
            JsonValue told = shop.Edits.ToldValue(edit, touch);
            Reading read = shop.View.Reader.Read(touch.Id);
            if (read == null || told == null || told.IsNull)
                return read == null && told != null && told.IsNull;
            if (touch.Facet == Facets.Existence)
                return read.DifferingFrom(SceneObject.FromJson(told, touch.Facet)).Count == 0;
            return read.Driven.Contains(touch.Facet)
                || Matching.Values(touch.Facet, told, read.Facet(touch.Facet), read.IsBounded);
        }

        /// <summary>False where the number is answered: again as before, or since it comes too late.</summary>
        bool Begins(long n)
        {
            OutgoingFrame known = shop.Turns.AnswerTo(n);
            if (known != null)
            {
                shop.Send(known);
                return false;
            }
            LastBegun = n;
            if (shop.Turns.MayObserve)
                return true;
            Fail(n, "not_live", "Another scene is open, or it is being compared.");
            return false;
        }

        void CarryOut(ApplyFrame frame)
        {
            var touched = new HashSet<string>();
            foreach (Operation each in frame.Operations)
                touched.UnionWith(Foresight.IdsOf(each));
            if (touched.Overlaps(shop.Reports.Hands))
            {
                Fail(frame.N, "in_hands", "The artist is working on it.");
                return;
            }
            Foresight foresight = null;
            EngineRefusal refusal = null;
            try
            {
                foresight = Foresight.Of(shop.View.Shadow.Objects, frame.Operations);
            }
            catch (EngineRefusal refused)
            {
                refusal = refused;
            }
            // A number that was carried out in a life that this process forgot may stand here already.
            if ((refusal != null || frame.N <= shop.Turns.Revision) && !IsAsBefore(frame, refusal))
                return;
            Dictionary<Touch, JsonValue> found = shop.Edits.UndecidedValues(foresight.Written);
            Changes changes = shop.View.NewChanges(frame.N);
            if (!Write(frame, changes, foresight.Written))
                return;
            List<FacetState> states = ReadBack(foresight.Written);
            shop.TakeWritten(foresight.Written, foresight.After);
            shop.Batches.Keep(frame.N, states, changes, found);
            shop.Reports.Declare(touched);
            Vote(frame.N, states);
            shop.Journal.Recently(frame.By + ": " + frame.Label);
        }

        /// <summary>All or nothing; false where it failed, and was said to.</summary>
        bool Write(ApplyFrame frame, Changes changes, List<Touch> written)
        {
            shop.View.Scene.BeginStep(UndoTrail.RemotePrefix + frame.Label);
            try
            {
                foreach (Operation each in frame.Operations)
                    changes.Perform(each);
            }
            catch (Exception error)
            {
                // Whatever it was, a part of a number must not stay.
                foreach (string each in changes.RollBack())
                    shop.Journal.Note("Not all of “" + frame.Label + "” could be taken back: " + each);
                shop.View.Scene.DropStep();
                var refusal = error as EngineRefusal;
                Fail(frame.N, refusal == null ? "engine_error" : refusal.Code, error.Message);
                return false;
            }
            shop.Evidence.WroteRemotely(written, shop.View.Scene.EndStep(), frame.By);
            return true;
        }

        /// <summary>Whether nothing of this number stands here, so that it can be carried out. Otherwise it is answered: with a
        /// vote where all of it stands, as mixed where that is true of a part only.</summary>
        bool IsAsBefore(ApplyFrame frame, EngineRefusal refusal)
        {
            Dictionary<Touch, JsonValue> wanted = Foresight.WantedBy(frame.Operations);
            var standing = new Dictionary<Touch, string>();
            foreach (KeyValuePair<Touch, JsonValue> each in wanted)
            {
                string found = StandingOf(each.Key, each.Value);
                if (found != null)
                    standing.Add(each.Key, found);
            }
            var kinds = new HashSet<string>(standing.Values);
            if (kinds.SetEquals(new[] { After }))
                Vote(frame.N, ReadBack(new List<Touch>(wanted.Keys)));
            else if (frame.N <= shop.Turns.Revision && !kinds.SetEquals(new[] { Before }))
                Fail(frame.N, "mixed", "Only a part of it stands here." + Say(standing));
            else if (refusal != null)
                Fail(frame.N, refusal.Code, refusal.Message);
            else
                return true;
            return false;
        }

        /// <summary>Whether a facet is as after or as before the number that wants it to be `value`, or neither; null where the engine
        /// owns it and it says nothing.</summary>
        string StandingOf(Touch touch, JsonValue value)
        {
            Reading read = shop.View.Reader.Read(touch.Id);
            if (read != null && read.Driven.Contains(touch.Facet))
                return null;
            JsonValue current = read == null ? JsonValue.Null : read.Facet(touch.Facet);
            bool isBounded = read != null && read.IsBounded;
            bool isThere = read != null || touch.Facet == Facets.Existence;
            if (isThere && Matching.Values(touch.Facet, value, current, isBounded))
                return After;
            SceneObject known = shop.View.Shadow.Find(touch.Id);
            JsonValue before = known == null ? JsonValue.Null : known.Facet(touch.Facet);
            bool isBefore = !shop.Edits.IsUndecided(touch) && Matching.Values(touch.Facet, before, current, isBounded);
            return isBefore ? Before : Neither;
        }

        string Say(Dictionary<Touch, string> standing)
        {
            string words = "";
            foreach (string kind in new[] { After, Before, Neither })
            {
                var parts = new List<string>();
                foreach (KeyValuePair<Touch, string> each in standing)
                    if (each.Value == kind)
                        parts.Add(each.Key.Facet + " of “" + (shop.View.Shadow.NameOf(each.Key.Id) ?? each.Key.Id) + "”");
                if (parts.Count > 0)
                    words += " " + kind + ": " + string.Join(", ", parts) + ".";
            }
            return words;
        }

        /// <summary>The facets as the engine holds them: never from the shadow.</summary>
        List<FacetState> ReadBack(IReadOnlyList<Touch> touches)
        {
            var readings = new Dictionary<string, Reading>();
            var states = new List<FacetState>(touches.Count);
            foreach (Touch each in touches)
            {
                Reading read;
                if (!readings.TryGetValue(each.Id, out read))
                    readings.Add(each.Id, read = shop.View.Reader.Read(each.Id));
                states.Add(new FacetState(each.Id, each.Facet, read == null ? JsonValue.Null : read.Facet(each.Facet)));
            }
            return states;
        }

        void Vote(long n, List<FacetState> states)
        {
            var vote = new AppliedFrame(n, states);
            shop.Turns.Answered(vote);
            shop.Send(vote);
        }

        void Fail(long n, string code, string message)
        {
            var failure = new FailedFrame(n, code, message);
            shop.Turns.Answered(failure);
            shop.Send(failure);
        }
    }
}
