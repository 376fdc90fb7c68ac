using System;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>What checks hold their findings against. All raise CheckFailure.</summary>
    public static class Expect
    {
        public static void True(bool holds, string what)
        {
            if (!holds)
                throw new CheckFailure(what);
        }

        public static void Equal<T>(T wanted, T found, string what)
        {
            if (!Equals(wanted, found))
                throw new CheckFailure(what + ": " + Shown(found) + " instead of " + Shown(wanted));
        }

        public static void Near(double wanted, double found, double bound, string what)
        {
            if (!(Math.Abs(wanted - found) <= bound))
                throw new CheckFailure(what + ": " + found.ToString("R") + " instead of " + wanted.ToString("R"));
        }

        /// <summary>The exception, for whoever wants to look at it.</summary>
        public static TException Throws<TException>(Action action, string what) where TException : Exception
        {
            try
            {
                action();
            }
            catch (TException expected)
            {
                return expected;
            }
            throw new CheckFailure(what + ": nothing was raised");
        }

        /// <summary>Refused as a violation of this code.</summary>
        public static void Refused(string code, Action action, string what)
        {
            Equal(code, Throws<ProtocolError>(action, what).Code, what);
        }

        static string Shown(object value)
        {
            return value == null ? "null" : value.ToString();
        }
    }
}
