using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>The vote: every facet that the change wrote, read back from the engine after applying or adopting.</summary>
    public sealed class AppliedFrame : OutgoingFrame
    {
        public AppliedFrame(long n, IReadOnlyList<FacetState> states) : base("applied")
        {
            N = n;
            States = states;
        }

        public long N { get; }

        public IReadOnlyList<FacetState> States { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("n", N);
            members.Add("states", FrameLists.Spell(States, each => each.ToJson()));
        }
    }

    /// <summary>It could not be applied; nothing of it is left in the engine. To `adopt`, `moved_on` is a legal code.</summary>
    public sealed class FailedFrame : OutgoingFrame
    {
        public FailedFrame(long n, string code, string message) : base("failed")
        {
            N = n;
            Code = code;
            Message = message;
        }

        public long N { get; }

        public string Code { get; }

        /// <summary>For a person.</summary>
        public string Message { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("n", N);
            members.Add("code", Code);
            members.Add("message", WellFormedText.Cut(Message, FrameLimits.MessageUnits));
        }
    }

    /// <summary>Answers `compensate`, one outcome an entry.</summary>
    public sealed class CompensatedFrame : OutgoingFrame
    {
        public CompensatedFrame(long n, IReadOnlyList<EntryOutcome> outcomes) : base("compensated")
        {
            N = n;
            Outcomes = outcomes;
        }

        public long N { get; }

        public IReadOnlyList<EntryOutcome> Outcomes { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("n", N);
            members.Add("outcomes", FrameLists.Spell(Outcomes, each => each.ToJson()));
        }
    }

    public enum CompensationOutcome
    {
        Restored,
        Already,
        Diverged,
    }

    /// <summary>What became of one entry of `compensate`.</summary>
    public readonly struct EntryOutcome
    {
        public EntryOutcome(Touch touch, CompensationOutcome outcome)
        {
            Touch = touch;
            Outcome = outcome;
        }

        public Touch Touch { get; }

        public CompensationOutcome Outcome { get; }

        public JsonValue ToJson()
        {
            return JsonValue.Object(
                JsonValue.Member("id", JsonValue.Text(Touch.Id)),
                JsonValue.Member("facet", JsonValue.Text(Touch.Facet)),
                JsonValue.Member("outcome", JsonValue.Text(Outcome.ToString().ToLowerInvariant())));
        }
    }
}
