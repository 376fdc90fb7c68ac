using System;
using System.Globalization;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>Things to check with.</summary>
    public static class Sample
    {
        public static string Id(int number)
        {
            return "00000000-0000-4000-8000-" + number.ToString("x12", CultureInfo.InvariantCulture);
        }

        public static SceneObject Object(int number, string name, string parent = null)
        {
            return new SceneObject(
                Id(number), ObjectKind.Mesh, name, parent, Transform.Identity, Visibility.Shown, Properties.None);
        }

        /// <summary>Canonical, evenly spread over all rotations.</summary>
        public static Quaternion Rotation(Random random)
        {
            return Quaternion.CanonicalOf(Gauss(random), Gauss(random), Gauss(random), Gauss(random));
        }

        /// <summary>Canonical, about so large.</summary>
        public static Vector3 Vector(Random random, double size)
        {
            return new Vector3(
                CanonicalNumber.Of(Gauss(random) * size),
                CanonicalNumber.Of(Gauss(random) * size),
                CanonicalNumber.Of(Gauss(random) * size));
        }

        static double Gauss(Random random)
        {
            double length = Math.Sqrt(-2.0 * Math.Log(1.0 - random.NextDouble()));
            return length * Math.Cos(2.0 * Math.PI * random.NextDouble());
        }
    }
}
