using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Of which lines a ghost is drawn: the box of what is there already or the shape of its kind, and a cross where it would
    /// go.</summary>
    public static class GhostLines
    {
        const float HalfCube = 0.5f;
        const float Arm = 0.5f;
        const float Lamp = 0.25f;
        const float FrameX = 0.5f;
        const float FrameY = 0.3f;

        // By the number of a corner: 1 is for its x, 2 for its y, 4 for its z.
        static readonly int[] Edges = { 0, 1, 2, 3, 4, 5, 6, 7, 0, 2, 1, 3, 4, 6, 5, 7, 0, 4, 1, 5, 2, 6, 3, 7 };
        static readonly int[] Diagonals = { 0, 7, 1, 6, 2, 5, 3, 4 };

        /// <summary>The ends of its lines in the engine's world, two by two.</summary>
        /// <param name="ghost">Of its kind is the shape.</param>
        /// <param name="place">Where it stands.</param>
        /// <param name="box">The lowest and the highest corner of the mesh that is there, in its own axes; null where none is.</param>
        public static IReadOnlyList<Vector3> Of(Ghost ghost, WorldPlace place, Vector3[] box)
        {
            Vector3[] corners = Corners(box ?? Cube());
            var ends = new List<Vector3>();
            switch (ghost.Kind)
            {
                case ObjectKind.Mesh:
                    Add(ends, corners, Edges);
                    break;
                case ObjectKind.Empty:
                    AddLine(ends, new Vector3(-Arm, 0f, 0f), new Vector3(Arm, 0f, 0f));
                    AddLine(ends, new Vector3(0f, -Arm, 0f), new Vector3(0f, Arm, 0f));
                    AddLine(ends, new Vector3(0f, 0f, -Arm), new Vector3(0f, 0f, Arm));
                    break;
                case ObjectKind.Light:
                    AddLamp(ends);
                    break;
                default:
                    AddFrustum(ends);
                    break;
            }
            if (ghost.What == GhostChange.Deleted)
                Add(ends, corners, Diagonals);
            for (int index = 0; index < ends.Count; index += 1)
                ends[index] = place.At(ends[index]);
            return ends;
        }

        /// <summary>Where its label begins: the middle of its own upper side.</summary>
        public static Vector3 LabelPoint(WorldPlace place, Vector3[] box)
        {
            Vector3[] sides = box ?? Cube();
            return place.At(new Vector3((sides[0].X + sides[1].X) / 2f, sides[1].Y, (sides[0].Z + sides[1].Z) / 2f));
        }

        static Vector3[] Cube()
        {
            return new[] { new Vector3(-HalfCube, -HalfCube, -HalfCube), new Vector3(HalfCube, HalfCube, HalfCube) };
        }

        static Vector3[] Corners(Vector3[] box)
        {
            var corners = new Vector3[8];
            for (int number = 0; number < corners.Length; number += 1)
                corners[number] = new Vector3(
                    box[number & 1].X, box[(number >> 1) & 1].Y, box[(number >> 2) & 1].Z);
            return corners;
        }

        static void Add(List<Vector3> ends, Vector3[] corners, int[] numbers)
        {
            foreach (int each in numbers)
                ends.Add(corners[each]);
        }

        static void AddLine(List<Vector3> ends, Vector3 from, Vector3 to)
        {
            ends.Add(from);
            ends.Add(to);
        }

        /// <summary>A small octahedron, and the way that it shines: along its own +Z.</summary>
        static void AddLamp(List<Vector3> ends)
        {
            var about = new[]
            {
                new Vector3(Lamp, 0f, 0f), new Vector3(0f, Lamp, 0f), new Vector3(-Lamp, 0f, 0f), new Vector3(0f, -Lamp, 0f),
            };
            for (int index = 0; index < about.Length; index += 1)
            {
                AddLine(ends, about[index], about[(index + 1) % about.Length]);
                AddLine(ends, about[index], new Vector3(0f, 0f, Lamp));
                AddLine(ends, about[index], new Vector3(0f, 0f, -Lamp));
            }
            AddLine(ends, new Vector3(0f, 0f, Lamp), new Vector3(0f, 0f, 4f * Lamp));
        }

        /// <summary>What a camera sees begins at its own origin and opens along its own +Z, its upper side marked.</summary>
        static void AddFrustum(List<Vector3> ends)
        {
            var frame = new[]
            {
                new Vector3(-FrameX, -FrameY, 1f), new Vector3(FrameX, -FrameY, 1f),
                new Vector3(FrameX, FrameY, 1f), new Vector3(-FrameX, FrameY, 1f),
            };
            for (int index = 0; index < frame.Length; index += 1)
            {
                AddLine(ends, frame[index], frame[(index + 1) % frame.Length]);
                AddLine(ends, Vector3.Zero, frame[index]);
            }
            var top = new Vector3(0f, 2f * FrameY, 1f);
            AddLine(ends, frame[3], top);
            AddLine(ends, top, frame[2]);
        }
    }
}
