using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>Whose steps there are, and what names are given where one is taken.</summary>
    public static class UndoTrailChecks
    {
        static readonly long[] Nothing = new long[0];

        [Check("a person's step is evidence for what it touched, from the moment it came")]
        public static void Evidence()
        {
            var trail = new UndoTrail();
            long before = trail.Sequence;
            TrailEvent came = trail.Came(new EngineEvent(EngineEventKind.Step, new UndoGroup(4, "Move"), new long[] { 10 }));
            Expect.True(trail.EvidenceSince(before, each => each.Handles.Contains(10)) == came, "it touched 10");
            Expect.Equal(null, trail.EvidenceSince(before, each => each.Handles.Contains(11)), "not 11");
            Expect.Equal(null, trail.EvidenceSince(trail.Sequence, each => true), "nothing since");
        }

        [Check("our own step is nobody's evidence; one that only has its name is a person's")]
        public static void Names()
        {
            var trail = new UndoTrail();
            trail.MadeRemote(new UndoGroup(4, "VibeSync: move"), 1, new[] { new Touch(Sample.Id(1), Facets.Name) });
            Expect.Equal(null, trail.EvidenceSince(0, each => true), "ours");
            Expect.True(trail.Moved(new EngineEvent(EngineEventKind.Undo, new UndoGroup(4, "VibeSync: move"), Nothing)).Step.IsRemote, "ours, undone");
            TrailEvent copycat = trail.Came(new EngineEvent(EngineEventKind.Step, new UndoGroup(5, "VibeSync: move"), Nothing));
            Expect.True(!copycat.Step.IsRemote, "a name is no proof");
            Expect.True(
                trail.Moved(new EngineEvent(EngineEventKind.Undo, new UndoGroup(2, "VibeSync: old"), Nothing)).Step.IsRemote, "of another life");
            Expect.True(
                !trail.Moved(new EngineEvent(EngineEventKind.Undo, new UndoGroup(1, "Move"), Nothing)).Step.IsKnown, "nobody knows what it touched");
        }

        [Check("undoing and redoing is no evidence of a step")]
        public static void MovesAreNoSteps()
        {
            var trail = new UndoTrail();
            trail.Came(new EngineEvent(EngineEventKind.Step, new UndoGroup(4, "Move"), Nothing));
            long since = trail.Sequence;
            trail.Moved(new EngineEvent(EngineEventKind.Undo, new UndoGroup(4, "Move"), Nothing));
            trail.Moved(new EngineEvent(EngineEventKind.Redo, new UndoGroup(4, "Move"), Nothing));
            Expect.Equal(null, trail.EvidenceSince(since, each => true), "none");
            Expect.Equal(0, trail.StepsSince(since, each => true).Count, "no steps");
        }

        [Check("more events and steps than are kept push out the oldest")]
        public static void Bounded()
        {
            var trail = new UndoTrail();
            for (int group = 1; group <= 6000; group += 1)
                trail.Came(new EngineEvent(EngineEventKind.Step, new UndoGroup(group, "Step " + group), new long[] { group }));
            Expect.Equal(null, trail.EvidenceSince(0, each => each.Handles.Contains(1)), "the first is forgotten");
            Expect.True(trail.EvidenceSince(0, each => each.Handles.Contains(6000)) != null, "the last is not");
            Expect.True(!trail.Moved(new EngineEvent(EngineEventKind.Undo, new UndoGroup(1, "Step 1"), Nothing)).Step.IsKnown, "its step as well");
        }

        [Check("a taken name gets Unity's number, within the limit of bytes")]
        public static void FreeNames()
        {
            var taken = new HashSet<string> { "Cube", "Cube (1)", "Lamp (7)" };
            Expect.Equal("Free", Core.Names.FreeFormOf("Free", taken.Contains), "free");
            Expect.Equal("Cube (2)", Core.Names.FreeFormOf("Cube", taken.Contains), "the next");
            Expect.Equal("Cube (2)", Core.Names.FreeFormOf("Cube (1)", taken.Contains), "of a numbered one");
            Expect.Equal("Lamp (1)", Core.Names.FreeFormOf("Lamp (7)", taken.Contains), "the first free");
            string longest = new string('ü', 31) + "x";
            string shortened = Core.Names.FreeFormOf(longest, name => name == longest);
            Expect.True(SharedName.Is(shortened, SceneLimits.NameBytes), "fits");
            Expect.True(shortened.EndsWith(" (1)"), "with its number");
            string pairs = string.Concat("abc", new string('x', 54), "😀");
            Expect.Equal("abc" + new string('x', 54) + " (1)", Core.Names.FreeFormOf(pairs, name => name == pairs), "no half of a pair");
        }

        [Check("whoever had the name keeps it; of newcomers the first gets it")]
        public static void TakenNames()
        {
            var wanted = new Dictionary<string, string> { { "b", "Cube" }, { "c", "Cube" }, { "d", "New" }, { "e", "New" } };
            List<KeyValuePair<string, string>> named = Core.Names.Free(wanted, name => name == "Cube");
            Expect.Equal(
                "b=Cube (1) c=Cube (2) d=New e=New (1)",
                string.Join(" ", named.ConvertAll(each => each.Key + "=" + each.Value)),
                "named");
        }

        [Check("an edit that is too large for a frame is told in parts that stand on each other")]
        public static void Parts()
        {
            var operations = new List<Operation>();
            var before = new List<FacetState>();
            var after = new Dictionary<Touch, JsonValue>();
            for (int number = 1; number <= 6000; number += 1)
            {
                operations.Add(new RenameOperation(Sample.Id(number), "N" + number));
                before.Add(new FacetState(Sample.Id(number), Facets.Name, JsonValue.Text("O" + number)));
                after[new Touch(Sample.Id(number), Facets.Name)] = JsonValue.Text("N" + number);
            }
            var edit = new ObservedEdit(
                Sample.Id(7000), new UndoEvidence(UndoKind.Step, "Rename"), before, operations, after, new string[0]);
            List<ObservedFrame> frames = Core.Parts.Of(edit, 3);
            int told = 0;
            var ids = new HashSet<string>();
            foreach (ObservedFrame each in frames)
            {
                Expect.Equal(each.Operations.Count, each.Before.Count, "a before for each");
                Expect.Equal(each.Operations[0].Id, each.Before[0].Id, "its own");
                Expect.True(Ids.IsId(each.Edit) && ids.Add(each.Edit), "an id of its own");
                told += each.Operations.Count;
            }
            Expect.Equal(6000, told, "all of it");
            Expect.True(frames.Count > 1, "in parts");
            var edits = new ToldEdits();
            frames.ForEach(each => edits.Add(edit, each));
            Expect.True(edits.IsUndecided(new Touch(Sample.Id(5999), Facets.Name)), "undecided");
            Expect.True(!edits.IsOvertaken(frames[0].Edit, new Touch(Sample.Id(1), Facets.Name)), "not by its own other parts");
            edits.Decide(frames[frames.Count - 1].Edit, EditOutcome.Committed);
            Expect.True(!edits.IsUndecided(new Touch(Sample.Id(5999), Facets.Name)), "decided");
            Expect.Equal(frames.Count - 1, edits.Undecided, "the others");
        }
    }
}
