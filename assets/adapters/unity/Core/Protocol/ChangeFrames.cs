using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Apply all or nothing, as one undo step, read back, answer `applied` or `failed`.</summary>
    public sealed class ApplyFrame : IncomingFrame
    {
        internal const string Word = "apply";

        public ApplyFrame(long n, string label, string by, IReadOnlyList<Operation> operations) : base(Word)
        {
            N = n;
            Label = label;
            By = by;
            Operations = operations;
        }

        public long N { get; }

        /// <summary>Name for the engine’s undo step.</summary>
        public string Label { get; }

        public string By { get; }

        public IReadOnlyList<Operation> Operations { get; }

        internal static ApplyFrame Read(JsonFields fields)
        {
            return new ApplyFrame(
                fields.Number("n"),
                fields.Text("label", FrameLimits.LabelUnits),
                fields.Text("by", FrameLimits.ByUnits),
                FrameLists.Read(fields.Take("operations"), fields.PathOf("operations"), FrameLimits.Operations, Operation.FromJson));
        }
    }

    /// <summary>Your own observed edit got number n: change nothing, read these facets back, answer `applied`.</summary>
    public sealed class AdoptFrame : IncomingFrame
    {
        internal const string Word = "adopt";

        public AdoptFrame(long n, string edit, IReadOnlyList<Touch> facets) : base(Word)
        {
            N = n;
            Edit = edit;
            Facets = facets;
        }

        public long N { get; }

        public string Edit { get; }

        public IReadOnlyList<Touch> Facets { get; }

        internal static AdoptFrame Read(JsonFields fields)
        {
            return new AdoptFrame(
                fields.Number("n"),
                fields.Id("edit"),
                FrameLists.Read(fields.Take("facets"), fields.PathOf("facets"), FrameLimits.States, Touch.FromJson));
        }
    }

    /// <summary>Number n is on stable storage. Stashed objects of n may be dropped.</summary>
    public sealed class ConfirmFrame : IncomingFrame
    {
        internal const string Word = "confirm";

        public ConfirmFrame(long n, Receipt receipt) : base(Word)
        {
            N = n;
            Receipt = receipt;
        }

        public long N { get; }

        public Receipt Receipt { get; }

        internal static ConfirmFrame Read(JsonFields fields)
        {
            return new ConfirmFrame(
                fields.Number("n"),
                Receipt.FromJson(fields.Take("receipt"), fields.PathOf("receipt")));
        }
    }

    /// <summary>Take n back by compare-and-set, in this order.</summary>
    public sealed class CompensateFrame : IncomingFrame
    {
        internal const string Word = "compensate";

        public CompensateFrame(long n, IReadOnlyList<CompensationEntry> entries) : base(Word)
        {
            N = n;
            Entries = entries;
        }

        public long N { get; }

        public IReadOnlyList<CompensationEntry> Entries { get; }

        internal static CompensateFrame Read(JsonFields fields)
        {
            return new CompensateFrame(
                fields.Number("n"),
                FrameLists.Read(fields.Take("entries"), fields.PathOf("entries"), FrameLimits.States, CompensationEntry.FromJson));
        }
    }

    /// <summary>What became of an observed edit.</summary>
    public sealed class DecidedFrame : IncomingFrame
    {
        internal const string Word = "decided";

        public DecidedFrame(string edit, EditOutcome outcome, long? n, string code, string message) : base(Word)
        {
            Edit = edit;
            Outcome = outcome;
            N = n;
            Code = code;
            Message = message;
        }

        public string Edit { get; }

        public EditOutcome Outcome { get; }

        /// <summary>The number that it got, or null.</summary>
        public long? N { get; }

        public string Code { get; }

        public string Message { get; }

        internal static DecidedFrame Read(JsonFields fields)
        {
            return new DecidedFrame(
                fields.Id("edit"),
                EditOutcomes.FromJson(fields.Take("outcome"), fields.PathOf("outcome")),
                fields.NumberOrNull("n"),
                fields.Code("code"),
                fields.Text("message", FrameLimits.MessageUnits));
        }
    }

    public enum EditOutcome
    {
        Committed,
        Waiting,
        Conflicted,
        Rejected,
        Aborted,
        Collected,
    }

    static class EditOutcomes
    {
        static readonly Dictionary<string, EditOutcome> Words = new Dictionary<string, EditOutcome>
        {
            { "committed", EditOutcome.Committed },
            { "waiting", EditOutcome.Waiting },
            { "conflicted", EditOutcome.Conflicted },
            { "rejected", EditOutcome.Rejected },
            { "aborted", EditOutcome.Aborted },
            { "collected", EditOutcome.Collected },
        };

        public static EditOutcome FromJson(JsonValue value, string path)
        {
            EditOutcome outcome;
            if (value.Kind != JsonKind.Text || !Words.TryGetValue(value.AsText, out outcome))
                throw JsonFields.Wrong(path, "no outcome");
            return outcome;
        }
    }

    /// <summary>Where `Expected` is found, `Restore` is written; where `Restore` is found, it is so already; else nothing is
    /// touched (R15).</summary>
    public sealed class CompensationEntry
    {
        public CompensationEntry(Touch touch, JsonValue expected, JsonValue restore)
        {
            Touch = touch;
            Expected = expected;
            Restore = restore;
        }

        public Touch Touch { get; }

        public JsonValue Expected { get; }

        public JsonValue Restore { get; }

        /// <summary>Raises ProtocolError.</summary>
        public static CompensationEntry FromJson(JsonValue value, string path)
        {
            var fields = new JsonFields(value, path);
            Touch touch = Touch.FromFields(fields);
            var read = new CompensationEntry(touch, Side(fields, "expected", touch), Side(fields, "restore", touch));
            fields.End();
            return read;
        }

        static JsonValue Side(JsonFields fields, string field, Touch touch)
        {
            FacetState state = FacetState.FromJson(fields.Take(field), fields.PathOf(field));
            if (!state.Touch.Equals(touch))
                throw JsonFields.Wrong(fields.PathOf(field), "is about another facet");
            return state.Value;
        }
    }
}
