using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Everything that agents suggest and that waits for a person, to be drawn over the scene and never into it. Takes the place
    /// of the one before. Not answered.</summary>
    public sealed class GhostsFrame : IncomingFrame
    {
        internal const string Word = "ghosts";

        public GhostsFrame(IReadOnlyList<Ghost> ghosts, long more) : base(Word)
        {
            Ghosts = ghosts;
            More = more;
        }

        public IReadOnlyList<Ghost> Ghosts { get; }

        /// <summary>How many more there are that are not told.</summary>
        public long More { get; }

        internal static GhostsFrame Read(JsonFields fields)
        {
            return new GhostsFrame(
                FrameLists.Read(fields.Take("ghosts"), fields.PathOf("ghosts"), FrameLimits.Ghosts, Ghost.FromJson),
                fields.Revision("more"));
        }
    }

    /// <summary>What becomes of an object by a suggestion.</summary>
    public enum GhostChange
    {
        Created,

        /// <summary>Also turned, scaled, or put under another parent.</summary>
        Moved,

        Deleted,
    }

    /// <summary>One object as a suggestion would have it.</summary>
    public sealed class Ghost
    {
        public Ghost(
            string suggestion, string by, string id, GhostChange what, ObjectKind kind, string name, string parent, Transform transform)
        {
            Suggestion = suggestion;
            By = by;
            Id = id;
            What = what;
            Kind = kind;
            Name = name;
            Parent = parent;
            Transform = transform;
        }

        /// <summary>What is suggested together has the same.</summary>
        public string Suggestion { get; }

        /// <summary>The agent's name.</summary>
        public string By { get; }

        public string Id { get; }

        public GhostChange What { get; }

        public ObjectKind Kind { get; }

        public string Name { get; }

        /// <summary>A ghost of the same suggestion, or an object of the scene; null at the root.</summary>
        public string Parent { get; }

        /// <summary>As suggested, local to that parent, in the shared frame.</summary>
        public Transform Transform { get; }

        /// <summary>Raises ProtocolError.</summary>
        public static Ghost FromJson(JsonValue value, string path)
        {
            var fields = new JsonFields(value, path);
            var read = new Ghost(
                fields.Id("suggestion"),
                fields.Text("by", SceneLimits.NameBytes),
                fields.Id("id"),
                ChangeOf(fields.Take("what"), fields.PathOf("what")),
                ObjectKinds.FromJson(fields.Take("kind"), fields.PathOf("kind")),
                fields.Text("name", SceneLimits.NameBytes),
                Ids.FromJsonOrNull(fields.Take("parent"), fields.PathOf("parent")),
                Transform.FromJson(fields.Take("transform"), fields.PathOf("transform")));
            fields.End();
            return read;
        }

        static GhostChange ChangeOf(JsonValue value, string path)
        {
            switch (value.Kind == JsonKind.Text ? value.AsText : null)
            {
                case "created":
                    return GhostChange.Created;
                case "moved":
                    return GhostChange.Moved;
                case "deleted":
                    return GhostChange.Deleted;
                default:
                    throw JsonFields.Wrong(path, "no such change");
            }
        }
    }
}
