using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Three 32-bit floats. Equal to the bit.</summary>
    public readonly struct Vector3 : IEquatable<Vector3>
    {
        public static readonly Vector3 Zero = new Vector3(0f, 0f, 0f);
        public static readonly Vector3 One = new Vector3(1f, 1f, 1f);

        public Vector3(float x, float y, float z)
        {
            X = x;
            Y = y;
            Z = z;
        }

        public float X { get; }

        public float Y { get; }

        public float Z { get; }

        /// <summary>The form in which it is shared (R32): −0 is 0. Raises UnrepresentableException for what is not finite.</summary>
        public Vector3 Canonical()
        {
            return new Vector3(CanonicalNumber.Of(X), CanonicalNumber.Of(Y), CanonicalNumber.Of(Z));
        }

        /// <summary>Canonical. Raises ProtocolError.</summary>
        public static Vector3 FromJson(JsonValue value, string path)
        {
            IReadOnlyList<JsonValue> items = JsonFields.Items(value, path, 3, 3);
            return new Vector3(
                CanonicalNumber.FromJson(items[0], path),
                CanonicalNumber.FromJson(items[1], path),
                CanonicalNumber.FromJson(items[2], path));
        }

        public JsonValue ToJson()
        {
            return JsonValue.Array(JsonValue.Number(X), JsonValue.Number(Y), JsonValue.Number(Z));
        }

        public bool Equals(Vector3 other)
        {
            return CanonicalNumber.SameBits(X, other.X)
                && CanonicalNumber.SameBits(Y, other.Y)
                && CanonicalNumber.SameBits(Z, other.Z);
        }

        public override bool Equals(object other)
        {
            return other is Vector3 vector && Equals(vector);
        }

        public override int GetHashCode()
        {
            return (CanonicalNumber.Bits(X) * 31 + CanonicalNumber.Bits(Y)) * 31 + CanonicalNumber.Bits(Z);
        }

        public static bool operator ==(Vector3 a, Vector3 b)
        {
            return a.Equals(b);
        }

        public static bool operator !=(Vector3 a, Vector3 b)
        {
            return !a.Equals(b);
        }

        public override string ToString()
        {
            return ToJson().ToString();
        }
    }
}
