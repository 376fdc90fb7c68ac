using System;
using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>What the engine breaks off in a way of its own: nothing by halves, and nothing else kept back by it.</summary>
    public static class RefusalChecks
    {
        static readonly SceneObject Cube = Sample.Object(1, "Cube");
        static readonly SceneObject Lamp = Sample.Object(2, "Lamp");
        static readonly Visibility Hidden = new Visibility(false, false);

        [Check("what the engine breaks off while it is set back after an undo is said and found as drift; all else is set back")]
        public static void AfterUndo()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Lamp);
            desk.Apply(new RenameOperation(Lamp.Id, "Light"), new SetVisibilityOperation(Cube.Id, Hidden));
            desk.Confirm();
            Break(desk, "Cube", false);
            desk.World.Undo.PerformUndo();
            desk.Frame();
            Expect.Equal("Light", desk.Item("Light").Name, "the other is kept");
            Expect.True(Said(desk, 2) == "“Cube” could not be set back: broken", "it is said: " + Said(desk, 2));
            Expect.True(Said(desk, 1).StartsWith("Kept what Ada changed of “Light” while", StringComparison.Ordinal), "what is kept");
            Expect.Equal("“Light”", desk.Adapter.Theirs, "no more is offered");
            desk.Wait(SessionDesk.SettleSeconds * 2);
            ObservedFrame told = desk.Take<ObservedFrame>();
            Expect.Equal(null, told.Undo, "nobody's");
            Expect.Equal(Visibility.Shown, ((SetVisibilityOperation)told.Operations[0]).Visibility, "drift");
        }

        [Check("what the engine breaks off while it is taken back or refreshed keeps nothing else back, and leaves nothing by halves")]
        public static void TakenBackAndRefreshed()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Lamp);
            desk.Apply(new RenameOperation(Lamp.Id, "Light"), new SetVisibilityOperation(Cube.Id, Hidden));
            Break(desk, "Cube", true);
            List<EntryOutcome> outcomes = desk.Compensate(
                new CompensationEntry(new Touch(Cube.Id, Facets.Visibility), Hidden.ToJson(), Visibility.Shown.ToJson()),
                new CompensationEntry(new Touch(Lamp.Id, Facets.Name), JsonValue.Text("Light"), JsonValue.Text("Lamp")));
            Expect.Equal(CompensationOutcome.Diverged, outcomes[0].Outcome, "the broken one");
            Expect.Equal(CompensationOutcome.Restored, outcomes[1].Outcome, "the other");
            var moved = new Transform(new Vector3(1f, 0f, 0f), Quaternion.Identity, new Vector3(1f, 1f, 1f));
            desk.Link.Deliver(
                new PatchFrame(
                    77,
                    desk.Revision,
                    new[]
                    {
                        Cube.WithFacet(Facets.Transform, moved.ToJson()),
                        Lamp.WithFacet(Facets.Transform, moved.ToJson()),
                    },
                    new string[0]));
            desk.Frame();
            desk.Take<PatchedFrame>();
            Expect.Equal("Not all could be refreshed: broken", Said(desk, 1), "it is said");
            Expect.Equal(0f, desk.Item("Cube").Position.X, "nothing by halves");
            Expect.Equal(-1f, desk.Item("Lamp").Position.X, "the other is refreshed");
        }

        [Check("what the engine breaks off while others' changes are undone is taken back, said, and offered still")]
        public static void UndoTheirs()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Lamp);
            desk.Apply(new RenameOperation(Lamp.Id, "Light"), new SetVisibilityOperation(Cube.Id, Hidden));
            desk.Confirm();
            desk.World.Undo.PerformUndo();
            desk.Frame();
            string before = desk.Dump();
            Break(desk, "Cube", true);
            desk.Adapter.UndoTheirs();
            desk.Frame();
            Expect.Equal("Unity does not take the change of “Cube”: broken", Said(desk, 1), "it is said");
            Expect.Equal(before, desk.Dump(), "all or nothing");
            desk.ExpectNothing<ObservedFrame>("nothing was done");
            desk.Scene.Switching = null;
            Expect.Equal("“Cube”, “Light”", desk.Adapter.Theirs, "it is offered still");
            desk.Adapter.UndoTheirs();
            desk.Until<ObservedFrame>(each => true);
            Expect.Equal(2, desk.Take<ObservedFrame>().Operations.Count, "and done");
            Expect.Equal(null, desk.Adapter.Theirs, "once");
        }

        /// <summary>From now on the engine breaks where this object is switched to this.</summary>
        static void Break(SessionDesk desk, string name, bool isActive)
        {
            desk.Scene.Switching = (item, value) =>
            {
                if (item.Name == name && value == isActive)
                    throw new InvalidOperationException("broken");
            };
        }

        /// <summary>The note that is so many from the end.</summary>
        static string Said(SessionDesk desk, int fromEnd)
        {
            return desk.Adapter.Notes[desk.Adapter.Notes.Count - fromEnd];
        }
    }
}
