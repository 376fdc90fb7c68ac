using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>First frame of every connection, after `welcome`.</summary>
    public sealed class HelloFrame : OutgoingFrame
    {
        public HelloFrame(
            ProductVersion adapter,
            ProductVersion engine,
            OpenScene scene,
            long? appliedThrough,
            Receipt receipt,
            IReadOnlyList<string> masked,
            IReadOnlyList<string> features)
            : base("hello")
        {
            Adapter = adapter;
            Engine = engine;
            Scene = scene;
            AppliedThrough = appliedThrough;
            Receipt = receipt;
            Masked = masked;
            Features = features;
        }

        public ProductVersion Adapter { get; }

        /// <summary>Its name is the kind of engine: `unity`.</summary>
        public ProductVersion Engine { get; }

        public OpenScene Scene { get; }

        /// <summary>The last number this process applied; null in a new process.</summary>
        public long? AppliedThrough { get; }

        /// <summary>The last receipt it was given, or null.</summary>
        public Receipt Receipt { get; }

        /// <summary>Facets that this engine cannot hold at all, at most `FrameLimits.Masked`.</summary>
        public IReadOnlyList<string> Masked { get; }

        /// <summary>Frames beyond the rest that it wants to be sent, at most `FrameLimits.Features`; null where it wants none.</summary>
        public IReadOnlyList<string> Features { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("adapter", Spelled("name", Adapter));
            members.Add("engine", Spelled("kind", Engine));
            members.Add("scene", Scene.ToJson());
            members.Add("applied_through", NumberOrNull(AppliedThrough));
            members.Add("receipt", Receipt == null ? JsonValue.Null : Receipt.ToJson());
            members.Add("masked", FrameLists.Spell(Masked));
            if (Features != null)
                members.Add("features", FrameLists.Spell(Features));
        }

        static JsonValue Spelled(string nameField, ProductVersion product)
        {
            return JsonValue.Object(
                JsonValue.Member(nameField, JsonValue.Text(product.Name)),
                JsonValue.Member("version", JsonValue.Text(WellFormedText.Cut(product.Version, FrameLimits.VersionUnits))));
        }
    }

    /// <summary>Another scene was opened.</summary>
    public sealed class SceneFrame : OutgoingFrame
    {
        public SceneFrame(OpenScene scene) : base("scene")
        {
            Scene = scene;
        }

        public OpenScene Scene { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("scene", Scene.ToJson());
        }
    }

    /// <summary>Which scene is open. Hints only, neither secret nor trusted.</summary>
    public sealed class OpenScene
    {
        public OpenScene(string project, string scene, long? savedRevision, string title, string file, bool unsaved)
        {
            Project = project;
            Scene = scene;
            SavedRevision = savedRevision;
            Title = title;
            File = file;
            Unsaved = unsaved;
        }

        /// <summary>The project's id that is kept in the scene, or null.</summary>
        public string Project { get; }

        /// <summary>The scene's own id that is kept in it, or null.</summary>
        public string Scene { get; }

        /// <summary>The last confirmed number when it was saved, or null.</summary>
        public long? SavedRevision { get; }

        /// <summary>The file's name without its folder.</summary>
        public string Title { get; }

        /// <summary>What tells the file from its copies (<see cref="FileIdentity"/>); null where it was never saved.</summary>
        public string File { get; }

        public bool Unsaved { get; }

        public JsonValue ToJson()
        {
            var members = new List<KeyValuePair<string, JsonValue>>();
            members.Add("project", JsonValue.Text(Project));
            members.Add("scene", JsonValue.Text(Scene));
            members.Add("saved_revision", OutgoingFrame.NumberOrNull(SavedRevision));
            members.Add("title", WellFormedText.Cut(Title, FrameLimits.TitleUnits));
            FileIdentity.Spell(members, File);
            members.Add("unsaved", Unsaved);
            return JsonValue.Object(members);
        }
    }

    /// <summary>Who speaks: the adapter, or the engine that it is in.</summary>
    public sealed class ProductVersion
    {
        public ProductVersion(string name, string version)
        {
            Name = name;
            Version = version;
        }

        public string Name { get; }

        public string Version { get; }
    }
}
