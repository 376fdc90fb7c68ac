using System.Collections.Generic;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Checks
{
    public static class SelfTestChecks
    {
        const string Agree = "All 8 poses agree.";

        static readonly SceneObject Cube = Sample.Object(1, "Cube");

        [Check("the check of the conversions agrees, connected or not")]
        public static void Agrees()
        {
            Expect.Equal(Agree, Said(ConversionCheck.Run(new WorldScene(new EditorWorld()))), "not connected");
            Expect.Equal(Agree, Said(ConversionCheck.Run(SessionDesk.Live(Cube).Scene)), "connected");
        }

        [Check("the check of the conversions leaves nothing behind: no object, no step, no edit told, nothing deselected")]
        public static void LeavesNothing()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.World.Selection.Add(desk.Item(Cube.Name));
            desk.Wait(0.3);
            desk.Take<SelectedFrame>();
            int group = desk.World.Undo.CurrentGroup;
            string before = desk.Dump();
            ConversionCheck.Run(desk.Scene);
            Expect.Equal(before, desk.Dump(), "at once");
            desk.Wait(5.0);
            Expect.Equal(before, desk.Dump(), "later");
            Expect.Equal(group, desk.World.Undo.CurrentGroup, "undo group");
            Expect.Equal(0, desk.Link.Sent.Count, "frames");
        }

        [Check("the check of the conversions leaves nothing behind where a conversion fails in the middle")]
        public static void Breaks()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            var opened = new OpenedTrials(desk.World);
            ToEngine broken = (target, now, kind, parentKind) =>
            {
                if (kind == ObjectKind.Camera)
                    throw new EngineRefusal("broken", "broken on purpose");
                return Placement.ToEngine(target, now, kind, parentKind);
            };
            string before = desk.Dump();
            Expect.Throws<EngineRefusal>(() => ConversionCheck.Run(desk.Scene, ConversionPoses.All, broken), "broken conversion");
            Expect.Equal(before, desk.Dump(), "the scene");
            Expect.Equal(0, opened.Alive, "objects left in the trial scene");
        }

        [Check("the check of the conversions says which pose a wrong conversion puts elsewhere, and by how much")]
        public static void Wrong()
        {
            string mirrored = With((target, now, kind, parentKind) =>
            {
                EngineTransform right = Placement.ToEngine(target, now, kind, parentKind);
                return new EngineTransform(
                    new Vector3(-right.Position.X, right.Position.Y, right.Position.Z), right.Rotation, right.Scale);
            });
            Expect.True(mirrored.StartsWith("8 of 8 poses differ:", System.StringComparison.Ordinal), mirrored);
            Expect.True(mirrored.Contains("The light: stands 8 m off."), mirrored);

            string backwards = With((target, now, kind, parentKind) =>
                Placement.ToEngine(target, now, kind == ObjectKind.Light ? ObjectKind.Empty : kind, parentKind));
            Expect.True(backwards.Contains("The light: X axis 180° off, Z axis 180° off, shines 180° off."), backwards);
            Expect.True(!backwards.Contains("The camera:"), backwards);

            string forgetful = With((target, now, kind, parentKind) => Placement.ToEngine(target, now, kind, null));
            Expect.True(forgetful.StartsWith("3 of 8 poses differ:", System.StringComparison.Ordinal), forgetful);

            string large = With((target, now, kind, parentKind) =>
            {
                EngineTransform right = Placement.ToEngine(target, now, kind, parentKind);
                return kind != ObjectKind.Empty ? right
                    : new EngineTransform(right.Position, right.Rotation, new Vector3(1f, 1.001f, 1f));
            });
            Expect.Equal("1 of 8 poses differs:|The child of the camera: Y axis 1.001 times as long.", large, "a larger axis");
        }

        [Check("the check of the conversions finds a pose that stands elsewhere than its table says, down to the bounds")]
        public static void WrongTable()
        {
            foreach (ConversionPose pose in ConversionPoses.All)
            {
                if (pose.Parent.HasValue)
                    continue;
                // The bound is a hundredth of a millimetre near the origin, or a share of the distance where that is more.
                Expect.Equal("All 1 poses agree.", Said(Check(Moved(pose, 5e-6f))), pose.Name);
                string found = Said(Check(Moved(pose, 4e-5f)));
                Expect.True(
                    found.StartsWith("1 of 1 poses differs:|The " + pose.Name + ": stands 4", System.StringComparison.Ordinal), found);
            }
        }

        [Check("the check of the conversions is refused while Unity is busy, or something is dragged")]
        public static void Busy()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.World.IsCompiling = true;
            Refused(desk, "compiling");
            desk.World.IsCompiling = false;
            desk.World.IsBaking = true;
            Refused(desk, "baking");
            desk.World.IsBaking = false;
            desk.World.BeginDrag(new[] { desk.Item(Cube.Name) });
            Refused(desk, "dragging");
            desk.World.EndDrag(false);
            Expect.Equal(Agree, Said(ConversionCheck.Run(desk.Scene)), "afterwards");
        }

        static void Refused(SessionDesk desk, string words)
        {
            EngineRefusal refusal = Expect.Throws<EngineRefusal>(() => ConversionCheck.Run(desk.Scene), words);
            Expect.Equal(ConversionCheck.Busy, refusal.Code, words);
            Expect.Equal("Unity is busy (" + words + "). Check again afterwards.", refusal.Message, words);
        }

        static string With(ToEngine convert)
        {
            return Said(ConversionCheck.Run(new WorldScene(new EditorWorld()), ConversionPoses.All, convert));
        }

        static IReadOnlyList<string> Check(ConversionPose pose)
        {
            return ConversionCheck.Run(new WorldScene(new EditorWorld()), new[] { pose }, Placement.ToEngine);
        }

        static ConversionPose Moved(ConversionPose pose, float by)
        {
            WorldPlace place = pose.Place;
            var origin = new Vector3(place.Origin.X, place.Origin.Y + by, place.Origin.Z);
            var moved = new WorldPlace(place.X, place.Y, place.Z, origin);
            return new ConversionPose(pose.Name, pose.Kind, null, pose.Transform, moved, pose.Looks);
        }

        static string Said(IReadOnlyList<string> lines)
        {
            return string.Join("|", lines);
        }

        /// <summary>Every object that is made from here on.</summary>
        sealed class OpenedTrials
        {
            readonly EditorWorld world;
            readonly long first;

            public OpenedTrials(EditorWorld world)
            {
                this.world = world;
                first = Next();
            }

            public int Alive
            {
                get
                {
                    int alive = 0;
                    for (long id = Next(); id <= first; id += 1)
                        alive += world.Find(id) == null ? 0 : 1;
                    return alive;
                }
            }

            /// <summary>Ids go downwards from zero.</summary>
            long Next()
            {
                GameObject probe = world.Create("probe", new SceneData("probe"), null);
                probe.Detach();
                return probe.InstanceId;
            }
        }
    }
}
