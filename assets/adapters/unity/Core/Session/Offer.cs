using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Values that hands changed in one play, as they left them. Kept until the application has them safe, and over a domain
    /// reload; nothing in it is secret.</summary>
    public sealed class Offer
    {
        /// <param name="id">Made by this adapter.</param>
        /// <param name="project">The project that it is about.</param>
        /// <param name="appliedThrough">As of the scene that was played.</param>
        /// <param name="states">Each facet once.</param>
        public Offer(string id, string project, long appliedThrough, IReadOnlyList<FacetState> states)
        {
            Id = id;
            Project = project;
            AppliedThrough = appliedThrough;
            States = states;
        }

        public string Id { get; }

        public string Project { get; }

        public long AppliedThrough { get; }

        public IReadOnlyList<FacetState> States { get; }

        /// <summary>The frames that tell it.</summary>
        public List<OfferedFrame> Frames()
        {
            List<List<FacetState>> parts = Parts.Split(States, FrameLimits.OfferPart, Weight.Of);
            var frames = new List<OfferedFrame>(parts.Count);
            for (int index = 0; index < parts.Count; index += 1)
                frames.Add(new OfferedFrame(Id, AppliedThrough, index == parts.Count - 1, parts[index]));
            return frames;
        }

        public JsonValue ToJson()
        {
            return JsonValue.Object(
                JsonValue.Member("id", JsonValue.Text(Id)),
                JsonValue.Member("project", JsonValue.Text(Project)),
                JsonValue.Member("applied_through", JsonValue.Number(AppliedThrough)),
                JsonValue.Member("states", FrameLists.Spell(States, each => each.ToJson())));
        }

        /// <summary>Raises ProtocolError.</summary>
        public static Offer FromJson(JsonValue value, string path)
        {
            var fields = new JsonFields(value, path);
            var offer = new Offer(
                fields.Id("id"),
                fields.Id("project"),
                fields.Revision("applied_through"),
                FrameLists.Read(fields.Take("states"), fields.PathOf("states"), FrameLimits.OfferedValues, FacetState.FromJson));
            fields.End();
            return offer;
        }
    }
}
