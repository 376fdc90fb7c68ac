using System;
using System.Globalization;
using System.Text;

namespace VibeSync.Core
{
    /// <summary>Numbers as text, so that the same 64-bit float is read from it. A frame about a thousand objects holds tens of thousands
    /// of them, and the runtime takes microseconds for each.</summary>
    static class NumberText
    {
        // Every integer up to here has a float of its own, so that it may be written as one.
        const double ExactIntegers = 9007199254740992.0;

        // So many digits, cut off and not rounded, are nearer to a float than to its neighbours.
        const int Digits = 18;

        // Fractions as integers: a bit more than a float's own 53, and room to take a digit off the top.
        const int FractionBits = 60;
        const ulong One = 1ul << FractionBits;
        const uint Ten = 10;

        public static void Append(StringBuilder text, double value)
        {
            double size = Math.Abs(value);
            if (!(size < ExactIntegers))
            {
                AppendSlowly(text, value);
                return;
            }
            ulong whole = (ulong)size;
            double fraction = (size - whole) * One;
            // What has bits beyond that is very small, and rare.
            if ((ulong)fraction != fraction)
            {
                AppendSlowly(text, value);
                return;
            }
            if (value < 0.0)
                text.Append('-');
            int written = AppendWhole(text, whole);
            if (fraction > 0.0)
                AppendFraction(text, (ulong)fraction, written);
        }

        /// <summary>The number of its digits, none for zero: they do not count.</summary>
        static int AppendWhole(StringBuilder text, ulong whole)
        {
            if (whole < Ten)
            {
                text.Append((char)('0' + whole));
                return whole == 0 ? 0 : 1;
            }
            int before = text.Length;
            text.Append(whole.ToString(CultureInfo.InvariantCulture));
            return text.Length - before;
        }

        static void AppendFraction(StringBuilder text, ulong fraction, int written)
        {
            text.Append('.');
            while (fraction > 0 && written < Digits)
            {
                fraction *= Ten;
                ulong digit = fraction >> FractionBits;
                fraction &= One - 1;
                text.Append((char)('0' + digit));
                if (written > 0 || digit > 0)
                    written += 1;
            }
        }

        static void AppendSlowly(StringBuilder text, double value)
        {
            string shortest = value.ToString("R", CultureInfo.InvariantCulture);
            // Some runtimes' round-trip format loses the last bit of some numbers.
            bool isKept = double.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture) == value;
            text.Append(isKept ? shortest : value.ToString("G17", CultureInfo.InvariantCulture));
        }
    }
}
