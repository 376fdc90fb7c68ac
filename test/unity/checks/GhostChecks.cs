using System;
using System.Collections.Generic;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Checks
{
    /// <summary>Where suggestions would stand in Unity's world, and of which lines they are drawn.</summary>
    public static class GhostChecks
    {
        const double Bound = 1e-5;

        static readonly SceneObject Cube = Sample.Object(1, "Cube");
        static readonly float Half = (float)Math.Sqrt(0.5);

        [Check("a ghost stands where the object would: mirrored in x, as high as it is shared")]
        public static void Moved()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            PlacedGhost placed = Only(desk, Ghost(1, new Vector3(1f, 2f, 3f)));
            Near(new Vector3(-1f, 2f, 3f), placed.Place.At(Vector3.Zero), "its origin");
            Near(new Vector3(-1f, 3f, 3f), placed.Place.At(new Vector3(0f, 1f, 0f)), "its own up");
            Expect.Equal("Cube", placed.Item.Name, "the object that it is about");
        }

        [Check("a turned and scaled ghost has its own axes turned and scaled")]
        public static void Turned()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            var transform = new Transform(Vector3.Zero, new Quaternion(0f, Half, 0f, Half), new Vector3(2f, 3f, 4f));
            // A quarter about Y takes shared x to −z; mirrored, Unity's x to z.
            Near(new Vector3(0f, 0f, 2f), Only(desk, Ghost(1, transform)).Place.At(new Vector3(1f, 0f, 0f)), "x");
            Near(new Vector3(-4f, 3f, 0f), Only(desk, Ghost(1, transform)).Place.At(new Vector3(0f, 1f, 1f)), "y and z");
        }

        [Check("cameras and lights look along their own +Z at what they are suggested to look at")]
        public static void Looks()
        {
            SessionDesk desk = SessionDesk.Live();
            foreach (ObjectKind kind in new[] { ObjectKind.Camera, ObjectKind.Light })
            {
                PlacedGhost placed = Only(desk, Ghost(9, Transform.Identity, GhostChange.Created, kind));
                // At rest along the shared −z, which is Unity's −z.
                Near(new Vector3(0f, 0f, -1f), placed.Place.At(new Vector3(0f, 0f, 1f)), kind + " looks");
                Expect.True(placed.Item == null, "nothing of it is there");
            }
        }

        [Check("a ghost hangs below what it is suggested to: an object as it stands, or a ghost of the same suggestion before that")]
        public static void Below()
        {
            SceneObject above = Cube.WithTransform(At(5f, 0f, 0f));
            SceneObject below = Sample.Object(2, "Lid", Cube.Id).WithTransform(At(0f, 1f, 0f));
            SessionDesk desk = SessionDesk.Live(above, below);
            Near(new Vector3(-5f, 7f, 0f), Only(desk, Ghost(2, At(0f, 7f, 0f), parent: Cube.Id)).Place.At(Vector3.Zero), "object");
            Ghost moved = Ghost(1, At(0f, 0f, 2f));
            Near(new Vector3(0f, 7f, 2f), Last(desk, moved, Ghost(2, At(0f, 7f, 0f), parent: Cube.Id)).Place.At(Vector3.Zero), "ghost");
            Ghost foreign = Ghost(2, At(0f, 7f, 0f), parent: Cube.Id, suggestion: 801);
            Near(new Vector3(-5f, 7f, 0f), Last(desk, moved, foreign).Place.At(Vector3.Zero), "another suggestion's is none of its own");
            Near(new Vector3(-5f, 1f, 0f), Only(desk, Ghost(2, At(9f, 9f, 9f), GhostChange.Deleted)).Place.At(Vector3.Zero), "deleted");
        }

        [Check("a ghost without its parent, below itself, or of what is not there is drawn nowhere")]
        public static void Nowhere()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            Show(desk, Ghost(8, At(0f, 0f, 0f), parent: Sample.Id(77)));
            Expect.Equal(0, desk.Adapter.Ghosts.Placed().Count, "no parent");
            Show(desk, Ghost(8, At(0f, 0f, 0f), parent: Sample.Id(9)), Ghost(9, At(0f, 0f, 0f), parent: Sample.Id(8)));
            Expect.Equal(0, desk.Adapter.Ghosts.Placed().Count, "a ring");
            Show(desk, Ghost(8, At(0f, 0f, 0f), GhostChange.Deleted));
            Expect.Equal(0, desk.Adapter.Ghosts.Placed().Count, "deleted already");
        }

        [Check("what is told of ghosts replaces what was, changes nothing in the scene, and goes with the connection and the scene")]
        public static void Lifetime()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            Expect.Equal(false, desk.Adapter.ShowsGhosts && desk.Adapter.Ghosts.Told.Count > 0, "nothing yet");
            int version = desk.Adapter.Ghosts.Version;
            Show(desk, Ghost(1, At(1f, 0f, 0f)), Ghost(9, At(1f, 0f, 0f), GhostChange.Created));
            Expect.Equal(2, desk.Adapter.Ghosts.Told.Count, "told");
            Expect.True(desk.Adapter.ShowsGhosts && version != desk.Adapter.Ghosts.Version, "shown anew");
            desk.Wait(2 * SessionDesk.SettleSeconds);
            desk.ExpectNothing<ObservedFrame>("nothing is an edit");
            Show(desk, Ghost(1, At(2f, 0f, 0f)));
            Expect.Equal(1, desk.Adapter.Ghosts.Told.Count, "in the stead of the others");
            desk.Link.Deliver(new HoldFrame(3));
            desk.Frame();
            Expect.Equal(false, desk.Adapter.ShowsGhosts, "held");
            desk.Link.Deliver(new ReleaseFrame(3));
            desk.Frame();
            Expect.Equal(true, desk.Adapter.ShowsGhosts, "and not any more");
            desk.Link.Happens(LinkEvent.Lost("gone"));
            desk.Frame();
            Expect.Equal(0, desk.Adapter.Ghosts.Told.Count, "nobody says any more what waits");
            Expect.Equal(false, desk.Adapter.ShowsGhosts, "nor is it in step");
        }

        [Check("a box is twelve edges round its corners, crossed where it would go; without a mesh it is a cube of one metre")]
        public static void Boxes()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            var box = new[] { new Vector3(-1f, -2f, -3f), new Vector3(1f, 2f, 3f) };
            PlacedGhost moved = Only(desk, Ghost(1, At(-10f, 0f, 0f)));
            IReadOnlyList<Vector3> lines = GhostLines.Of(moved.Ghost, moved.Place, box);
            Expect.Equal(24, lines.Count, "twelve edges");
            double length = 0.0;
            for (int index = 0; index < lines.Count; index += 2)
                length += Distance(lines[index], lines[index + 1]);
            Expect.Near(4 * (2 + 4 + 6), length, Bound, "along the sides of the box");
            Near(new Vector3(9f, -2f, -3f), Low(lines), "its lowest corner");
            Near(new Vector3(10f, 2f, 0f), GhostLines.LabelPoint(moved.Place, box), "the label, above it");
            Near(new Vector3(9.5f, -0.5f, -0.5f), Low(GhostLines.Of(moved.Ghost, moved.Place, null)), "a cube");
            PlacedGhost gone = Only(desk, Ghost(1, At(-10f, 0f, 0f), GhostChange.Deleted));
            Expect.Equal(24 + 8, GhostLines.Of(gone.Ghost, gone.Place, box).Count, "and a cross of four");
        }

        [Check("the shapes of the other kinds are in Unity's axes: what looks, looks along +Z")]
        public static void Shapes()
        {
            var here = new WorldPlace(new Vector3(1f, 0f, 0f), new Vector3(0f, 1f, 0f), new Vector3(0f, 0f, 1f), Vector3.Zero);
            foreach (ObjectKind kind in new[] { ObjectKind.Empty, ObjectKind.Light, ObjectKind.Camera })
            {
                Ghost ghost = Ghost(9, Transform.Identity, GhostChange.Created, kind);
                IReadOnlyList<Vector3> lines = GhostLines.Of(ghost, here, null);
                Expect.Equal(0, lines.Count % 2, "whole lines");
                float low = 0f, high = 0f;
                foreach (Vector3 each in lines)
                {
                    low = Math.Min(low, each.Z);
                    high = Math.Max(high, each.Z);
                }
                Expect.True(kind == ObjectKind.Empty ? low == -0.5f && high == 0.5f : high == 1f && low >= -0.25f, kind + " " + low + " " + high);
            }
        }

        [Check("a label is one short line, whatever stands in a name")]
        public static void Labels()
        {
            Expect.Equal("set-dresser: Cube", Ghosts.Label(Ghost(1, Transform.Identity)), "moved");
            Expect.Equal("set-dresser: new Cube", Ghosts.Label(Ghost(1, Transform.Identity, GhostChange.Created)), "created");
            Expect.Equal("set-dresser: delete Cube", Ghosts.Label(Ghost(1, Transform.Identity, GhostChange.Deleted)), "deleted");
            string shown = Ghosts.Label(Ghost(1, Transform.Identity, name: "a\n\u202eb" + new string('x', 200)));
            Expect.Equal("set-dresser: abx", shown.Substring(0, 16), "no other line, no other direction");
            Expect.Equal(80, shown.Length, "short");
        }

        static Transform At(float x, float y, float z)
        {
            return new Transform(new Vector3(x, y, z), Quaternion.Identity, Vector3.One);
        }

        static Ghost Ghost(int id, Vector3 at)
        {
            return Ghost(id, At(at.X, at.Y, at.Z));
        }

        static Ghost Ghost(
            int id, Transform transform, GhostChange what = GhostChange.Moved, ObjectKind kind = ObjectKind.Mesh, string parent = null,
            int suggestion = 800, string name = "Cube")
        {
            return new Ghost(Sample.Id(suggestion), "set-dresser", Sample.Id(id), what, kind, name, parent, transform);
        }

        static void Show(SessionDesk desk, params Ghost[] ghosts)
        {
            desk.Link.Deliver(new GhostsFrame(ghosts, 0));
            desk.Frame();
        }

        static PlacedGhost Only(SessionDesk desk, Ghost ghost)
        {
            return Last(desk, ghost);
        }

        static PlacedGhost Last(SessionDesk desk, params Ghost[] ghosts)
        {
            Show(desk, ghosts);
            IReadOnlyList<PlacedGhost> placed = desk.Adapter.Ghosts.Placed();
            Expect.Equal(ghosts.Length, placed.Count, "placed");
            return placed[placed.Count - 1];
        }

        static void Near(Vector3 wanted, Vector3 found, string what)
        {
            Expect.Near(wanted.X, found.X, Bound, what + ", x");
            Expect.Near(wanted.Y, found.Y, Bound, what + ", y");
            Expect.Near(wanted.Z, found.Z, Bound, what + ", z");
        }

        static Vector3 Low(IReadOnlyList<Vector3> points)
        {
            Vector3 low = points[0];
            foreach (Vector3 each in points)
                low = new Vector3(Math.Min(low.X, each.X), Math.Min(low.Y, each.Y), Math.Min(low.Z, each.Z));
            return low;
        }

        static double Distance(Vector3 a, Vector3 b)
        {
            double x = a.X - b.X, y = a.Y - b.Y, z = a.Z - b.Z;
            return Math.Sqrt(x * x + y * y + z * z);
        }
    }
}
