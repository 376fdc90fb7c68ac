using System;

namespace VibeSync.Core
{
    /// <summary>Waits before trying to connect again: each twice the one before, with some chance in it, so that what broke
    /// together does not come back together.</summary>
    public static class Backoff
    {
        const double FirstS = 0.5;
        const double LastS = 30.0;
        const double Chance = 0.25;

        // Further doublings would only lead beyond the last wait.
        const int MaxDoublings = 16;

        /// <summary>Seconds to wait after so many failures (1 and more). `chance`: 0 to 1, from anywhere.</summary>
        public static double DelayS(int failures, double chance)
        {
            double delay = Math.Min(FirstS * Math.Pow(2.0, Math.Min(failures - 1, MaxDoublings)), LastS);
            return delay * (1.0 + Chance * (2.0 * chance - 1.0));
        }
    }
}
