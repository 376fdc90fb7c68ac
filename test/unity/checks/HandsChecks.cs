using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>What is in the artist's hands is written to by nobody, and what did not go through stays as they have it until its end
    /// is said (rules 1 and 6).</summary>
    public static class HandsChecks
    {
        static readonly SceneObject Cube = Sample.Object(1, "Cube");
        static readonly SceneObject Lamp = Sample.Object(2, "Lamp");
        static readonly Transform There = new Transform(new Vector3(3f, 0f, 0f), Quaternion.Identity, new Vector3(1f, 1f, 1f));

        [Check("what did not go through stays: a refresh passes it by, and tried again it is only read back")]
        public static void TriedAgain()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            string edit = Moved(desk);
            Say(desk, edit, EditOutcome.Waiting, "did_not_go_through");
            Refresh(desk);
            Expect.Equal(5f, PlaceOf(desk), "the refresh passes it by");
            desk.Link.Deliver(new AdoptFrame(desk.Revision + 1, edit, new[] { new Touch(Cube.Id, Facets.Transform) }));
            desk.Frame();
            AppliedFrame vote = desk.Take<AppliedFrame>();
            Expect.Equal(1, vote.States.Count, "read back");
            Expect.Equal(5f, PlaceOf(desk), "and not written");
        }

        [Check("what did not go through is set back once its end is said, and not before")]
        public static void PutBack()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            string edit = Moved(desk);
            Say(desk, edit, EditOutcome.Waiting, "did_not_go_through");
            Refresh(desk);
            Expect.Equal(5f, PlaceOf(desk), "it stands");
            Say(desk, edit, EditOutcome.Aborted, "put_back");
            Refresh(desk);
            Expect.Equal(0f, PlaceOf(desk), "it is put back");
            desk.Wait(2 * SessionDesk.SettleSeconds);
            desk.ExpectNothing<ObservedFrame>("nothing to tell");
        }

        [Check("what is in hand is neither refreshed nor taken back; what is not, is")]
        public static void LeftAlone()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Lamp);
            desk.Apply(new SetTransformOperation(Cube.Id, There), new SetTransformOperation(Lamp.Id, There));
            desk.World.BeginDrag(new[] { desk.Item("Cube") });
            desk.Frame();
            Expect.Equal(Cube.Id, desk.Take<HandsFrame>().Objects[0], "in hand");
            Refresh(desk);
            Expect.Equal(-3f, desk.Item("Cube").Position.X, "not refreshed");
            List<EntryOutcome> outcomes = desk.Compensate(Back(Cube), Back(Lamp));
            Expect.Equal(CompensationOutcome.Diverged, outcomes[0].Outcome, "what is in hand");
            Expect.Equal(CompensationOutcome.Restored, outcomes[1].Outcome, "what is not");
            Expect.Equal(-3f, desk.Item("Cube").Position.X, "not taken back");
        }

        /// <summary>The artist moves the cube. Returns the id under which that was told.</summary>
        static string Moved(SessionDesk desk)
        {
            desk.Step(artist => artist.Set(desk.Item("Cube"), new Vector3(-5f, 0f, 0f), null, null));
            desk.Frame();
            return desk.Take<ObservedFrame>().Edit;
        }

        static void Say(SessionDesk desk, string edit, EditOutcome outcome, string code)
        {
            desk.Link.Deliver(new DecidedFrame(edit, outcome, null, code, "It stays as you have it."));
            desk.Frame();
        }

        /// <summary>As the application has it.</summary>
        static void Refresh(SessionDesk desk)
        {
            desk.Link.Deliver(new PatchFrame(1000, desk.Revision, new[] { Cube }, new string[0]));
            desk.Frame();
            desk.Take<PatchedFrame>();
        }

        /// <summary>In the shared frame.</summary>
        static float PlaceOf(SessionDesk desk)
        {
            return -desk.Item("Cube").Position.X;
        }

        static CompensationEntry Back(SceneObject item)
        {
            return new CompensationEntry(new Touch(item.Id, Facets.Transform), There.ToJson(), item.Transform.ToJson());
        }
    }
}
