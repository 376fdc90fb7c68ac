using System.ComponentModel;
using System.Runtime.InteropServices;

namespace VibeSync.Driver
{
    /// <summary>The clocks of a Unix system, in milliseconds, for a bench that compares moments of several processes.</summary>
    public static class SystemClock
    {
        const int Monotonic = 1;
        const int ThreadProcessorTime = 3;
        const double MillisecondsASecond = 1e3;
        const double NanosecondsAMillisecond = 1e6;

        /// <summary>The machine's: the same in every process.</summary>
        public static double NowMs
        {
            get { return Read(Monotonic); }
        }

        /// <summary>What the calling thread has used of a processor.</summary>
        public static double ThreadProcessorMs
        {
            get { return Read(ThreadProcessorTime); }
        }

        static double Read(int clock)
        {
            TimeSpec time;
            if (GetTime(clock, out time) != 0)
                throw new Win32Exception(Marshal.GetLastWin32Error());
            return time.Seconds * MillisecondsASecond + time.Nanoseconds / NanosecondsAMillisecond;
        }

        [DllImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
        static extern int GetTime(int clock, out TimeSpec time);

        [StructLayout(LayoutKind.Sequential)]
        struct TimeSpec
        {
            public long Seconds;
            public long Nanoseconds;
        }
    }
}
