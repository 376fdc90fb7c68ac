using System.Collections.Generic;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Checks
{
    /// <summary>The tests' world behaves by Unity's rules: what is proven in it would mean nothing otherwise.</summary>
    public static class WorldChecks
    {
        [Check("an undo writes the recorded properties and leaves what else changed of the object")]
        public static void UndoIsByProperty()
        {
            var world = new EditorWorld();
            GameObject a = Placed(world, "A");
            Step(world, () => Moved(world, a, 1f));
            a.SetName("Renamed by a script");
            world.Undo.PerformUndo();
            Expect.Equal(0f, a.Position.X, "the place went back");
            Expect.Equal("Renamed by a script", a.Name, "the name was not part of it");
            world.Undo.PerformRedo();
            Expect.Equal(1f, a.Position.X, "the place went forth");
        }

        [Check("nothing is recorded where nothing differs to the bit, and minus zero differs from zero")]
        public static void ComparedToTheBit()
        {
            var world = new EditorWorld();
            GameObject a = Placed(world, "A");
            int before = world.Undo.Done.Count;
            Step(world, () => Moved(world, a, 0f));
            Expect.Equal(before, world.Undo.Done.Count, "the same place is no step");
            Step(world, () => Moved(world, a, -0f));
            Expect.Equal(before + 1, world.Undo.Done.Count, "minus zero is one");
        }

        [Check("a new step ends redo, and a step without a difference does not")]
        public static void NewStepEndsRedo()
        {
            var world = new EditorWorld();
            GameObject a = Placed(world, "A");
            Step(world, () => Moved(world, a, 1f));
            world.Undo.PerformUndo();
            Step(world, () => Moved(world, a, 0f));
            Expect.Equal(1, world.Undo.Undone.Count, "redo is still there");
            Step(world, () => Moved(world, a, 2f));
            Expect.Equal(0, world.Undo.Undone.Count, "redo is over");
            Expect.True(!world.Undo.PerformRedo(), "there is nothing to redo");
        }

        [Check("changes of one group are one step, and collapsing makes one of several")]
        public static void Groups()
        {
            var world = new EditorWorld();
            GameObject a = Placed(world, "A");
            Step(world, () => { Moved(world, a, 1f); world.Undo.Flush(); world.Undo.RecordObject(a, "Rename"); a.SetName("B"); });
            int group = world.Undo.CurrentGroup;
            Step(world, () => Moved(world, a, 2f));
            Step(world, () => Moved(world, a, 3f));
            world.Undo.Collapse(group + 1);
            world.Undo.PerformUndo();
            Expect.Equal(1f, a.Position.X, "both moves went back at once");
            Expect.Equal("B", a.Name, "and the group before did not");
            world.Undo.PerformUndo();
            Expect.Equal("A", a.Name, "a group goes back as a whole");
            Expect.Equal(0f, a.Position.X, "with its move");
        }

        [Check("a deletion that is undone brings the hierarchy back as it was, under the same ids and at the same place")]
        public static void DeletionComesBack()
        {
            var world = new EditorWorld();
            GameObject first = Placed(world, "First");
            GameObject a = Placed(world, "A");
            Placed(world, "Last");
            GameObject child = world.Create("Child", world.Active, a);
            Step(world, () => world.Undo.Destroy(a, "Delete"));
            Expect.True(child.Scene == null && world.Find(child.InstanceId) == null, "its child is gone as well");
            world.Undo.PerformUndo();
            Expect.Equal(1, a.SiblingIndex, "it stands where it stood");
            Expect.True(world.Find(child.InstanceId) == child && child.Parent == a, "with its child");
            Expect.Equal(0, first.SiblingIndex, "beside the others");
        }

        [Check("undoing a creation takes what was hung below it since, and redo brings it back")]
        public static void CreationGoesWithItsChildren()
        {
            var world = new EditorWorld();
            GameObject made = null;
            Step(world, () =>
            {
                made = world.Create("Made", world.Active, null);
                world.Undo.RegisterCreated(made, "Create");
            });
            GameObject below = world.Create("Below", world.Active, made);
            world.Undo.PerformUndo();
            Expect.True(below.Scene == null, "it went along");
            world.Undo.PerformRedo();
            Expect.True(below.Scene == world.Active && below.Parent == made, "it is back");
        }

        [Check("what a script does is in no undo step and in no stream of changes; what a person does is told at the frame's end")]
        public static void Evidence()
        {
            var world = new EditorWorld();
            GameObject a = Placed(world, "A");
            world.Frame();
            var told = new List<ObjectChange>();
            bool wasTold = false;
            world.Changes.ChangesPublished += told.AddRange;
            world.Update += () => wasTold = told.Count > 0;
            a.SetPosition(new Vector3(9f, 9f, 9f));
            world.Frame();
            Expect.Equal(0, told.Count, "a script's write");
            Step(world, () => Moved(world, a, 1f));
            world.Frame();
            Expect.True(!wasTold, "the frame's own turn comes first");
            Expect.Equal(1, told.Count, "a person's move");
            Expect.Equal(ObjectChangeKind.ChangeGameObjectOrComponentProperties, told[0].Kind, "its kind");
            told.Clear();
            world.Undo.PerformUndo();
            world.Frame();
            Expect.Equal(1, told.Count, "an undo is a change as well");
        }

        [Check("a drag is one step with one name, and Esc leaves none")]
        public static void Drags()
        {
            var world = new EditorWorld();
            GameObject a = Placed(world, "A");
            int before = world.Undo.Done.Count;
            world.BeginDrag(new[] { a });
            world.DragBy(new Vector3(1f, 0f, 0f));
            world.Frame();
            world.DragBy(new Vector3(1f, 0f, 0f));
            world.Frame();
            world.EndDrag(false);
            Expect.Equal(before + 1, world.Undo.Done.Count, "one step");
            world.BeginDrag(new[] { a });
            world.DragBy(new Vector3(5f, 0f, 0f));
            world.Frame();
            world.EndDrag(true);
            Expect.Equal(2f, a.Position.X, "Esc wrote the old place back");
            Expect.Equal(before + 1, world.Undo.Done.Count, "and left no step");
            world.Undo.PerformUndo();
            Expect.Equal(0f, a.Position.X, "the whole drag goes back");
        }

        [Check("a copy carries the identity component and takes the next free number")]
        public static void Copies()
        {
            var world = new EditorWorld();
            GameObject a = Placed(world, "A");
            var identity = new Component(Component.Identity);
            identity.Fields["id"] = JsonValue.Text("one");
            a.AddComponent(identity);
            GameObject copy = world.Duplicate(a);
            Expect.Equal("A (1)", copy.Name, "its name");
            Expect.Equal("A (2)", world.Duplicate(copy).Name, "a copy of the copy");
            Expect.Equal("one", copy.Find(Component.Identity).Fields["id"].AsText, "its id");
            copy.SetField(copy.Find(Component.Identity), "id", JsonValue.Text("two"));
            Expect.Equal("one", identity.Fields["id"].AsText, "the original’s own component");
        }

        [Check("a prefab’s inner parts are neither moved elsewhere nor deleted, its root is, with them")]
        public static void Prefabs()
        {
            var world = new EditorWorld();
            GameObject root = Placed(world, "Root");
            GameObject part = world.Create("Part", world.Active, root);
            root.IsPrefabRoot = part.IsPrefabPart = true;
            Refused(() => world.Undo.Destroy(part, "Delete"));
            Refused(() => world.Undo.SetParent(part, world.Active, null, 0, "Parent"));
            Expect.True(part.Parent == root, "it hangs where it hung");
            world.Undo.Destroy(root, "Delete");
            Expect.True(part.Scene == null, "it went with its root");
        }

        [Check("a scene comes from its file bit for bit, under other ids, with an empty undo")]
        public static void Files()
        {
            var world = new EditorWorld();
            GameObject a = Placed(world, "A");
            Step(world, () => Moved(world, a, 0.1f));
            a.SetRotation(new Quaternion(0.5f, -0f, 0.25f, float.Epsilon));
            world.Create("Child", world.Active, a).AddComponent(new Component(Component.Light));
            world.Active.Hints["project"] = JsonValue.Text("p");
            string before = SceneFile.Describe(a).ToString();
            world.Save("street.unity");
            Expect.True(!world.Active.IsDirty, "saved");
            world.Open("street.unity");
            GameObject again = world.Find("A");
            Expect.Equal(before, SceneFile.Describe(again).ToString(), "every bit");
            Expect.True(again.InstanceId != a.InstanceId && a.Scene == null, "another object");
            Expect.True(world.Find("Child").Parent == again, "the hierarchy");
            Expect.Equal("p", world.Active.Hints["project"].AsText, "the hints");
            Expect.Equal(0, world.Undo.Done.Count, "no undo");
        }

        [Check("play mode is played with copies, and what it changed is gone at its end")]
        public static void PlayMode()
        {
            var world = new EditorWorld();
            GameObject a = Placed(world, "A");
            Step(world, () => Moved(world, a, 1f));
            long id = a.InstanceId;
            world.EnterPlayMode();
            GameObject played = world.Find("A");
            Expect.True(played != a, "a copy");
            Step(world, () => Moved(world, played, 7f));
            world.Create("Bullet", world.Active, null);
            world.ExitPlayMode();
            Expect.Equal(1f, world.Find("A").Position.X, "the edited place");
            Expect.Equal(1, world.Active.RootList.Count, "nothing that was made in it");
            Expect.True(world.Find("A").InstanceId != id, "another id");
            world.Undo.PerformUndo();
            Expect.Equal(0f, a.Position.X, "undo goes on with what was done before it");
        }

        [Check("a domain reload silences who listened, keeps the scene and its undo, and gives other ids")]
        public static void DomainReload()
        {
            var world = new EditorWorld();
            GameObject a = Placed(world, "A");
            Step(world, () => Moved(world, a, 1f));
            long id = a.InstanceId;
            int frames = 0;
            bool wasWarned = false;
            world.Update += () => frames += 1;
            world.BeforeAssemblyReload += () => wasWarned = true;
            world.ReloadDomain();
            world.Frame();
            Expect.True(wasWarned && frames == 0, "who listened is gone");
            Expect.True(a.InstanceId != id && world.Find(id) == null && world.Find(a.InstanceId) == a, "another id");
            world.Undo.PerformUndo();
            Expect.Equal(0f, a.Position.X, "undo is still there");
        }

        [Check("what the adapter writes in a step of its own is told to nobody as a person’s, and a person’s in the same frame is")]
        public static void OwnWritesAreTold()
        {
            var world = new EditorWorld();
            GameObject a = Placed(world, "A");
            GameObject b = Placed(world, "B");
            world.Frame();
            var scene = new WorldScene(world);
            Step(world, () => Moved(world, b, 1f));
            int group = world.Undo.CurrentGroup;
            scene.BeginStep("VibeSync: Move");
            IEngineObject item = scene.Find(a.InstanceId);
            item.Local = new EngineTransform(new Vector3(3f, 0f, 0f), item.Local.Rotation, item.Local.Scale);
            UndoGroup own = scene.EndStep();
            world.Frame();
            IReadOnlyList<EngineEvent> events = scene.TakeEvents();
            Expect.Equal(1, events.Count, "one event");
            Expect.True(events[0].Kind == EngineEventKind.Step && events[0].Group.Id == group, "the person’s step");
            Expect.True(new List<long>(events[0].Handles)[0] == b.InstanceId && events[0].Handles.Count == 1, "what it touched");
            Expect.True(own != null && own.Id != group && own.Name == "VibeSync: Move", "the adapter’s own");
            world.Undo.PerformUndo();
            Expect.Equal(0f, a.Position.X, "Ctrl+Z goes through it as well");
        }

        [Check("a stashed object leaves nothing in the scene and comes back whole, at its place, selected as it was")]
        public static void Stashing()
        {
            var world = new EditorWorld();
            var scene = new WorldScene(world);
            GameObject parent = Placed(world, "Parent");
            var children = new List<GameObject>();
            foreach (string name in new[] { "A", "B", "C" })
                children.Add(world.Create(name, world.Active, parent));
            world.Selection.Add(children[1]);
            var items = children.ConvertAll(each => scene.Find(each.InstanceId));
            scene.BeginStep("VibeSync: Delete");
            foreach (IEngineObject each in items)
                scene.Stash(each);
            scene.EndStep();
            Expect.Equal(1, scene.Objects().Count, "what is left");
            Expect.Equal(0, world.Selection.Count, "nothing of it is selected");
            foreach (int index in new[] { 2, 0, 1 })
                scene.Unstash(items[index], scene.Find(parent.InstanceId));
            Expect.Equal("A B C", string.Join(" ", new List<GameObject>(parent.Children).ConvertAll(each => each.Name)), "their order");
            Expect.True(world.Selection.Contains(children[1]), "the selection");
        }

        [Check("what is left below an object that goes for good stays where it stands in the world")]
        public static void ChildrenStay()
        {
            var world = new EditorWorld();
            var scene = new WorldScene(world);
            GameObject parent = Placed(world, "Parent");
            parent.SetPosition(new Vector3(1f, 0f, 0f));
            parent.SetRotation(new Quaternion(0f, 1f, 0f, 0f));
            parent.SetScale(new Vector3(2f, 2f, 2f));
            GameObject child = world.Create("Child", world.Active, parent);
            child.SetPosition(new Vector3(1f, 1f, 0f));
            IEngineObject item = scene.Find(parent.InstanceId);
            scene.Stash(item);
            scene.Destroy(item);
            Expect.True(child.Parent == null && child.Scene == world.Active, "it is at the root");
            Expect.Equal("[-1,2,0]", child.Position.ToString(), "where it stood");
            Expect.Equal(2f, child.Scale.X, "as large as it was");
        }

        [Check("siblings find their place again in whatever order they come back, beside newcomers too")]
        public static void Siblings()
        {
            var order = new SiblingOrder();
            var children = new List<long> { 1, 2, 3, 4 };
            foreach (long gone in new long[] { 2, 4, 3 })
            {
                order.Leaves(null, children, gone);
                children.Remove(gone);
            }
            children.Add(9);
            foreach (long back in new long[] { 4, 2, 3 })
                children.Insert(order.Returns(null, children, back), back);
            Expect.Equal("1 2 3 4 9", string.Join(" ", children), "their order");
            Expect.Equal(5, order.Returns(null, children, 77), "who never stood there comes last");
            Expect.Equal(0, order.Returns(5, new List<long>(), 1), "below another parent");
        }

        static GameObject Placed(EditorWorld world, string name)
        {
            return world.Create(name, world.Active, null);
        }

        static void Moved(EditorWorld world, GameObject item, float x)
        {
            world.Undo.RecordObject(item, "Move");
            item.SetPosition(new Vector3(x, 0f, 0f));
        }

        static void Step(EditorWorld world, System.Action act)
        {
            world.Undo.IncrementCurrentGroup();
            act();
            world.Undo.Flush();
        }

        static void Refused(System.Action act)
        {
            try
            {
                act();
            }
            catch (EditorError)
            {
                return;
            }
            throw new CheckFailure("Unity would have refused that.");
        }
    }
}
