using System;

namespace VibeSync.Core
{
    /// <summary>Whether two values count as the same (R33): equality, or bounds where a value went through half-angle factors,
    /// Euler angles, a parent's inverse or a unit scale. The application uses these very numbers.</summary>
    public static class Matching
    {
        /// <summary>Of each component of a unit quaternion.</summary>
        public const double RotationBound = 4e-6;

        /// <summary>Metres, or <see cref="TranslationShare"/> of the larger value.</summary>
        public const double TranslationBound = 1e-5;

        public const double TranslationShare = 2e-6;

        /// <summary>Share of the larger value.</summary>
        public const double ScaleShare = 4e-6;

        public static bool Transforms(Transform a, Transform b, bool bounded)
        {
            if (a == b)
                return true;
            return bounded
                && Near(a.Translation, b.Translation, TranslationBound, TranslationShare)
                && Near(a.Scale, b.Scale, 0.0, ScaleShare)
                && (NearRotations(a.Rotation, b.Rotation, 1.0) || NearRotations(a.Rotation, b.Rotation, -1.0));
        }

        /// <summary>Two versions of one object.</summary>
        public static bool Objects(SceneObject a, SceneObject b, bool bounded)
        {
            if (a.Id != b.Id || a.Kind != b.Kind)
                return false;
            foreach (string facet in SceneObject.DifferingFacets(a, b))
                if (facet != Facets.Transform || !Transforms(a.Transform, b.Transform, bounded))
                    return false;
            return true;
        }

        /// <summary>Two canonical values of one facet; for existence, the whole object.</summary>
        public static bool Values(string facet, JsonValue a, JsonValue b, bool bounded)
        {
            if (a.Equals(b))
                return true;
            if (a.IsNull || b.IsNull)
                return false;
            if (facet == Facets.Transform)
                return Transforms(Transform.FromJson(a, facet), Transform.FromJson(b, facet), bounded);
            if (facet == Facets.Existence)
                return Objects(SceneObject.FromJson(a, facet), SceneObject.FromJson(b, facet), bounded);
            return false;
        }

        static bool Near(Vector3 a, Vector3 b, double absolute, double share)
        {
            return Near(a.X, b.X, absolute, share) && Near(a.Y, b.Y, absolute, share) && Near(a.Z, b.Z, absolute, share);
        }

        /// <summary>A quaternion and its negative are the same rotation.</summary>
        static bool NearRotations(Quaternion a, Quaternion b, double sign)
        {
            return Near(a.X, sign * b.X, RotationBound, 0.0)
                && Near(a.Y, sign * b.Y, RotationBound, 0.0)
                && Near(a.Z, sign * b.Z, RotationBound, 0.0)
                && Near(a.W, sign * b.W, RotationBound, 0.0);
        }

        static bool Near(double a, double b, double absolute, double share)
        {
            return Math.Abs(a - b) <= Math.Max(absolute, share * Math.Max(Math.Abs(a), Math.Abs(b)));
        }
    }
}
