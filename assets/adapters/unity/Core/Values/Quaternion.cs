using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Four 32-bit floats x y z w. Equal to the bit.</summary>
    public readonly struct Quaternion : IEquatable<Quaternion>
    {
        public static readonly Quaternion Identity = new Quaternion(0f, 0f, 0f, 1f);

        // Squared norms this close to one are left alone: normalising twice would walk over the last bits.
        const double UnitTolerance = 1e-6;

        public Quaternion(float x, float y, float z, float w)
        {
            X = x;
            Y = y;
            Z = z;
            W = w;
        }

        public float X { get; }

        public float Y { get; }

        public float Z { get; }

        public float W { get; }

        /// <summary>The form in which it is shared (R32).</summary>
        public Quaternion Canonical()
        {
            return CanonicalOf(X, Y, Z, W);
        }

        /// <summary>Rounded, of unit length, w ≥ 0, and at w = 0 the first of x, y, z that is not zero is positive. Zero has no
        /// direction and stays. Raises UnrepresentableException for what is not finite.</summary>
        public static Quaternion CanonicalOf(double x, double y, double z, double w)
        {
            x = CanonicalNumber.Of(x);
            y = CanonicalNumber.Of(y);
            z = CanonicalNumber.Of(z);
            w = CanonicalNumber.Of(w);
            double norm = x * x + y * y + z * z + w * w;
            if (norm == 0.0)
                return new Quaternion((float)x, (float)y, (float)z, (float)w);
            if (Math.Abs(norm - 1.0) > UnitTolerance)
            {
                double length = Math.Sqrt(norm);
                x = CanonicalNumber.Of(x / length);
                y = CanonicalNumber.Of(y / length);
                z = CanonicalNumber.Of(z / length);
                w = CanonicalNumber.Of(w / length);
            }
            double leading = w != 0.0 ? w : x != 0.0 ? x : y != 0.0 ? y : z;
            return leading < 0.0
                ? new Quaternion((float)(0.0 - x), (float)(0.0 - y), (float)(0.0 - z), (float)(0.0 - w))
                : new Quaternion((float)x, (float)y, (float)z, (float)w);
        }

        /// <summary>Canonical. Raises ProtocolError.</summary>
        public static Quaternion FromJson(JsonValue value, string path)
        {
            IReadOnlyList<JsonValue> items = JsonFields.Items(value, path, 4, 4);
            return CanonicalOf(
                CanonicalNumber.FromJson(items[0], path),
                CanonicalNumber.FromJson(items[1], path),
                CanonicalNumber.FromJson(items[2], path),
                CanonicalNumber.FromJson(items[3], path));
        }

        public JsonValue ToJson()
        {
            return JsonValue.Array(JsonValue.Number(X), JsonValue.Number(Y), JsonValue.Number(Z), JsonValue.Number(W));
        }

        public bool Equals(Quaternion other)
        {
            return CanonicalNumber.SameBits(X, other.X)
                && CanonicalNumber.SameBits(Y, other.Y)
                && CanonicalNumber.SameBits(Z, other.Z)
                && CanonicalNumber.SameBits(W, other.W);
        }

        public override bool Equals(object other)
        {
            return other is Quaternion quaternion && Equals(quaternion);
        }

        public override int GetHashCode()
        {
            return ((CanonicalNumber.Bits(X) * 31 + CanonicalNumber.Bits(Y)) * 31 + CanonicalNumber.Bits(Z)) * 31
                + CanonicalNumber.Bits(W);
        }

        public static bool operator ==(Quaternion a, Quaternion b)
        {
            return a.Equals(b);
        }

        public static bool operator !=(Quaternion a, Quaternion b)
        {
            return !a.Equals(b);
        }

        public override string ToString()
        {
            return ToJson().ToString();
        }
    }
}
