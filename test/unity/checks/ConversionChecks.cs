using System;
using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>Conversions agree with plain matrices, and give back every bit.</summary>
    public static class ConversionChecks
    {
        const int Samples = 20000;

        // The vectors' matrices are products of 64-bit floats; the quaternions that are put in are 32-bit ones.
        const double MatrixBound = 1e-5;

        static readonly ObjectKind?[] ParentKinds =
        {
            null, ObjectKind.Empty, ObjectKind.Mesh, ObjectKind.Light, ObjectKind.Camera,
        };

        [Check("agree with matrices, also below cameras and lights and with mirrored scale")]
        public static void Matrices()
        {
            IReadOnlyList<JsonValue> cases = Vectors().Find("unity").Find("cases").Items;
            Expect.Equal(ParentKinds.Length * 4 * 4, cases.Count, "cases");
            foreach (JsonValue each in cases)
            {
                ObjectKind kind = ObjectKinds.FromJson(each.Find("kind"), "kind");
                JsonValue parent = each.Find("parentKind");
                ObjectKind? parentKind = parent.IsNull ? (ObjectKind?)null : ObjectKinds.FromJson(parent, "parentKind");
                Transform shared = Transform.FromJson(each.Find("transform"), "transform");
                EngineTransform local = Conversions.ToUnity(shared, kind, parentKind);
                double[,] found = Composed(local);
                string what = kind + " below " + parentKind + " " + shared.ToJson();
                for (int row = 0; row < 3; row += 1)
                    for (int column = 0; column < 4; column += 1)
                        Expect.Near(each.Find("matrix").Items[row].Items[column].AsNumber, found[row, column], MatrixBound, what);
            }
        }

        [Check("a camera that looks down, and quarter turns")]
        public static void Fixed()
        {
            foreach (JsonValue each in Vectors().Find("fixed").Items)
            {
                ObjectKind kind = ObjectKinds.FromJson(each.Find("kind"), "kind");
                Quaternion shared = Quaternion.FromJson(each.Find("canonical"), "canonical");
                Quaternion wanted = Quaternion.FromJson(each.Find("unity"), "unity");
                var place = new Transform(Vector3.Zero, shared, Vector3.One);
                string what = each.Find("what").AsText;
                Expect.Equal(wanted, Conversions.ToUnity(place, kind, null).Rotation.Canonical(), what);
                var local = new EngineTransform(Vector3.Zero, wanted, Vector3.One);
                Expect.Equal(shared.Canonical(), Conversions.ToCanonical(local, kind, null).Rotation, what + ", back");
            }
        }

        [Check("a camera looks along Unity's +Z at what it looked at along −Z")]
        public static void LooksAtTheSame()
        {
            var random = new Random(12);
            for (int sample = 0; sample < 200; sample += 1)
            {
                var shared = new Transform(Sample.Vector(random, 10.0), Sample.Rotation(random), Vector3.One);
                EngineTransform local = Conversions.ToUnity(shared, ObjectKind.Camera, null);
                Vector3 eye = local.Position;
                double[,] before = Composed(new EngineTransform(shared.Translation, shared.Rotation, Vector3.One));
                double[,] after = Composed(local);
                for (int row = 0; row < 3; row += 1)
                {
                    double mirrored = row == 0 ? -1.0 : 1.0;
                    Expect.Near(-before[row, 2] * mirrored, after[row, 2], MatrixBound, "the way that it looks");
                    Expect.Near(before[row, 1] * mirrored, after[row, 1], MatrixBound, "its upper side");
                }
                Expect.Equal(new Vector3(0f - shared.Translation.X, shared.Translation.Y, shared.Translation.Z), eye, "its place");
            }
        }

        [Check("give back every bit, for every kind below every kind")]
        public static void ThereAndBack()
        {
            var random = new Random(6);
            for (int sample = 0; sample < Samples; sample += 1)
            {
                var shared = new Transform(Sample.Vector(random, 100.0), Sample.Rotation(random), Sample.Vector(random, 3.0));
                foreach (ObjectKind? parent in ParentKinds)
                    foreach (ObjectKind kind in Enum.GetValues(typeof(ObjectKind)))
                    {
                        Transform back = Conversions.ToCanonical(Conversions.ToUnity(shared, kind, parent), kind, parent);
                        if (back != shared)
                            throw new CheckFailure(kind + " below " + parent + ": " + shared.ToJson() + " came back as " + back.ToJson());
                    }
            }
        }

        [Check("Unity gets no negative zero, and none comes back")]
        public static void NoNegativeZero()
        {
            foreach (ObjectKind? parent in ParentKinds)
                foreach (ObjectKind kind in Enum.GetValues(typeof(ObjectKind)))
                {
                    EngineTransform local = Conversions.ToUnity(Transform.Identity, kind, parent);
                    Expect.Equal(local.Position.Canonical(), local.Position, "position");
                    foreach (float each in new[] { local.Rotation.X, local.Rotation.Y, local.Rotation.Z, local.Rotation.W })
                        Expect.True(CanonicalNumber.SameBits(each, CanonicalNumber.Of(each)), "rotation of " + kind + " below " + parent);
                    Expect.Equal(Transform.Identity, Conversions.ToCanonical(local, kind, parent), "back");
                }
        }

        [Check("a view of Unity's is told as what its camera sees")]
        public static void Viewpoints()
        {
            foreach (JsonValue each in Runner.ReadJson("test/vectors/viewpoints.json").Items)
            {
                string what = each.Find("what").AsText;
                JsonValue unity = each.Find("unity");
                JsonValue wanted = each.Find("view");
                JsonValue height = wanted.Find("lens").Find("height_m");
                Viewpoint found = Viewpoint.Of(
                    new EngineViewpoint(
                        Vector3.FromJson(unity.Find("position"), "position"),
                        Quaternion.FromJson(unity.Find("rotation"), "rotation"),
                        height != null,
                        (float)unity.Find("extent").AsNumber,
                        (float)wanted.Find("near").AsNumber,
                        (float)wanted.Find("far").AsNumber)).Value;
                double extent = (height ?? wanted.Find("lens").Find("vertical_radians")).AsNumber;
                Expect.Near(extent, found.Extent, MatrixBound, what + ", its lens");
                Expect.Equal(Vector3.FromJson(wanted.Find("position"), "position"), found.Position, what + ", its place");
                Quaternion turn = Quaternion.FromJson(wanted.Find("rotation"), "rotation").Canonical();
                double[,] a = Composed(new EngineTransform(Vector3.Zero, turn, Vector3.One));
                double[,] b = Composed(new EngineTransform(Vector3.Zero, found.Rotation, Vector3.One));
                for (int row = 0; row < 3; row += 1)
                    for (int column = 0; column < 3; column += 1)
                        Expect.Near(a[row, column], b[row, column], MatrixBound, what + ", its turn");
            }
        }

        [Check("what is not finite in Unity is refused")]
        public static void NotFinite()
        {
            var lost = new EngineTransform(new Vector3(float.NaN, 0f, 0f), Quaternion.Identity, Vector3.One);
            Expect.Throws<UnrepresentableException>(() => Conversions.ToCanonical(lost, ObjectKind.Empty, null), "not a number");
        }

        static JsonValue Vectors()
        {
            return Runner.ReadJson("test/vectors/conversions.json");
        }

        /// <summary>Rows of translation, rotation and scale as one matrix, worked out in 64-bit floats.</summary>
        static double[,] Composed(EngineTransform local)
        {
            double x = local.Rotation.X;
            double y = local.Rotation.Y;
            double z = local.Rotation.Z;
            double w = local.Rotation.W;
            double sx = local.Scale.X;
            double sy = local.Scale.Y;
            double sz = local.Scale.Z;
            return new[,]
            {
                { (1 - 2 * (y * y + z * z)) * sx, 2 * (x * y - w * z) * sy, 2 * (x * z + w * y) * sz, local.Position.X },
                { 2 * (x * y + w * z) * sx, (1 - 2 * (x * x + z * z)) * sy, 2 * (y * z - w * x) * sz, local.Position.Y },
                { 2 * (x * z - w * y) * sx, 2 * (y * z + w * x) * sy, (1 - 2 * (x * x + y * y)) * sz, local.Position.Z },
            };
        }
    }
}
