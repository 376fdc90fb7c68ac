using System;
using System.Runtime.InteropServices;

namespace VibeSync.Core
{
    /// <summary>A value that no 32-bit float can hold.</summary>
    public sealed class UnrepresentableException : Exception
    {
        public UnrepresentableException() : base("A number that no 32-bit float can hold.")
        {
        }
    }

    /// <summary>Numbers as they are shared (R32). Runtimes may compute with floats in 64 bits, so each rounding here is an
    /// explicit cast.</summary>
    public static class CanonicalNumber
    {
        /// <summary>The nearest 32-bit float, with one zero. Raises UnrepresentableException beyond the range.</summary>
        public static float Of(double value)
        {
            float rounded = (float)value;
            if (float.IsNaN(rounded) || float.IsInfinity(rounded))
                throw new UnrepresentableException();
            return rounded == 0f ? 0f : rounded;
        }

        /// <summary>Raises ProtocolError for what is no number or beyond the range.</summary>
        public static float FromJson(JsonValue value, string path)
        {
            if (value.Kind != JsonKind.Number)
                throw JsonFields.Wrong(path, "not a number");
            try
            {
                return Of(value.AsNumber);
            }
            catch (UnrepresentableException)
            {
                throw JsonFields.Wrong(path, "a number that no 32-bit float can hold");
            }
        }

        /// <summary>The 32 bits of a float.</summary>
        public static int Bits(float value)
        {
            return new FloatBits { Value = value }.Bits;
        }

        public static bool SameBits(float a, float b)
        {
            return Bits(a) == Bits(b);
        }

        [StructLayout(LayoutKind.Explicit)]
        struct FloatBits
        {
            [FieldOffset(0)]
            public float Value;

            [FieldOffset(0)]
            public int Bits;
        }
    }
}
