using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Answers `take_inventory`: a digest for every object, in parts of at most `FrameLimits.InventoryPart`.</summary>
    public sealed class InventoryFrame : OutgoingFrame
    {
        public InventoryFrame(
            long request, bool last, IReadOnlyList<ObjectState> objects, long unmanaged)
            : base("inventory")
        {
            Request = request;
            Last = last;
            Objects = objects;
            Unmanaged = unmanaged;
        }

        public long Request { get; }

        /// <summary>Whether this is the last part.</summary>
        public bool Last { get; }

        public IReadOnlyList<ObjectState> Objects { get; }

        /// <summary>Objects without an id of this project.</summary>
        public long Unmanaged { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("request", Request);
            members.Add("last", Last);
            members.Add("objects", FrameLists.Spell(Objects, each => each.ToJson()));
            members.Add("unmanaged", Unmanaged);
        }
    }

    /// <summary>Answers `read_values` and `adopt_unmanaged`, in parts of at most `FrameLimits.ValuesPart`, parents before children.</summary>
    public sealed class ValuesFrame : OutgoingFrame
    {
        public ValuesFrame(
            long request, bool last, IReadOnlyList<SceneObject> objects, IReadOnlyList<string> missing)
            : base("values")
        {
            Request = request;
            Last = last;
            Objects = objects;
            Missing = missing;
        }

        public long Request { get; }

        /// <summary>Whether this is the last part.</summary>
        public bool Last { get; }

        public IReadOnlyList<SceneObject> Objects { get; }

        /// <summary>Ids that are not in the scene.</summary>
        public IReadOnlyList<string> Missing { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("request", Request);
            members.Add("last", Last);
            members.Add("objects", FrameLists.Spell(Objects, each => each.ToJson()));
            members.Add("missing", FrameLists.Spell(Missing));
        }
    }

    /// <summary>Answers `patch`: the digest of each object named, read back.</summary>
    public sealed class PatchedFrame : OutgoingFrame
    {
        public PatchedFrame(long request, IReadOnlyList<ObjectState> states) : base("patched")
        {
            Request = request;
            States = states;
        }

        public long Request { get; }

        public IReadOnlyList<ObjectState> States { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("request", Request);
            members.Add("states", FrameLists.Spell(States, each => each.ToJson()));
        }
    }

    /// <summary>An object's id with the digest of what the engine holds; null where it no longer exists.</summary>
    public readonly struct ObjectState
    {
        public ObjectState(string id, string digest)
        {
            Id = id;
            Digest = digest;
        }

        public string Id { get; }

        /// <summary>32 hex digits, or null.</summary>
        public string Digest { get; }

        public JsonValue ToJson()
        {
            return JsonValue.Array(JsonValue.Text(Id), JsonValue.Text(Digest));
        }
    }
}
