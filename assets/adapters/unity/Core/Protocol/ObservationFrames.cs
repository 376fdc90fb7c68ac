using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>An edit made inside the engine, already in effect there.</summary>
    public sealed class ObservedFrame : OutgoingFrame
    {
        public ObservedFrame(
            string edit, long appliedThrough, UndoEvidence undo, IReadOnlyList<FacetState> before, IReadOnlyList<Operation> operations)
            : base("observed")
        {
            Edit = edit;
            AppliedThrough = appliedThrough;
            Undo = undo;
            Before = before;
            Operations = operations;
        }

        /// <summary>Made by the adapter; a repeat with the same id is answered as before.</summary>
        public string Edit { get; }

        public long AppliedThrough { get; }

        /// <summary>Null: no person’s step shows it; it is drift and will be put back.</summary>
        public UndoEvidence Undo { get; }

        /// <summary>The touched facets as last read before the edit.</summary>
        public IReadOnlyList<FacetState> Before { get; }

        public IReadOnlyList<Operation> Operations { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("edit", Edit);
            members.Add("applied_through", AppliedThrough);
            members.Add("undo", Undo == null ? JsonValue.Null : Undo.ToJson());
            members.Add("before", FrameLists.Spell(Before, each => each.ToJson()));
            members.Add("operations", FrameLists.Spell(Operations, each => each.ToJson()));
        }
    }

    /// <summary>Replaces what was declared for these objects before. At most `FrameLimits.DeclarePart`.</summary>
    public sealed class DeclareFrame : OutgoingFrame
    {
        public DeclareFrame(IReadOnlyList<Declaration> objects) : base("declare")
        {
            Objects = objects;
        }

        public IReadOnlyList<Declaration> Objects { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("objects", FrameLists.Spell(Objects, each => each.ToJson()));
        }
    }

    /// <summary>Objects in the artist’s hands now. Empty when none.</summary>
    public sealed class HandsFrame : OutgoingFrame
    {
        public HandsFrame(IReadOnlyList<string> objects, string mode) : base("hands")
        {
            Objects = objects;
            Mode = mode;
        }

        /// <summary>Ids, at most `FrameLimits.Hands`.</summary>
        public IReadOnlyList<string> Objects { get; }

        public string Mode { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("objects", FrameLists.Spell(Objects));
            members.Add("mode", WellFormedText.Cut(Mode, FrameLimits.ModeUnits));
        }
    }

    /// <summary>The shared objects that the artist has selected now. Empty when none.</summary>
    public sealed class SelectedFrame : OutgoingFrame
    {
        public SelectedFrame(IReadOnlyList<string> objects) : base("selected")
        {
            Objects = objects;
        }

        /// <summary>Ids, at most `FrameLimits.Selected`.</summary>
        public IReadOnlyList<string> Objects { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("objects", FrameLists.Spell(Objects));
        }
    }

    /// <summary>How many objects that could be shared are not.</summary>
    public sealed class UnmanagedFrame : OutgoingFrame
    {
        public UnmanagedFrame(long count) : base("unmanaged")
        {
            Count = count;
        }

        /// <summary>At most `FrameLimits.Unmanaged`.</summary>
        public long Count { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("count", Count);
        }
    }

    /// <summary>From where the artist looks at the scene, in the shared frame. Advisory.</summary>
    public readonly struct Viewpoint
    {
        const double DegreesToRadians = Math.PI / 180.0;

        public Viewpoint(Vector3 position, Quaternion rotation, bool isOrthographic, double extent, double near, double far)
        {
            Position = position;
            Rotation = rotation;
            IsOrthographic = isOrthographic;
            Extent = extent;
            Near = near;
            Far = far;
        }

        public Vector3 Position { get; }

        /// <summary>Unturned it looks along −Z with +Y up, as the shared frame's cameras do.</summary>
        public Quaternion Rotation { get; }

        public bool IsOrthographic { get; }

        /// <summary>Of what is seen, from bottom to top: metres where it is orthographic, else radians.</summary>
        public double Extent { get; }

        public double Near { get; }

        public double Far { get; }

        /// <summary>Null for what cannot be told: not finite, or seen through a lens that the protocol has not.</summary>
        public static Viewpoint? Of(EngineViewpoint seen)
        {
            double extent = seen.IsOrthographic ? seen.Extent : seen.Extent * DegreesToRadians;
            bool isLens = seen.IsOrthographic ? extent >= 1e-6 && extent <= 1e9 : extent >= 0.001 && extent <= 3.1;
            bool isDepth = seen.Near >= 0f && seen.Near < seen.Far && seen.Near <= 1e9f && seen.Far <= 1e12f;
            if (!isLens || !isDepth)
                return null;
            Transform place;
            try
            {
                var local = new EngineTransform(seen.Position, seen.Rotation, Vector3.One);
                place = Conversions.ToCanonical(local, ObjectKind.Camera, null);
            }
            catch (UnrepresentableException)
            {
                return null;
            }
            return new Viewpoint(place.Translation, place.Rotation, seen.IsOrthographic, extent, seen.Near, seen.Far);
        }

        internal JsonValue ToJson()
        {
            JsonValue extent = JsonValue.Number(Extent);
            return JsonValue.Object(
                JsonValue.Member("position", Position.ToJson()),
                JsonValue.Member("rotation", Rotation.ToJson()),
                JsonValue.Member(
                    "lens", JsonValue.Object(JsonValue.Member(IsOrthographic ? "height_m" : "vertical_radians", extent))),
                JsonValue.Member("near", JsonValue.Number(Near)),
                JsonValue.Member("far", JsonValue.Number(Far)));
        }
    }

    /// <summary>From where the artist looks at the scene now; null where no view of it is open.</summary>
    public sealed class ViewFrame : OutgoingFrame
    {
        public ViewFrame(Viewpoint? view) : base("view")
        {
            View = view;
        }

        public Viewpoint? View { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("view", View.HasValue ? View.Value.ToJson() : JsonValue.Null);
        }
    }

    public enum UndoKind
    {
        Step,
        Undo,
        Redo,
    }

    /// <summary>The engine's own undo step that shows a person's hand.</summary>
    public sealed class UndoEvidence
    {
        public UndoEvidence(UndoKind kind, string name)
        {
            Kind = kind;
            Name = name;
        }

        public UndoKind Kind { get; }

        public string Name { get; }

        public JsonValue ToJson()
        {
            return JsonValue.Object(
                JsonValue.Member("kind", JsonValue.Text(Kind.ToString().ToLowerInvariant())),
                JsonValue.Member("name", JsonValue.Text(WellFormedText.Cut(Name, FrameLimits.UndoNameUnits))));
        }
    }

    /// <summary>What the engine says of one object beside its values.</summary>
    public sealed class Declaration
    {
        public Declaration(string id, IReadOnlyList<string> driven, bool bounded)
        {
            Id = id;
            Driven = driven;
            Bounded = bounded;
        }

        public string Id { get; }

        /// <summary>Facets that the engine owns: read-only, outside parity.</summary>
        public IReadOnlyList<string> Driven { get; }

        /// <summary>Whether its transform is compared within bounds (R33).</summary>
        public bool Bounded { get; }

        public JsonValue ToJson()
        {
            return JsonValue.Object(
                JsonValue.Member("id", JsonValue.Text(Id)),
                JsonValue.Member("driven", FrameLists.Spell(Driven)),
                JsonValue.Member("bounded", JsonValue.Boolean(Bounded)));
        }
    }
}
