using System;
using System.Net;

namespace VibeSync.Core
{
    /// <summary>Where the application listens: `ws://127.0.0.1:PORT/adapter`, on this computer and nowhere else.</summary>
    public sealed class LoopbackAddress
    {
        const string Scheme = "ws";
        const int NoPort = -1;

        LoopbackAddress(IPAddress host, int port, string shownHost, string path)
        {
            Host = host;
            Port = port;
            ShownHost = shownHost;
            Path = path;
        }

        public IPAddress Host { get; }

        public int Port { get; }

        /// <summary>As the `Host` header has it.</summary>
        public string ShownHost { get; }

        public string Path { get; }

        /// <summary>Raises ArgumentException with a sentence for whoever typed it.</summary>
        public static LoopbackAddress Parse(string url)
        {
            Uri uri;
            if (!Uri.TryCreate(url, UriKind.Absolute, out uri) || uri.Scheme != Scheme || uri.UserInfo != "" || uri.Query != "")
                throw Elsewhere();
            IPAddress host = AddressOf(uri);
            // `ws` has a default port, which the address then leaves out.
            if (uri.Port == NoPort || uri.IsDefaultPort && url.IndexOf(":" + uri.Port, StringComparison.Ordinal) < 0)
                throw new ArgumentException("The address names no port.");
            return new LoopbackAddress(host, uri.Port, uri.Host + ":" + uri.Port, uri.AbsolutePath);
        }

        // Names are not looked up: what they lead to is for others to say.
        static IPAddress AddressOf(Uri uri)
        {
            switch (uri.Host)
            {
                case "127.0.0.1":
                case "localhost":
                    return IPAddress.Loopback;
                case "[::1]":
                case "[0000:0000:0000:0000:0000:0000:0000:0001]":
                    return IPAddress.IPv6Loopback;
                default:
                    throw Elsewhere();
            }
        }

        static ArgumentException Elsewhere()
        {
            return new ArgumentException("VibeSync talks only to this computer: ws://127.0.0.1:PORT/adapter");
        }
    }
}
