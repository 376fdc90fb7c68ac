using System;
using System.IO;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace VibeSync.Core
{
    /// <summary>The connection is over. `Code` is WebSocket's: 1006 when it broke without a close frame.</summary>
    sealed class ConnectionClosed : Exception
    {
        public const int Broken = 1006;
        public const int NoUtf8 = 1007;
        public const int NoText = 1003;
        public const int TooLarge = 1009;

        public ConnectionClosed(int code, string text) : base(text)
        {
            Code = code;
        }

        public int Code { get; }
    }

    /// <summary>Nothing came for so long that the application must be gone.</summary>
    sealed class ConnectionSilent : Exception
    {
    }

    /// <summary>One connection from the upgrade to its end. One caller receives, any may send; <see cref="Abort"/> ends both from
    /// any thread, whatever they wait for.</summary>
    sealed class Connection : IDisposable
    {
        const int ConnectTimeoutMs = 5000;
        const int BufferBytes = 16 * 1024;

        // The application queues no more for an adapter.
        const int MaxMessageBytes = 32 * 1024 * 1024;

        static readonly UTF8Encoding Utf8 = new UTF8Encoding(false, true);

        readonly SocketStream stream;
        readonly WebSocket webSocket;
        readonly Outbox outbox = new Outbox();
        readonly Task writing;
        readonly byte[] buffer = new byte[BufferBytes];
        readonly Timer silence;
        volatile bool fellSilent;

        Connection(SocketStream stream, WebSocket webSocket)
        {
            this.stream = stream;
            this.webSocket = webSocket;
            silence = new Timer(OnSilence, null, Timeout.Infinite, Timeout.Infinite);
            writing = Task.Run(Write);
        }

        /// <summary>Which of its link's attempts led to it.</summary>
        public int Generation { get; set; }

        /// <summary>Raises UpgradeRefused, IOException (also when it takes too long), OperationCanceledException.</summary>
        public static async Task<Connection> Open(LoopbackAddress address, string authorization, CancellationToken stop)
        {
            var stream = new SocketStream(address.Host.AddressFamily);
            using (var limit = CancellationTokenSource.CreateLinkedTokenSource(stop))
            using (limit.Token.Register(stream.Close))
                try
                {
                    limit.CancelAfter(ConnectTimeoutMs);
                    await stream.ConnectAsync(address.Host, address.Port).ConfigureAwait(false);
                    await Upgrade.Ask(stream, address, authorization, limit.Token).ConfigureAwait(false);
                    return new Connection(stream, Join(stream));
                }
                catch (Exception error)
                {
                    stream.Close();
                    stop.ThrowIfCancellationRequested();
                    if (limit.IsCancellationRequested)
                        throw new IOException("it takes too long to answer", error);
                    if (IsBreak(error))
                        throw new IOException(error.Message, error);
                    throw;
                }
        }

        /// <summary>The next text frame. Raises ConnectionClosed at the end, ConnectionSilent after so long without a byte.</summary>
        public async Task<string> Receive(int silenceMs)
        {
            using (var message = new MemoryStream())
                while (true)
                {
                    WebSocketReceiveResult part = await ReceivePart(silenceMs).ConfigureAwait(false);
                    if (part.MessageType == WebSocketMessageType.Close)
                        throw new ConnectionClosed(
                            (int)(webSocket.CloseStatus ?? WebSocketCloseStatus.Empty), webSocket.CloseStatusDescription ?? "");
                    if (part.MessageType != WebSocketMessageType.Text)
                        throw new ConnectionClosed(ConnectionClosed.NoText, "a binary frame came");
                    message.Write(buffer, 0, part.Count);
                    if (message.Length > MaxMessageBytes)
                        throw new ConnectionClosed(ConnectionClosed.TooLarge, "a frame is too large");
                    if (part.EndOfMessage)
                        return TextOf(message);
                }
        }

        /// <summary>Queues a frame. False when the connection takes no more: where too much waits, it ends.</summary>
        public bool Send(string frame)
        {
            if (outbox.Put(Encoding.UTF8.GetBytes(frame)))
                return true;
            if (outbox.IsOverfull)
                Abort();
            return false;
        }

        /// <summary>Takes no more frames; true when all of them were written within the time.</summary>
        public bool Flush(int timeoutMs)
        {
            outbox.Close();
            return writing.Wait(timeoutMs);
        }

        /// <summary>Says good-bye, unless the other side does not read. Not within a wait for what is being received.</summary>
        public async Task Close(int code, int timeoutMs)
        {
            outbox.Close();
            Task closing = CloseQuietly(code);
            await Task.WhenAny(closing, Task.Delay(timeoutMs)).ConfigureAwait(false);
            Abort();
            await closing.ConfigureAwait(false);
            await writing.ConfigureAwait(false);
        }

        /// <summary>Ends the connection at once, from any thread.</summary>
        public void Abort()
        {
            outbox.Close();
            stream.Close();
            webSocket.Abort();
        }

        public void Dispose()
        {
            Abort();
            silence.Dispose();
            webSocket.Dispose();
        }

        /// <summary>What is raised where a connection breaks, by whichever layer notices first.</summary>
        static bool IsBreak(Exception error)
        {
            return error is IOException
                || error is SocketException
                || error is WebSocketException
                || error is ObjectDisposedException
                || error is OperationCanceledException;
        }

        static WebSocket Join(Stream stream)
        {
            return WebSocket.CreateClientWebSocket(
                stream,
                FrameLimits.Subprotocol,
                BufferBytes,
                BufferBytes,
                Timeout.InfiniteTimeSpan,
                false,
                WebSocket.CreateClientBuffer(BufferBytes, BufferBytes));
        }

        async Task<WebSocketReceiveResult> ReceivePart(int silenceMs)
        {
            silence.Change(silenceMs, Timeout.Infinite);
            try
            {
                return await webSocket
                    .ReceiveAsync(new ArraySegment<byte>(buffer), CancellationToken.None)
                    .ConfigureAwait(false);
            }
            catch (Exception error) when (IsBreak(error))
            {
                if (fellSilent)
                    throw new ConnectionSilent();
                throw new ConnectionClosed(ConnectionClosed.Broken, error.Message);
            }
            finally
            {
                silence.Change(Timeout.Infinite, Timeout.Infinite);
            }
        }

        async Task Write()
        {
            try
            {
                for (byte[] frame = await outbox.Take().ConfigureAwait(false); frame != null;
                    frame = await outbox.Take().ConfigureAwait(false))
                {
                    await webSocket
                        .SendAsync(new ArraySegment<byte>(frame), WebSocketMessageType.Text, true, CancellationToken.None)
                        .ConfigureAwait(false);
                    outbox.Wrote(frame);
                }
            }
            catch (Exception error) when (IsBreak(error))
            {
                // Wakes the reader, which reports the loss.
                Abort();
            }
        }

        async Task CloseQuietly(int code)
        {
            try
            {
                await writing.ConfigureAwait(false);
                await webSocket
                    .CloseOutputAsync((WebSocketCloseStatus)Sendable(code), "", CancellationToken.None)
                    .ConfigureAwait(false);
            }
            catch (Exception error) when (IsBreak(error))
            {
                // The other side is gone already.
            }
        }

        /// <summary>Some codes only say what was not sent.</summary>
        static int Sendable(int code)
        {
            return code == ConnectionClosed.Broken || code == (int)WebSocketCloseStatus.Empty
                ? (int)WebSocketCloseStatus.NormalClosure
                : code;
        }

        void OnSilence(object state)
        {
            fellSilent = true;
            Abort();
        }

        static string TextOf(MemoryStream message)
        {
            try
            {
                return Utf8.GetString(message.GetBuffer(), 0, (int)message.Length);
            }
            catch (DecoderFallbackException)
            {
                throw new ConnectionClosed(ConnectionClosed.NoUtf8, "a frame is not UTF-8");
            }
        }
    }
}
