using System;
using System.Globalization;

namespace VibeSync.Core
{
    /// <summary>Numbers as JSON spells them.</summary>
    static class JsonNumber
    {
        // Integers of so many digits are exact in a 64-bit float.
        const int ExactDigits = 15;

        // JavaScript writes integers from here on with an exponent.
        const double PlainIntegers = 1e21;
        const double TwoTo32 = 4294967296.0;

        /// <summary>The offset behind the number that starts here; −1 where none does.</summary>
        public static int EndOf(string text, int start)
        {
            int at = start;
            if (At(text, at) == '-')
                at += 1;
            int digits = at;
            at = EndOfDigits(text, at);
            if (at == digits || (text[digits] == '0' && at > digits + 1))
                return -1;
            if (At(text, at) == '.')
            {
                int fraction = at + 1;
                at = EndOfDigits(text, fraction);
                if (at == fraction)
                    return -1;
            }
            if (At(text, at) != 'e' && At(text, at) != 'E')
                return at;
            at += 1;
            if (At(text, at) == '+' || At(text, at) == '-')
                at += 1;
            int exponent = at;
            at = EndOfDigits(text, exponent);
            return at == exponent ? -1 : at;
        }

        /// <summary>False where a 64-bit float does not hold it: too large, or an integer that would be rounded.</summary>
        public static bool TryRead(string digits, out double value)
        {
            try
            {
                value = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
            }
            catch (OverflowException)
            {
                value = 0.0;
                return false;
            }
            if (double.IsInfinity(value))
                return false;
            bool isInteger = digits.IndexOfAny(new[] { '.', 'e', 'E' }) < 0;
            return !isInteger || digits.Length <= ExactDigits || KeepsInteger(digits, value);
        }

        /// <summary>An integer is kept when the float has the very value, or when its digits are those that JavaScript prints the
        /// float as: the shortest that lead back to it, filled up with zeros.</summary>
        static bool KeepsInteger(string digits, double value)
        {
            if (Math.Abs(value) >= PlainIntegers)
                return false;
            double high = Math.Floor(value / TwoTo32);
            decimal exact = (decimal)(long)high * (decimal)TwoTo32 + (decimal)(long)(value - high * TwoTo32);
            return decimal.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) == exact
                || digits == AsJavaScriptPrints(value);
        }

        static string AsJavaScriptPrints(double value)
        {
            foreach (string format in new[] { "E14", "E15" })
            {
                string spelled = value.ToString(format, CultureInfo.InvariantCulture);
                if (double.Parse(spelled, NumberStyles.Float, CultureInfo.InvariantCulture) == value)
                    return Plain(spelled);
            }
            return Plain(value.ToString("E16", CultureInfo.InvariantCulture));
        }

        /// <summary>`-1.234E+018` → `-1234000000000000000`.</summary>
        static string Plain(string spelled)
        {
            int mark = spelled.IndexOf('E');
            int exponent = int.Parse(spelled.Substring(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            string mantissa = spelled.Substring(0, mark).Replace(".", "");
            string sign = mantissa[0] == '-' ? "-" : "";
            return sign + mantissa.Substring(sign.Length).PadRight(exponent + 1, '0').Substring(0, exponent + 1);
        }

        static int EndOfDigits(string text, int at)
        {
            while (At(text, at) >= '0' && At(text, at) <= '9')
                at += 1;
            return at;
        }

        static char At(string text, int at)
        {
            return at < text.Length ? text[at] : '\0';
        }
    }
}
