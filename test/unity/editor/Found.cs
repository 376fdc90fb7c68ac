using System;

namespace VibeSync.Checks
{
    /// <summary>`Expect` where the check's own sentence says what is meant; the line is in the trace.</summary>
    static class Found
    {
        public static void Equal<T>(T wanted, T found)
        {
            Expect.Equal(wanted, found, "found");
        }

        public static TException Throws<TException>(Action action) where TException : Exception
        {
            return Expect.Throws<TException>(action, "the call");
        }
    }
}
