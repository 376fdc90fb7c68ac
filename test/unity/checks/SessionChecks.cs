using System.Collections.Generic;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Checks
{
    /// <summary>The session in the tests' editor, with the application's end played by the check.</summary>
    public static class SessionChecks
    {
        static readonly SceneObject Cube = Sample.Object(1, "Cube");
        static readonly SceneObject Lamp = new SceneObject(
            Sample.Id(2), ObjectKind.Light, "Lamp", Cube.Id, Placed(0f, 2f, 0f), new Visibility(true, false),
            Properties.None.With("power", JsonValue.Number(12.5)));

        [Check("it says hello with the scene's hints, and tells the scene that it is bound to")]
        public static void Hello()
        {
            var desk = new SessionDesk();
            desk.Scene.Binding = new SceneBinding("not an id", null, -4);
            desk.Adapter.Connect(new ScriptedLink());
            desk.Connect();
            desk.Link.Happens(LinkEvent.Lost("gone"));
            desk.Frame();
            Expect.Equal("Trying again", desk.Adapter.Status, "status");
            desk.Link.Happens(LinkEvent.Connecting(2, 2));
            desk.Link.Deliver(new WelcomeFrame(Sample.Id(5), null, new ProjectName(Sample.Id(6), "Street"), 3, true, 1000, 9));
            desk.Frame();
            HelloFrame hello = desk.Take<HelloFrame>();
            Expect.Equal(null, hello.Scene.Project, "no id");
            Expect.Equal(null, hello.Scene.SavedRevision, "no revision");
            Expect.Equal("unity", hello.Engine.Name, "engine");
            Expect.Equal(9L, desk.Take<HeldFrame>().Halt, "a halt in force is confirmed");
        }

        [Check("an inventory names what is shared and counts what is not")]
        public static void Inventory()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Lamp);
            desk.Script(script => script.Create("Own", ObjectKind.Empty, null));
            desk.Wait(2 * SessionDesk.SettleSeconds);
            InventoryFrame inventory = desk.Compare();
            Expect.Equal(2, inventory.Objects.Count, "shared");
            Expect.Equal(1L, inventory.Unmanaged, "unmanaged");
            Expect.Equal(ObjectDigest.Of(Lamp), inventory.Objects[1].Digest, "as it was patched");
        }

        [Check("how many are not shared is told when that changes, and not more often than is of use")]
        public static void Unmanaged()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.ExpectNothing<UnmanagedFrame>("none");
            desk.Script(script => script.Create("Own", ObjectKind.Empty, null));
            desk.Wait(3 * SessionDesk.SettleSeconds);
            Expect.Equal(1L, desk.Take<UnmanagedFrame>().Count, "a script's");
            desk.Wait(3 * SessionDesk.SettleSeconds);
            desk.ExpectNothing<UnmanagedFrame>("it is told");
            desk.Step(artist => artist.Delete(desk.Item("Own")));
            desk.Wait(3 * SessionDesk.SettleSeconds);
            Expect.Equal(0L, desk.Take<UnmanagedFrame>().Count, "gone");
            desk.World.Undo.PerformUndo();
            desk.Wait(4 * SessionDesk.SettleSeconds);
            Expect.Equal(1L, desk.TakeOut<UnmanagedFrame>().Count, "brought back");
            desk.ExpectNothing<ObservedFrame>("and nobody's to share");
        }

        [Check("every operation is applied in one step, and the vote is what the engine holds")]
        public static void EveryOperation()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            int steps = desk.World.Undo.Done.Count;
            Transform there = Placed(1.5f, 1f, -2f);
            AppliedFrame vote = desk.Apply(
                new CreateOperation(Lamp),
                new RenameOperation(Cube.Id, "Crate"),
                new SetTransformOperation(Cube.Id, there),
                new SetVisibilityOperation(Cube.Id, new Visibility(true, false)),
                new SetPropertyOperation(Cube.Id, "mass", JsonValue.Number(3)),
                new ReparentOperation(Lamp.Id, null));
            Expect.Equal(steps + 1, desk.World.Undo.Done.Count, "one step");
            Expect.Equal("VibeSync: change", desk.World.Undo.Done[steps], "its name");
            GameObject item = desk.Item("Crate");
            Expect.Equal(new Vector3(-1.5f, 1f, -2f), item.Position, "place in Unity");
            Expect.True(!item.IsActive, "the active flag holds render");
            Expect.True(desk.Item("Lamp").Parent == null, "at the root");
            Expect.Equal(Lamp.WithParent(null).ToJson(), StateOf(vote, Lamp.Id, Facets.Existence), "the whole new object");
            Expect.Equal(there.ToJson(), StateOf(vote, Cube.Id, Facets.Transform), "read back");
            Expect.Equal(new Visibility(true, false).ToJson(), StateOf(vote, Cube.Id, Facets.Visibility), "both switches");
            desk.Wait(2 * SessionDesk.SettleSeconds);
            desk.ExpectNothing<ObservedFrame>("nothing of it is the artist's");
        }

        [Check("what fails leaves nothing behind, not even a step")]
        public static void AllOrNothing()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Lamp);
            desk.Item("Lamp").IsPrefabPart = true;
            string before = desk.Dump();
            desk.Link.Deliver(
                new ApplyFrame(
                    8,
                    "too much",
                    "Ada",
                    new Operation[]
                    {
                        new RenameOperation(Cube.Id, "Crate"),
                        new CreateOperation(Sample.Object(3, "New", Cube.Id)),
                        new SetTransformOperation(Cube.Id, Placed(5f, 5f, 5f)),
                        new ReparentOperation(Lamp.Id, null),
                    }));
            desk.Frame();
            Expect.Equal(EngineRefusal.FixedPart, desk.Take<FailedFrame>().Code, "code");
            Expect.Equal(before, desk.Dump(), "as before");
            desk.Wait(2 * SessionDesk.SettleSeconds);
            desk.ExpectNothing<ObservedFrame>("nothing to tell");
        }

        [Check("a deletion is kept until it is confirmed, and taken back it is as it was")]
        public static void Stashing()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Lamp);
            desk.Item("Cube").AddComponent(new Component("Rigidbody"));
            desk.World.Selection.Add(desk.Item("Lamp"));
            string before = Objects(desk);
            var delete = new DeleteOperation(Cube.Id, new[] { Lamp.Id });
            AppliedFrame vote = desk.Apply(delete);
            Expect.Equal(2, vote.States.Count, "both");
            Expect.Equal(0, desk.Scene.Objects().Count, "out of the scene");
            List<EntryOutcome> outcomes = desk.Compensate(Entry(Cube, false), Entry(Lamp, false));
            Expect.True(outcomes.TrueForAll(each => each.Outcome == CompensationOutcome.Restored), "restored");
            Expect.Equal(before, Objects(desk), "as before, to the bit");
            desk.Apply(delete);
            desk.Confirm();
            Expect.Equal(0, desk.World.Apart.RootList.Count, "gone for good");
            desk.Wait(2 * SessionDesk.SettleSeconds);
            desk.ExpectNothing<ObservedFrame>("nothing to tell");
        }

        [Check("a file that is saved before the deletion is decided holds the object")]
        public static void SavedMeanwhile()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Lamp);
            desk.Apply(new DeleteOperation(Cube.Id, new[] { Lamp.Id }));
            desk.World.Save("a.unity");
            Expect.True(desk.World.Files["a.unity"].Contains(Lamp.Id), "in the file");
            Expect.Equal(0, desk.Scene.Objects().Count, "and not in the scene");
            desk.Frame();
            Expect.Equal("a.unity", desk.Take<SavedAsFrame>().Title, "under its name");
            desk.World.FailsToSave = true;
            desk.World.Save("a.unity");
            desk.Frame();
            Expect.Equal(0, desk.Scene.Objects().Count, "also after a failed attempt");
        }

        [Check("a file is told from its copies, also from one of the same name, and an untitled one by nothing (rule 3)")]
        public static void FileTold()
        {
            var desk = new SessionDesk();
            desk.Connect();
            desk.World.Save("street.unity");
            desk.Frame();
            SavedAsFrame first = desk.Take<SavedAsFrame>();
            Expect.Equal(FileIdentity.Of("/projects/street/guid of street.unity"), first.File, "the asset, not its path");
            desk.World.Save("night/street.unity");
            desk.Frame();
            SavedAsFrame second = desk.Take<SavedAsFrame>();
            Expect.Equal("street.unity", second.Title, "the same name");
            Expect.True(second.File != first.File, "another file");
            desk.World.Save("night/street.unity");
            desk.Frame();
            desk.ExpectNothing<SavedAsFrame>("the same file");
            desk.World.MoveAsset("night/street.unity", "night/moved.unity");
            desk.World.Save("night/moved.unity");
            desk.Frame();
            SavedAsFrame moved = desk.Take<SavedAsFrame>();
            Expect.Equal("moved.unity", moved.Title, "another name");
            Expect.Equal(second.File, moved.File, "the same file all the same");
            desk.World.Open("street.unity");
            desk.Frame();
            Expect.Equal(first.File, desk.Take<SceneFrame>().Scene.File, "opened again");
            desk.World.Open(null);
            desk.Frame();
            OpenScene untitled = desk.Take<SceneFrame>().Scene;
            Expect.Equal(null, untitled.File, "never saved");
            Expect.True(untitled.ToJson().Find("file") == null, "and left out");
            desk.World.Open("night/moved.unity");
            desk.Frame();
            desk.Link.Happens(LinkEvent.Lost("gone"));
            desk.Frame();
            Expect.Equal(second.File, desk.Greet(true).Scene.File, "at the next greeting, too");
        }

        [Check("what tells a file from its copies is a SHA-256; on Windows its letters and slashes are of one kind")]
        public static void Identity()
        {
            Expect.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", FileIdentity.Of("abc", false), "abc");
            Expect.Equal(null, FileIdentity.Of(null), "no path");
            Expect.Equal(null, FileIdentity.Of(""), "nor an empty one");
            Expect.Equal(FileIdentity.Of("c:\\street\\a.unity", true), FileIdentity.Of("C:/Street/A.unity", true), "Windows");
            Expect.True(FileIdentity.Of("/street/a", false) != FileIdentity.Of("/street/A", false), "elsewhere letters differ");
        }

        [Check("the scene's own mark is told as it changes, by the artist's hand and by what comes from elsewhere (rule 13)")]
        public static void Unsaved()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.World.Save("a.unity");
            Expect.Equal(false, desk.Take<SavedFrame>().Unsaved, "saved");
            desk.Frame();
            desk.ExpectNothing<SavedFrame>("nothing new");
            desk.Apply(new SetTransformOperation(Cube.Id, Placed(1f, 0f, 0f)));
            desk.Confirm();
            desk.Frame();
            Expect.Equal(true, desk.Take<SavedFrame>().Unsaved, "written from elsewhere");
            desk.Step(artist => artist.Rename(desk.Item("Cube"), "Mine"));
            desk.Frame();
            desk.ExpectNothing<SavedFrame>("it was so already");
        }

        [Check("saved while the connection was lost, and unsaved again, it says so when it resumes (rule 13)")]
        public static void SavedUnheard()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.Step(artist => artist.Rename(desk.Item("Cube"), "Mine"));
            desk.Link.Happens(LinkEvent.Lost("gone"));
            desk.Frame();
            desk.World.Save("a.unity");
            desk.Frame();
            desk.Step(artist => artist.Rename(desk.Item("Mine"), "Mine too"));
            desk.Link.Sent.Clear();
            desk.Greet(true);
            Expect.Equal(false, desk.Take<SavedFrame>().Unsaved, "it was saved");
            Expect.Equal(true, desk.Take<SavedFrame>().Unsaved, "and is not now");
            desk.Link.Happens(LinkEvent.Lost("gone"));
            desk.Frame();
            desk.Greet(true);
            desk.ExpectNothing<SavedFrame>("the same all the while");
        }

        [Check("taking back is compare-and-set: what was newer stays")]
        public static void CompareAndSet()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.Item("Cube").SetRotation(new Quaternion(0f, 0f, 0f, -1f));
            desk.Frame();
            Transform there = Placed(1f, 0f, 0f);
            desk.Apply(new SetTransformOperation(Cube.Id, there), new RenameOperation(Cube.Id, "Crate"));
            desk.Step(artist => artist.Rename(desk.Item("Crate"), "Mine"));
            desk.Frame();
            desk.Take<ObservedFrame>();
            List<EntryOutcome> outcomes = desk.Compensate(
                new CompensationEntry(new Touch(Cube.Id, Facets.Name), JsonValue.Text("Crate"), JsonValue.Text("Cube")),
                new CompensationEntry(new Touch(Cube.Id, Facets.Transform), there.ToJson(), Transform.Identity.ToJson()));
            Expect.Equal(CompensationOutcome.Diverged, outcomes[0].Outcome, "name");
            Expect.Equal(CompensationOutcome.Restored, outcomes[1].Outcome, "place");
            Expect.Equal("Mine", desk.Item("Mine").Name, "the artist's name");
            Expect.Equal(-1f, desk.Item("Mine").Rotation.W, "the rotation as it was, to the bit");
            outcomes = desk.Compensate(
                new CompensationEntry(new Touch(Cube.Id, Facets.Transform), there.ToJson(), Transform.Identity.ToJson()));
            Expect.Equal(CompensationOutcome.Already, outcomes[0].Outcome, "once more");
        }

        [Check("what hung on something that is not shared hangs there again when it is taken back, and that is declared")]
        public static void BackOnUnshared()
        {
            SceneObject other = Sample.Object(3, "Other");
            SessionDesk desk = SessionDesk.Live(Cube, other);
            desk.Script(script => script.Create("Own", ObjectKind.Empty, desk.Item("Other")));
            desk.Wait(2 * SessionDesk.SettleSeconds);
            desk.Step(artist => artist.Reparent(desk.Item("Cube"), desk.Item("Own"), null, false));
            desk.Frame();
            Expect.True(desk.Link.Driven[Cube.Id].Contains(Facets.Transform), "its place is the engine's");
            desk.Script(script => script.Set(desk.Item("Own"), new Vector3(-2f, 0f, 0f), null, null));
            desk.Apply(new ReparentOperation(Cube.Id, other.Id));
            desk.Frame();
            Expect.True(!desk.Link.Driven[Cube.Id].Contains(Facets.Transform), "its place is shared");
            desk.Compensate(
                new CompensationEntry(new Touch(Cube.Id, Facets.Parent), JsonValue.Text(other.Id), JsonValue.Null));
            desk.Frame();
            Expect.Equal("Own", desk.Item("Cube").Parent.Name, "where it hung");
            Expect.True(desk.Link.Driven[Cube.Id].Contains(Facets.Transform), "and that is declared");
        }

        [Check("a number is answered again as before, and carried out once")]
        public static void Again()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            AppliedFrame vote = desk.Apply(new SetPropertyOperation(Cube.Id, "tag", JsonValue.Text("a")));
            desk.Step(artist => artist.SetProperty(desk.Item("Cube"), "tag", JsonValue.Text("b")));
            desk.Frame();
            desk.Link.Deliver(new ApplyFrame(desk.Revision, "change", "Ada", new Operation[0]));
            desk.Frame();
            Expect.True(ReferenceEquals(vote, desk.Take<AppliedFrame>()), "the same vote");
        }

        [Check("of a number that an earlier life carried out the engine says where it stands")]
        public static void EarlierLife()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.Link.Deliver(
                new ApplyFrame(5, "old", "Ada", new Operation[] { new RenameOperation(Cube.Id, "Cube") }));
            desk.Frame();
            Expect.Equal(5L, desk.Take<AppliedFrame>().N, "it stands here already");
            desk.Link.Deliver(
                new ApplyFrame(
                    6,
                    "old",
                    "Ada",
                    new Operation[] { new RenameOperation(Cube.Id, "Cube"), new SetTransformOperation(Cube.Id, Placed(1f, 0f, 0f)) }));
            desk.Frame();
            Expect.Equal("mixed", desk.Take<FailedFrame>().Code, "a part of it");
            desk.Link.Deliver(
                new ApplyFrame(7, "old", "Ada", new Operation[] { new SetTransformOperation(Cube.Id, Placed(1f, 0f, 0f)) }));
            desk.Frame();
            Expect.Equal(7L, desk.Take<AppliedFrame>().N, "nothing of it stood here");
            Expect.Equal(-1f, desk.Item("Cube").Position.X, "now it does");
        }

        [Check("patching writes what differs, makes what is missing, stashes what is too much")]
        public static void Patching()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Lamp);
            desk.Link.Deliver(new TakeInventoryFrame(50));
            desk.Frame();
            desk.Item("Lamp").Writes = 0;
            SceneObject moved = Cube.WithTransform(Placed(3f, 0f, 0f));
            SceneObject fresh = Sample.Object(4, "Fresh", Cube.Id);
            desk.Link.Deliver(new PatchFrame(51, 7, new[] { moved, fresh }, new[] { Lamp.Id }));
            desk.Frame();
            PatchedFrame patched = desk.Take<PatchedFrame>();
            Expect.Equal(ObjectDigest.Of(moved), patched.States[0].Digest, "moved");
            Expect.Equal(ObjectDigest.Of(fresh), patched.States[1].Digest, "made");
            Expect.Equal(null, patched.States[2].Digest, "gone");
            Expect.Equal(1, desk.World.Apart.RootList.Count, "kept aside");
        }

        static CompensationEntry Entry(SceneObject item, bool creation)
        {
            return new CompensationEntry(
                new Touch(item.Id, Facets.Existence),
                creation ? item.ToJson() : JsonValue.Null,
                creation ? JsonValue.Null : item.ToJson());
        }

        static JsonValue StateOf(AppliedFrame vote, string id, string facet)
        {
            foreach (FacetState each in vote.States)
                if (each.Id == id && each.Facet == facet)
                    return each.Value;
            throw new CheckFailure("There is no vote on the " + facet + " of " + id);
        }

        static string Objects(SessionDesk desk)
        {
            return StrictJson.Parse(desk.Dump()).Find("objects").ToString();
        }

        static Transform Placed(float x, float y, float z)
        {
            return new Transform(new Vector3(x, y, z), Quaternion.Identity, Vector3.One);
        }
    }
}
