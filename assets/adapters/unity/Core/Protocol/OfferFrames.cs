using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>What a person changed by hand in play mode, and what ended with it; in parts of at most `FrameLimits.OfferPart`.</summary>
    public sealed class OfferedFrame : OutgoingFrame
    {
        public OfferedFrame(string offer, long appliedThrough, bool last, IReadOnlyList<FacetState> states) : base("offered")
        {
            Offer = offer;
            AppliedThrough = appliedThrough;
            Last = last;
            States = states;
        }

        /// <summary>Made by the adapter; a repeat with the same id is answered as before.</summary>
        public string Offer { get; }

        /// <summary>As of the scene that is there again.</summary>
        public long AppliedThrough { get; }

        public bool Last { get; }

        public IReadOnlyList<FacetState> States { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("offer", Offer);
            members.Add("applied_through", AppliedThrough);
            members.Add("last", Last);
            members.Add("states", FrameLists.Spell(States, each => each.ToJson()));
        }
    }

    /// <summary>What is to be asked about of an offer is safe: forget it.</summary>
    public sealed class OfferKeptFrame : IncomingFrame
    {
        internal const string Word = "offer_kept";

        public OfferKeptFrame(string offer, long values) : base(Word)
        {
            Offer = offer;
            Values = values;
        }

        public string Offer { get; }

        /// <summary>How many of them differ from before, and are asked about.</summary>
        public long Values { get; }

        internal static OfferKeptFrame Read(JsonFields fields)
        {
            return new OfferKeptFrame(
                fields.Id("offer"),
                JsonFields.Whole(fields.Take("values"), fields.PathOf("values"), 0, FrameLimits.OfferedValues));
        }
    }
}
