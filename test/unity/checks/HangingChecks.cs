using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Checks
{
    /// <summary>Persons and scripts at one hierarchy at once: what is told of it fits the shared scene.</summary>
    public static class HangingChecks
    {
        static readonly SceneObject Cube = Sample.Object(1, "Cube");
        static readonly SceneObject Child = Sample.Object(2, "Child", Cube.Id);
        static readonly SceneObject Leaf = Sample.Object(3, "Leaf", Child.Id);

        [Check("what a person hangs below something that a script took out from under it is told with that, and no ring")]
        public static void NoRing()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Child, Leaf);
            desk.Script(script =>
            {
                script.Reparent(desk.Item("Leaf"), null, null, false);
                script.Set(desk.Item("Child"), new Vector3(1f, 0f, 0f), null, null);
            });
            desk.Step(artist => artist.Reparent(desk.Item("Cube"), desk.Item("Leaf"), null, false));
            desk.Frame();
            ObservedFrame told = desk.Take<ObservedFrame>();
            Foresight after = Foresight.Of(new SceneObjects(new[] { Cube, Child, Leaf }), told.Operations);
            Expect.Equal(null, after.After[Leaf.Id].Parent, "what the script did");
            Expect.Equal(Leaf.Id, after.After[Cube.Id].Parent, "what the person did");
            Expect.True(!after.After.ContainsKey(Child.Id), "and nothing that they could do without");
        }

        [Check("no ring either where the shared parent is another than the engine's own")]
        public static void NoRingOverWhatIsNotShared()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Child);
            desk.Script(script => script.Reparent(desk.Item("Child"), script.Create("Own", ObjectKind.Empty, null), null, false));
            desk.Wait(2 * SessionDesk.SettleSeconds);
            desk.Link.Sent.Clear();
            desk.Step(artist => artist.Reparent(desk.Item("Cube"), desk.Item("Child"), null, false));
            desk.Frame();
            Foresight after = Foresight.Of(new SceneObjects(new[] { Cube, Child }), desk.Take<ObservedFrame>().Operations);
            Expect.Equal(null, after.After[Child.Id].Parent, "the shared parent");
            Expect.Equal(Child.Id, after.After[Cube.Id].Parent, "what the person did");
        }

        [Check("what a person deletes is theirs, also where a script deletes its parent in the same turn; the rest is nobody's")]
        public static void DeletedBelowADeletion()
        {
            SceneObject other = Sample.Object(4, "Other", Cube.Id);
            SessionDesk desk = SessionDesk.Live(Cube, Child, Leaf, other);
            var script = new Artist(desk.World, false, null);
            desk.Step(artist =>
            {
                artist.Delete(desk.Item("Child"));
                script.Delete(desk.Item("Cube"));
            });
            desk.Frame();
            ObservedFrame told = desk.Take<ObservedFrame>();
            Expect.Equal(UndoKind.Step, told.Undo.Kind, "the person's step");
            var deletion = (DeleteOperation)told.Operations[0];
            Expect.True(deletion.Id == Child.Id && deletion.Descendants[0] == Leaf.Id, "what they deleted, with what hung on it");
            Expect.Equal(1, told.Operations.Count, "and no more");
            desk.Wait(2 * SessionDesk.SettleSeconds);
            told = desk.Take<ObservedFrame>();
            Expect.Equal(null, told.Undo, "the script's");
            deletion = (DeleteOperation)told.Operations[0];
            Expect.True(deletion.Id == Cube.Id && deletion.Descendants[0] == other.Id, "what the script deleted");
            Expect.Equal(1, deletion.Descendants.Count, "without what was gone already");
        }

        [Check("a step that only moved what a script then deletes with its parent is no deletion")]
        public static void MovedBelowADeletion()
        {
            SessionDesk desk = SessionDesk.Live(Cube, Child);
            var script = new Artist(desk.World, false, null);
            desk.Step(artist =>
            {
                artist.Set(desk.Item("Child"), new Vector3(1f, 0f, 0f), null, null);
                artist.End();
                script.Delete(desk.Item("Cube"));
            });
            desk.Wait(2 * SessionDesk.SettleSeconds);
            Expect.Equal(null, desk.Take<ObservedFrame>().Undo, "nobody's");
        }
    }
}
