using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace VibeSync.Core
{
    /// <summary>The upgrade was answered with something else than a WebSocket.</summary>
    sealed class UpgradeRefused : Exception
    {
        public UpgradeRefused(int status, string text, double retryAfterS) : base(text)
        {
            Status = status;
            RetryAfterS = retryAfterS;
        }

        /// <summary>The HTTP status; 0 for what is no answer to an upgrade at all.</summary>
        public int Status { get; }

        /// <summary>How long it asks to be left alone; 0 where it does not say.</summary>
        public double RetryAfterS { get; }
    }

    /// <summary>Asks for the upgrade to a WebSocket. By hand: ClientWebSocket neither tells the status of a refusal nor gives its
    /// socket away, without which a connection that is stuck in writing cannot be ended.</summary>
    static class Upgrade
    {
        const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        const string EndOfHead = "\r\n\r\n";
        const int KeyBytes = 16;
        const int MaxHeadBytes = 16 * 1024;
        const int MaxCodeBytes = 256;
        const int SwitchingProtocols = 101;
        const double MaxRetryAfterS = 3600.0;

        /// <summary>Leaves the stream behind the answer's head. Raises UpgradeRefused, IOException, ObjectDisposedException.</summary>
        public static async Task Ask(Stream stream, LoopbackAddress address, string authorization, CancellationToken stop)
        {
            string key = NewKey();
            byte[] request = Encoding.ASCII.GetBytes(string.Join("\r\n",
                "GET " + address.Path + " HTTP/1.1",
                "Host: " + address.ShownHost,
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: " + key,
                "Sec-WebSocket-Protocol: " + FrameLimits.Subprotocol,
                "Authorization: " + authorization) + EndOfHead);
            await stream.WriteAsync(request, 0, request.Length, stop).ConfigureAwait(false);
            string[] lines = (await ReadHead(stream, stop).ConfigureAwait(false)).Split(new[] { "\r\n" }, StringSplitOptions.None);
            Dictionary<string, string> fields = FieldsOf(lines);
            int status = StatusOf(lines[0]);
            if (status != SwitchingProtocols)
                throw new UpgradeRefused(
                    status, await ReadCode(stream, fields, stop).ConfigureAwait(false) ?? lines[0], RetryAfterOf(fields));
            if (Field(fields, "sec-websocket-accept") != AcceptOf(key)
                || !"websocket".Equals(Field(fields, "upgrade"), StringComparison.OrdinalIgnoreCase))
                throw new UpgradeRefused(0, "the answer is no WebSocket", 0.0);
            if (Field(fields, "sec-websocket-protocol") != FrameLimits.Subprotocol || fields.ContainsKey("sec-websocket-extensions"))
                throw new UpgradeRefused(0, "the answer is another protocol", 0.0);
        }

        /// <summary>Byte by byte: what follows the head belongs to the WebSocket.</summary>
        static async Task<string> ReadHead(Stream stream, CancellationToken stop)
        {
            var head = new StringBuilder();
            var one = new byte[1];
            while (!EndsHead(head))
            {
                if (head.Length >= MaxHeadBytes)
                    throw new UpgradeRefused(0, "the answer is too long", 0.0);
                if (await stream.ReadAsync(one, 0, 1, stop).ConfigureAwait(false) == 0)
                    throw new IOException("the connection ended before the upgrade was answered");
                head.Append((char)one[0]);
            }
            return head.ToString(0, head.Length - EndOfHead.Length);
        }

        static bool EndsHead(StringBuilder head)
        {
            return head.Length >= EndOfHead.Length
                && head.ToString(head.Length - EndOfHead.Length, EndOfHead.Length) == EndOfHead;
        }

        /// <summary>The code that a refusal has as its body, or null.</summary>
        static async Task<string> ReadCode(Stream stream, Dictionary<string, string> fields, CancellationToken stop)
        {
            int length;
            string told = Field(fields, "content-length");
            if (!int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out length) || length == 0 || length > MaxCodeBytes)
                return null;
            var body = new byte[length];
            for (int read = 0; read < length;)
            {
                int more = await stream.ReadAsync(body, read, length - read, stop).ConfigureAwait(false);
                if (more == 0)
                    return null;
                read += more;
            }
            return Encoding.ASCII.GetString(body).Trim();
        }

        static int StatusOf(string statusLine)
        {
            string[] parts = statusLine.Split(new[] { ' ' }, 3);
            int status;
            if (parts.Length < 2
                || !parts[0].StartsWith("HTTP/1.", StringComparison.Ordinal)
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out status))
                throw new UpgradeRefused(0, "the answer is no HTTP", 0.0);
            return status;
        }

        static Dictionary<string, string> FieldsOf(string[] lines)
        {
            var fields = new Dictionary<string, string>();
            for (int index = 1; index < lines.Length; index += 1)
            {
                int colon = lines[index].IndexOf(':');
                if (colon > 0)
                    fields[lines[index].Substring(0, colon).Trim().ToLowerInvariant()] = lines[index].Substring(colon + 1).Trim();
            }
            return fields;
        }

        static string Field(Dictionary<string, string> fields, string name)
        {
            string value;
            return fields.TryGetValue(name, out value) ? value : null;
        }

        static double RetryAfterOf(Dictionary<string, string> fields)
        {
            int seconds;
            string told = Field(fields, "retry-after");
            bool known = int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
            return known ? Math.Min(seconds, MaxRetryAfterS) : 0.0;
        }

        static string NewKey()
        {
            var bytes = new byte[KeyBytes];
            using (RandomNumberGenerator random = RandomNumberGenerator.Create())
                random.GetBytes(bytes);
            return Convert.ToBase64String(bytes);
        }

        static string AcceptOf(string key)
        {
            using (SHA1 hash = SHA1.Create())
                return Convert.ToBase64String(hash.ComputeHash(Encoding.ASCII.GetBytes(key + Guid)));
        }
    }
}
