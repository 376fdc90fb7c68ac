using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>How far a session had come, for the next domain of the same process: the engine throws away its scripts' memory and
    /// starts them anew, with the scene as it is. Nothing in it is secret.</summary>
    public sealed class KeptNumbers
    {
        /// <param name="project">The project that was connected to.</param>
        /// <param name="revision">The last confirmed number.</param>
        /// <param name="appliedThrough">The last number that was applied in the scene that is open, or null.</param>
        /// <param name="receipt">The last receipt, or null.</param>
        /// <param name="offers">What was changed while playing and is not known to be safe.</param>
        public KeptNumbers(
            ProjectName project, long revision, long? appliedThrough, Receipt receipt, IReadOnlyList<Offer> offers)
        {
            Project = project;
            Revision = revision;
            AppliedThrough = appliedThrough;
            Receipt = receipt;
            Offers = offers;
        }

        public ProjectName Project { get; }

        public long Revision { get; }

        public long? AppliedThrough { get; }

        public Receipt Receipt { get; }

        public IReadOnlyList<Offer> Offers { get; }

        /// <summary>Raises ProtocolError.</summary>
        public static KeptNumbers FromText(string text)
        {
            var fields = new JsonFields(StrictJson.Parse(text), "kept");
            ProjectName project = ProjectName.FromJson(fields.Take("project"), fields.PathOf("project"));
            long revision = fields.Revision("revision");
            JsonValue through = fields.Take("applied_through");
            JsonValue receipt = fields.Take("receipt");
            IReadOnlyList<Offer> offers = FrameLists.Read(
                fields.Take("offers"), fields.PathOf("offers"), FrameLimits.OfferedValues, Offer.FromJson);
            fields.End();
            return new KeptNumbers(
                project,
                revision,
                through.IsNull
                    ? (long?)null
                    : JsonFields.Whole(through, fields.PathOf("applied_through"), 0, FrameLimits.MaxInteger),
                receipt.IsNull ? null : Receipt.FromJson(receipt, fields.PathOf("receipt")),
                offers);
        }

        public string ToText()
        {
            return JsonValue.Object(
                JsonValue.Member("project", Project.ToJson()),
                JsonValue.Member("revision", JsonValue.Number(Revision)),
                JsonValue.Member(
                    "applied_through", AppliedThrough.HasValue ? JsonValue.Number(AppliedThrough.Value) : JsonValue.Null),
                JsonValue.Member("receipt", Receipt == null ? JsonValue.Null : Receipt.ToJson()),
                JsonValue.Member("offers", FrameLists.Spell(Offers, each => each.ToJson()))).ToString();
        }
    }
}
