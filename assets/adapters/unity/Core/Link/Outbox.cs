using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace VibeSync.Core
{
    /// <summary>Frames that wait to be written, bounded: an application that does not read must never stop the engine.</summary>
    sealed class Outbox
    {
        const int MaxBytes = 32 * 1024 * 1024;

        readonly Queue<byte[]> frames = new Queue<byte[]>();
        readonly SemaphoreSlim arrivals = new SemaphoreSlim(0);
        long bytes;
        bool closed;

        /// <summary>Whether more waited than may.</summary>
        public bool IsOverfull { get; private set; }

        /// <summary>False once it is closed. What does not fit closes it.</summary>
        public bool Put(byte[] frame)
        {
            lock (frames)
            {
                if (closed)
                    return false;
                bytes += frame.Length;
                IsOverfull = bytes > MaxBytes;
                closed = IsOverfull;
                if (!IsOverfull)
                    frames.Enqueue(frame);
            }
            arrivals.Release();
            return !IsOverfull;
        }

        /// <summary>The next frame; null when it is closed and all are taken. One taker only.</summary>
        public async Task<byte[]> Take()
        {
            await arrivals.WaitAsync().ConfigureAwait(false);
            lock (frames)
                return frames.Count > 0 ? frames.Dequeue() : null;
        }

        /// <summary>A frame that was taken is on its way and does not count any more.</summary>
        public void Wrote(byte[] frame)
        {
            lock (frames)
                bytes -= frame.Length;
        }

        public void Close()
        {
            lock (frames)
            {
                if (closed)
                    return;
                closed = true;
            }
            arrivals.Release();
        }
    }
}
