using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace VibeSync.Core
{
    /// <summary>A TCP socket as a stream that any thread may close, though never while an operation on it is being begun.</summary>
    /// <remarks>Mono looks whether a socket is closed and has its poller watch the descriptor in two steps. One that is closed in between
    /// leaves its number to whatever is opened next. Where that is the poller's own pipe, which the first operation of a process
    /// makes, the runtime ends the process (assertion `!is_new` in threadpool-io-poll.c) or cannot wake its poller any more.</remarks>
    sealed class SocketStream : Stream
    {
        readonly object gate = new object();
        readonly Socket socket;
        NetworkStream inner;
        bool isClosed;

        public SocketStream(AddressFamily family)
        {
            socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        }

        public override bool CanRead
        {
            get { return true; }
        }

        public override bool CanSeek
        {
            get { return false; }
        }

        public override bool CanWrite
        {
            get { return true; }
        }

        public override long Length
        {
            get { throw new NotSupportedException(); }
        }

        public override long Position
        {
            get { throw new NotSupportedException(); }
            set { throw new NotSupportedException(); }
        }

        /// <summary>Before anything is read or written. Raises SocketException, ObjectDisposedException.</summary>
        public async Task ConnectAsync(IPAddress host, int port)
        {
            await Begin(() => socket.ConnectAsync(host, port)).ConfigureAwait(false);
            inner = Begin(() => new NetworkStream(socket, false));
        }

        /// <summary>Begins an operation on the socket: nobody closes it meanwhile. Raises ObjectDisposedException once it is closed.
        /// </summary>
        public TOperation Begin<TOperation>(Func<TOperation> operation)
        {
            lock (gate)
            {
                if (isClosed)
                    throw new ObjectDisposedException(nameof(SocketStream));
                return operation();
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken stop)
        {
            return Begin(() => inner.ReadAsync(buffer, offset, count, stop));
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken stop)
        {
            return Begin(() => inner.WriteAsync(buffer, offset, count, stop));
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            return ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();
        }

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken stop)
        {
            return Task.CompletedTask;
        }

        public override long Seek(long offset, SeekOrigin origin)
        {
            throw new NotSupportedException();
        }

        public override void SetLength(long value)
        {
            throw new NotSupportedException();
        }

        /// <summary>Ends what is being read and written, on both sides.</summary>
        protected override void Dispose(bool isDisposing)
        {
            lock (gate)
            {
                if (isClosed || !isDisposing)
                    return;
                isClosed = true;
                try
                {
                    socket.Shutdown(SocketShutdown.Both);
                }
                catch (SocketException)
                {
                    // Not connected, or not any more, which is what is wanted.
                }
                socket.Close();
            }
        }
    }
}
