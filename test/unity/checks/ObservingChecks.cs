using System;
using System.Collections.Generic;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Checks
{
    /// <summary>What the session makes of what people, scripts and undo do in the tests' editor.</summary>
    public static class ObservingChecks
    {
        static readonly SceneObject Cube = Sample.Object(1, "Cube");
        static readonly SceneObject Child = Sample.Object(2, "Child", Cube.Id);

        [Check("a person's step is told once, with its name and what was before")]
        public static void Step()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.Step(artist => artist.Set(desk.Item("Cube"), new Vector3(-1f, 0f, 0f), null, null));
            desk.Frame();
            ObservedFrame told = desk.Take<ObservedFrame>();
            Expect.Equal(UndoKind.Step, told.Undo.Kind, "evidence");
            Expect.Equal("Move", told.Undo.Name, "its name");
            Expect.Equal(Cube.Transform.ToJson(), told.Before[0].Value, "before");
            Expect.Equal(1f, ((SetTransformOperation)told.Operations[0]).Transform.Translation.X, "after, in the shared frame");
            desk.Wait(2 * SessionDesk.SettleSeconds);
            desk.ExpectNothing<ObservedFrame>("once");
        }

        [Check("what a script writes is drift once it has stood still, also while a person works on something else")]
        public static void Drift()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Child);
            desk.Script(script => script.Rename(desk.Item("Child"), "By a script"));
            desk.Step(artist => artist.Set(desk.Item("Cube"), new Vector3(-1f, 0f, 0f), null, null));
            desk.Frame();
            ObservedFrame told = desk.Take<ObservedFrame>();
            Expect.Equal(Cube.Id, told.Operations[0].Id, "the person's");
            Expect.Equal(1, told.Operations.Count, "and no more");
            desk.Wait(SessionDesk.SettleSeconds / 2);
            desk.ExpectNothing<ObservedFrame>("not yet");
            desk.Wait(SessionDesk.SettleSeconds * 2);
            told = desk.Take<ObservedFrame>();
            Expect.Equal(null, told.Undo, "nobody's");
            Expect.Equal("By a script", ((RenameOperation)told.Operations[0]).Name, "the script's");
        }

        [Check("a gesture is told at its end, as one change, and what is held is in the artist's hands meanwhile")]
        public static void Gesture()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Child);
            desk.World.BeginDrag(new[] { desk.Item("Cube") });
            for (int move = 0; move < 5; move += 1)
            {
                desk.World.DragBy(new Vector3(-1f, 0f, 0f));
                desk.Frame();
            }
            Expect.Equal(Cube.Id, desk.Take<HandsFrame>().Objects[0], "in the artist's hands");
            desk.ExpectNothing<ObservedFrame>("not yet");
            Expect.Equal(BusyKind.Short, desk.Take<BusyFrame>().Kind, "it is waited for");
            desk.Link.Deliver(
                new ApplyFrame(8, "later", "Ada", new Operation[] { new RenameOperation(Child.Id, "Other") }));
            desk.Frame();
            desk.ExpectNothing<AppliedFrame>("it waits");
            desk.World.EndDrag(false);
            desk.Frame();
            Expect.Equal(5f, ((SetTransformOperation)desk.Take<ObservedFrame>().Operations[0]).Transform.Translation.X, "the whole way");
            desk.Frame();
            Expect.Equal(8L, desk.Take<AppliedFrame>().N, "now it is applied");
        }

        [Check("what is selected is told when that changes, and again on another connection, but not more often than is of use")]
        public static void Selected()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Child);
            desk.World.Selection.Add(desk.Item("Cube"));
            desk.Wait(0.3);
            Expect.Equal(Cube.Id, desk.Take<SelectedFrame>().Objects[0], "selected");
            desk.Wait(1);
            desk.ExpectNothing<SelectedFrame>("it is told");
            for (int change = 0; change < 10; change += 1)
            {
                desk.World.Selection.Clear();
                desk.Frame();
                desk.World.Selection.Add(desk.Item(change < 9 ? "Cube" : "Child"));
                desk.Frame();
            }
            desk.Wait(0.3);
            List<OutgoingFrame> told = desk.Link.Sent.FindAll(each => each is SelectedFrame);
            Expect.Equal(Child.Id, ((SelectedFrame)told[told.Count - 1]).Objects[0], "what is selected in the end");
            Expect.True(told.Count <= 3, "not each time");
            desk.Link.Sent.Clear();
            desk.World.Selection.Clear();
            desk.Wait(0.3);
            Expect.Equal(0, desk.Take<SelectedFrame>().Objects.Count, "nothing");
        }

        [Check("what is selected and in hand is told once it is shared, too")]
        public static void SharedMeanwhile()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.World.Selection.Add(desk.World.Create("Own", desk.World.Active, null));
            desk.World.IsTyping = true;
            desk.Wait(2 * SessionDesk.SettleSeconds);
            desk.ExpectNothing<SelectedFrame>("not shared");
            desk.ExpectNothing<HandsFrame>("not shared");
            desk.World.IsTyping = false;
            desk.Link.Deliver(new AdoptUnmanagedFrame(3));
            string adopted = null;
            desk.Until<ValuesFrame>(each => (adopted = each.Objects[0].Id) != null);
            desk.World.IsTyping = true;
            desk.Wait(0.3);
            Expect.Equal(adopted, desk.TakeOut<SelectedFrame>().Objects[0], "selected");
            Expect.Equal(adopted, desk.Take<HandsFrame>().Objects[0], "in hand");
        }

        [Check("from where the artist looks is told when that changes, not more often than twice a second, and again on another connection")]
        public static void Looking()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.Wait(2);
            desk.ExpectNothing<ViewFrame>("no view is open, and none was");
            desk.World.Viewpoint = new EngineViewpoint(new Vector3(-1f, 2f, 3f), Quaternion.Identity, false, 60f, 0.5f, 500f);
            desk.Wait(0.6);
            Viewpoint told = desk.Take<ViewFrame>().View.Value;
            Expect.Equal(new Vector3(1f, 2f, 3f), told.Position, "its place, in the shared frame");
            Expect.Equal(new Quaternion(0f, 1f, 0f, 0f), told.Rotation, "along +Z in Unity: about face from −Z");
            Expect.Near(Math.PI / 3.0, told.Extent, 1e-6, "its lens");
            desk.Wait(2);
            desk.ExpectNothing<ViewFrame>("it is told");
            for (int frame = 0; frame < 100; frame += 1)
            {
                var eye = new Vector3(frame, 2f, 3f);
                desk.World.Viewpoint = new EngineViewpoint(eye, Quaternion.Identity, true, 8f, 0.5f, 500f);
                desk.Wait(0.02);
            }
            int times = desk.Link.Sent.FindAll(each => each is ViewFrame).Count;
            Expect.True(times >= 3 && times <= 5, "two seconds of looking around were told " + times + " times");
            desk.Link.Sent.Clear();
            desk.World.Viewpoint = new EngineViewpoint(new Vector3(float.NaN, 0f, 0f), Quaternion.Identity, true, 8f, 0.5f, 500f);
            desk.Wait(0.6);
            Expect.Equal(false, desk.Take<ViewFrame>().View.HasValue, "from nowhere");
        }

        [Check("what is written to the held object is refused, and drawing back the drag tells nothing")]
        public static void InHands()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.World.BeginDrag(new[] { desk.Item("Cube") });
            desk.Frame();
            desk.Take<HandsFrame>();
            desk.Link.Deliver(new ApplyFrame(8, "no", "Ada", new Operation[] { new RenameOperation(Cube.Id, "Other") }));
            desk.Frame();
            Expect.Equal("in_hands", desk.Take<FailedFrame>().Code, "code");
            desk.World.DragBy(new Vector3(1f, 0f, 0f));
            desk.Frame();
            desk.World.EndDrag(true);
            desk.Frame();
            Expect.Equal(0, desk.Take<HandsFrame>().Objects.Count, "let go");
            desk.Wait(2 * SessionDesk.SettleSeconds);
            desk.ExpectNothing<ObservedFrame>("nothing to tell");
        }

        [Check("new objects, copies with their children and deletions are told whole")]
        public static void ComingAndGoing()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Child);
            desk.Step(artist => artist.Duplicate(desk.Item("Cube")));
            desk.Frame();
            ObservedFrame told = desk.Take<ObservedFrame>();
            Expect.Equal(2, told.Operations.Count, "the copy and its child");
            SceneObject copy = ((CreateOperation)told.Operations[0]).Object;
            SceneObject below = ((CreateOperation)told.Operations[1]).Object;
            Expect.Equal("Cube (1)", copy.Name, "Unity's name");
            Expect.Equal("Child (1)", below.Name, "a free name");
            Expect.Equal(copy.Id, below.Parent, "below the copy");
            Expect.True(copy.Id != Cube.Id && below.Id != Child.Id, "ids of their own");
            Expect.Equal(Cube.Id, IdOf(desk, "Cube"), "the original keeps its own");
            desk.Step(artist => artist.Delete(desk.Item("Cube")));
            desk.Frame();
            var deletion = (DeleteOperation)desk.Take<ObservedFrame>().Operations[0];
            Expect.Equal(Cube.Id, deletion.Id, "the root");
            Expect.Equal(Child.Id, deletion.Descendants[0], "and what hangs below");
        }

        [Check("undoing and redoing a duplication gives the copy the same id again")]
        public static void SameCopyAgain()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.Step(artist => artist.Duplicate(desk.Item("Cube")));
            desk.Frame();
            string id = desk.Take<ObservedFrame>().Operations[0].Id;
            desk.World.Undo.PerformUndo();
            desk.Frame();
            ObservedFrame undone = desk.Take<ObservedFrame>();
            Expect.Equal(UndoKind.Undo, undone.Undo.Kind, "undo");
            Expect.True(undone.Operations[0] is DeleteOperation && undone.Operations[0].Id == id, "the copy goes");
            desk.World.Undo.PerformRedo();
            desk.Frame();
            ObservedFrame redone = desk.Take<ObservedFrame>();
            Expect.Equal(UndoKind.Redo, redone.Undo.Kind, "redo");
            Expect.Equal(id, redone.Operations[0].Id, "and comes as who it was");
        }

        [Check("the artist's undo is theirs; what it took along of others is set back without a step")]
        public static void UndoBelongsToItsAuthor()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.Step(artist => artist.Set(desk.Item("Cube"), new Vector3(-1f, 0f, 0f), null, null));
            desk.Frame();
            desk.Take<ObservedFrame>();
            desk.Apply(new RenameOperation(Cube.Id, "Crate"), new SetPropertyOperation(Cube.Id, "mass", JsonValue.Number(2)));
            desk.Confirm();
            int steps = desk.World.Undo.Done.Count;
            desk.World.Undo.PerformUndo();
            desk.Frame();
            Expect.Equal("Crate", desk.Item("Crate").Name, "the remote name is kept");
            Expect.Equal(1, desk.Scene.Find(desk.Item("Crate").InstanceId).Properties.Count, "and the property");
            desk.ExpectNothing<ObservedFrame>("nobody's edit");
            Expect.True(desk.Adapter.Notes[desk.Adapter.Notes.Count - 1].Contains("Kept what Ada changed of “Crate”"), "a note");
            Expect.Equal(steps - 1, desk.World.Undo.Done.Count, "no step");
            Expect.Equal(1, desk.World.Undo.Undone.Count, "redo is still there");
            desk.World.Undo.PerformUndo();
            desk.Frame();
            ObservedFrame told = desk.Take<ObservedFrame>();
            Expect.Equal(1, told.Operations.Count, "their own move");
            Expect.Equal(Transform.Identity, ((SetTransformOperation)told.Operations[0]).Transform, "taken back");
            desk.World.Undo.PerformRedo();
            desk.Frame();
            Expect.Equal(1f, ((SetTransformOperation)desk.Take<ObservedFrame>().Operations[0]).Transform.Translation.X, "and forth");
        }

        [Check("fifty undos and redos over remote changes end where the truth is")]
        public static void FiftyUndos()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Child);
            var random = new Random(7);
            SceneObject truth = Cube;
            for (int step = 0; step < 25; step += 1)
            {
                desk.Step(artist => artist.Set(desk.Item("Child"), new Vector3(step, 0f, 0f), null, null));
                Transform place = new Transform(new Vector3(step, 1f, 0f), Quaternion.Identity, Vector3.One);
                desk.Apply(new SetTransformOperation(Cube.Id, place));
                desk.Confirm();
                truth = Cube.WithTransform(place);
            }
            desk.Frame();
            desk.Link.Sent.Clear();
            for (int press = 0; press < 50; press += 1)
            {
                if (random.Next(3) == 0)
                    desk.World.Undo.PerformRedo();
                else
                    desk.World.Undo.PerformUndo();
                desk.Frame();
                Expect.Equal(truth.Transform, ReadCube(desk), "the remote place after " + press);
            }
            foreach (OutgoingFrame each in desk.Link.Sent)
                if (each is ObservedFrame told)
                    foreach (Operation operation in told.Operations)
                        Expect.Equal(Child.Id, operation.Id, "only the artist's own");
        }

        [Check("an undone remote deletion goes again, and is not lost")]
        public static void UndoneRemoteDeletion()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Child);
            desk.Apply(new DeleteOperation(Child.Id, new string[0]));
            desk.World.Undo.PerformUndo();
            desk.Frame();
            Expect.Equal(1, desk.Scene.Objects().Count, "gone again");
            Expect.Equal(1, desk.World.Apart.RootList.Count, "kept");
            desk.ExpectNothing<ObservedFrame>("nobody's edit");
            List<EntryOutcome> outcomes = desk.Compensate(
                new CompensationEntry(new Touch(Child.Id, Facets.Existence), JsonValue.Null, Child.ToJson()));
            Expect.Equal(CompensationOutcome.Restored, outcomes[0].Outcome, "taken back");
            Expect.Equal("Cube", desk.Item("Child").Parent.Name, "where it hung");
        }

        [Check("an undone remote creation stands, whoever undid it")]
        public static void UndoneRemoteCreation()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.Apply(new CreateOperation(Child));
            desk.Confirm();
            desk.World.Undo.PerformUndo();
            desk.Frame();
            Expect.Equal(Child.Id, IdOf(desk, "Child"), "it is there");
            desk.World.Undo.PerformRedo();
            desk.Frame();
            Expect.Equal(2, desk.Scene.Objects().Count, "once");
            desk.Wait(2 * SessionDesk.SettleSeconds);
            desk.ExpectNothing<ObservedFrame>("nobody's edit");
        }

        [Check("a name that is taken is shared with Unity's number, the object keeps what the artist typed, and they are told")]
        public static void TakenNames()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Child);
            desk.Step(artist => artist.Rename(desk.Item("Child"), "Cube"));
            desk.Frame();
            Expect.Equal("Cube (1)", ((RenameOperation)desk.Take<ObservedFrame>().Operations[0]).Name, "told");
            Expect.Equal("Cube", desk.Scene.Find(HandleOf(desk, Child.Id)).Name, "and in Unity");
            Expect.Equal(1, new List<string>(desk.Adapter.Notes).FindAll(each => each.Contains("Cube (1)")).Count, "noted");
            desk.Step(artist => artist.Create("Cube", ObjectKind.Mesh, null));
            desk.Frame();
            Expect.Equal("Cube (2)", ((CreateOperation)desk.Take<ObservedFrame>().Operations[0]).Object.Name, "the next number");
        }

        [Check("visibility: Unity's flag is for rendering, and the other switch is kept beside it")]
        public static void Visibilities()
        {
            SessionDesk desk = SessionDesk.Live(Cube.WithVisibility(new Visibility(false, true)));
            Expect.True(desk.Item("Cube").IsActive, "shown where it is rendered");
            desk.Step(artist => artist.SetActive(desk.Item("Cube"), false));
            desk.Frame();
            Expect.Equal(
                new Visibility(false, false), ((SetVisibilityOperation)desk.Take<ObservedFrame>().Operations[0]).Visibility, "off");
            desk.Step(artist => artist.SetActive(desk.Item("Cube"), true));
            desk.Frame();
            Expect.Equal(
                new Visibility(false, true), ((SetVisibilityOperation)desk.Take<ObservedFrame>().Operations[0]).Visibility, "on again");
        }

        [Check("what the engine drives is declared, never told, and left alone")]
        public static void Driven()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.Step(artist =>
            {
                var constraint = new Component(EditorWorld.DrivenBy);
                constraint.Fields["height"] = JsonValue.Number(4);
                artist.AddComponent(desk.Item("Cube"), constraint);
            });
            desk.Wait(2 * SessionDesk.SettleSeconds);
            Expect.Equal(Facets.Transform, desk.Take<DeclareFrame>().Objects[0].Driven[0], "declared");
            desk.ExpectNothing<ObservedFrame>("not told");
            AppliedFrame vote = desk.Apply(
                new SetTransformOperation(Cube.Id, new Transform(new Vector3(1f, 0f, 0f), Quaternion.Identity, Vector3.One)));
            Expect.Equal(4.0, vote.States[0].Value.Find("translation").Items[1].AsNumber, "what the engine really holds");
        }

        [Check("another scene parks the session until it is asked for")]
        public static void AnotherScene()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.World.Open(null);
            desk.Frame();
            Expect.Equal(null, desk.Take<SceneFrame>().Scene.Project, "not linked");
            Expect.Equal(Phase.Parked, desk.Adapter.Phase, "parked");
            desk.Step(artist => artist.Create("Own", ObjectKind.Mesh, null));
            desk.Wait(2 * SessionDesk.SettleSeconds);
            desk.ExpectNothing<ObservedFrame>("nothing is told");
            desk.Link.Deliver(new ApplyFrame(8, "late", "Ada", new Operation[] { new RenameOperation(Cube.Id, "Other") }));
            desk.Frame();
            Expect.Equal("not_live", desk.Take<FailedFrame>().Code, "it crossed");
        }

        [Check("what happens while the engine is parked is left to the comparison that comes after")]
        public static void Parked()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.World.IsBaking = true;
            desk.Frame();
            Expect.Equal(BusyKind.Parked, desk.Take<BusyFrame>().Kind, "parked");
            desk.Step(artist => artist.Rename(desk.Item("Cube"), "Mine"));
            desk.Wait(2 * SessionDesk.SettleSeconds);
            desk.World.IsBaking = false;
            desk.Frame();
            desk.Take<ReadyFrame>();
            desk.Wait(2 * SessionDesk.SettleSeconds);
            desk.ExpectNothing<ObservedFrame>("neither theirs nor drift");
            InventoryFrame inventory = desk.Compare();
            Expect.Equal(ObjectDigest.Of(Cube.WithName("Mine")), inventory.Objects[0].Digest, "compared");
            desk.Step(artist => artist.Rename(desk.Item("Mine"), "Again"));
            desk.Frame();
            Expect.Equal("Again", ((RenameOperation)desk.Take<ObservedFrame>().Operations[0]).Name, "told again");
        }

        [Check("an edit of an edited object is told after it, and vouching for the first says that it moved on")]
        public static void MovedOn()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.Step(artist => artist.Rename(desk.Item("Cube"), "One"));
            desk.Frame();
            string first = desk.Take<ObservedFrame>().Edit;
            Expect.Equal(1, desk.Adapter.Undecided, "undecided");
            desk.Step(artist => artist.Rename(desk.Item("One"), "Two"));
            desk.Frame();
            string second = desk.Take<ObservedFrame>().Edit;
            var name = new[] { new Touch(Cube.Id, Facets.Name) };
            desk.Link.Deliver(new AdoptFrame(8, first, name));
            desk.Link.Deliver(new AdoptFrame(9, second, name));
            desk.Frame();
            Expect.Equal("moved_on", desk.Take<FailedFrame>().Code, "the first");
            Expect.Equal(JsonValue.Text("Two"), desk.Take<AppliedFrame>().States[0].Value, "the second");
        }

        static Transform ReadCube(SessionDesk desk)
        {
            IEngineObject item = desk.Scene.Find(HandleOf(desk, Cube.Id));
            return Conversions.ToCanonical(item.Local, item.Kind, null);
        }

        static long HandleOf(SessionDesk desk, string id)
        {
            foreach (IEngineObject each in desk.Scene.Objects())
                if (each.Id == id)
                    return each.Handle;
            throw new CheckFailure("There is no " + id + " in the scene.");
        }

        static string IdOf(SessionDesk desk, string name)
        {
            return desk.Scene.Find(desk.Item(name).InstanceId).Id;
        }
    }
}
