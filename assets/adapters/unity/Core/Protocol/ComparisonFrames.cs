using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Begins a comparison: send `inventory`.</summary>
    public sealed class TakeInventoryFrame : IncomingFrame
    {
        internal const string Word = "take_inventory";

        public TakeInventoryFrame(long request) : base(Word)
        {
            Request = request;
        }

        public long Request { get; }

        internal static TakeInventoryFrame Read(JsonFields fields)
        {
            return new TakeInventoryFrame(fields.Number("request"));
        }
    }

    /// <summary>Send `values` of these objects.</summary>
    public sealed class ReadValuesFrame : IncomingFrame
    {
        internal const string Word = "read_values";

        public ReadValuesFrame(long request, IReadOnlyList<string> ids) : base(Word)
        {
            Request = request;
            Ids = ids;
        }

        public long Request { get; }

        public IReadOnlyList<string> Ids { get; }

        internal static ReadValuesFrame Read(JsonFields fields)
        {
            return new ReadValuesFrame(
                fields.Number("request"),
                FrameLists.Ids(fields.Take("ids"), fields.PathOf("ids"), FrameLimits.ValuesPart));
        }
    }

    /// <summary>A person wants the unmanaged objects shared: give each an id and send their `values`.</summary>
    public sealed class AdoptUnmanagedFrame : IncomingFrame
    {
        internal const string Word = "adopt_unmanaged";

        public AdoptUnmanagedFrame(long request) : base(Word)
        {
            Request = request;
        }

        public long Request { get; }

        internal static AdoptUnmanagedFrame Read(JsonFields fields)
        {
            return new AdoptUnmanagedFrame(fields.Number("request"));
        }
    }

    /// <summary>Bring these objects to these values, touching nothing else.</summary>
    public sealed class PatchFrame : IncomingFrame
    {
        internal const string Word = "patch";

        public PatchFrame(
            long request, long revision, IReadOnlyList<SceneObject> objects, IReadOnlyList<string> removed)
            : base(Word)
        {
            Request = request;
            Revision = revision;
            Objects = objects;
            Removed = removed;
        }

        public long Request { get; }

        public long Revision { get; }

        /// <summary>Parents before children. Write what differs, create what is missing.</summary>
        public IReadOnlyList<SceneObject> Objects { get; }

        /// <summary>Ids of objects to stash.</summary>
        public IReadOnlyList<string> Removed { get; }

        internal static PatchFrame Read(JsonFields fields)
        {
            return new PatchFrame(
                fields.Number("request"),
                fields.Revision("revision"),
                FrameLists.Read(fields.Take("objects"), fields.PathOf("objects"), FrameLimits.PatchPart, SceneObject.FromJson),
                FrameLists.Ids(fields.Take("removed"), fields.PathOf("removed"), FrameLimits.InventoryPart));
        }
    }

    /// <summary>In step at this revision; from here on `apply` comes and edits are admitted.</summary>
    public sealed class LiveFrame : IncomingFrame
    {
        internal const string Word = "live";

        public LiveFrame(long revision) : base(Word)
        {
            Revision = revision;
        }

        public long Revision { get; }

        internal static LiveFrame Read(JsonFields fields)
        {
            return new LiveFrame(fields.Revision("revision"));
        }
    }
}
