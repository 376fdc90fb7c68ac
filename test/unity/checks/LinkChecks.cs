using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>What a link refuses before it begins, and how long it waits.</summary>
    public static class LinkChecks
    {
        const int WaitLimitMs = 10000;
        const int NotYetMs = 100;

        [Check("waits double up to half a minute")]
        public static void WaitsDouble()
        {
            var wanted = new[] { 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0 };
            for (int failures = 1; failures <= wanted.Length; failures += 1)
                Expect.Equal(wanted[failures - 1], Backoff.DelayS(failures, 0.5), failures + " failures");
            Expect.Equal(30.0, Backoff.DelayS(int.MaxValue, 0.5), "very many");
        }

        [Check("chance moves waits by a quarter")]
        public static void Chance()
        {
            Expect.Equal(0.75, Backoff.DelayS(2, 0.0), "least");
            Expect.Equal(1.25, Backoff.DelayS(2, 1.0), "most");
        }

        [Check("only this computer")]
        public static void Loopback()
        {
            foreach (string url in new[]
            {
                "ws://example.com:80/adapter", "wss://127.0.0.1:1/adapter", "http://127.0.0.1:1", "ws://127.0.0.1/adapter",
                "ws://127.0.0.1@evil.test:5/adapter", "ws://u@127.0.0.1:5/", "ws://127.0.0.1.evil.test:5/", "ws://0.0.0.0:5/",
                "ws://127.0.0.2:5/", "ws://localhost.evil.test:5/", "127.0.0.1:5", "", "ws://127.0.0.1:5/adapter?token=1",
            })
            {
                Expect.Throws<ArgumentException>(() => LoopbackAddress.Parse(url), url);
                Expect.Throws<ArgumentException>(() => new Link(url, "AAAA-AAAA", new Store()), url);
            }
            LoopbackAddress address = LoopbackAddress.Parse("ws://127.0.0.1:51234/adapter");
            Expect.Equal("127.0.0.1:51234 /adapter", address.ShownHost + " " + address.Path, "shown");
            Expect.Equal(IPAddress.Loopback, LoopbackAddress.Parse("ws://localhost:5/adapter").Host, "names are not looked up");
            Expect.Equal(IPAddress.IPv6Loopback, LoopbackAddress.Parse("ws://[::1]:5/adapter").Host, "version 6");
            Expect.Equal("[::1]:5", LoopbackAddress.Parse("ws://[::1]:5/adapter").ShownHost, "version 6, shown");
            Expect.Equal(80, LoopbackAddress.Parse("ws://127.0.0.1:80/adapter").Port, "the default port, when it is named");
        }

        [Check("a code that no header can carry is refused")]
        public static void Codes()
        {
            foreach (string code in new[] { null, "", "AAAA\r\nX: y", "ÄÄÄÄ-AAAA", new string('A', 129) })
                Expect.Throws<ArgumentException>(() => new Link("ws://127.0.0.1:5/adapter", code, new Store()), "refused");
        }

        [Check("a full inbox makes the reader wait, and loses nothing")]
        public static void FullInbox()
        {
            var inbox = new Inbox();
            using (var stop = new CancellationTokenSource())
            {
                for (int attempt = 1; attempt <= Inbox.MaxEvents; attempt += 1)
                    Expect.True(inbox.Put(LinkEvent.Connecting(attempt, 1), stop.Token).IsCompleted, "there is room");
                Task waiting = inbox.Put(LinkEvent.Connecting(Inbox.MaxEvents + 1, 1), stop.Token);
                Expect.True(!waiting.IsCompleted, "there is none");
                Expect.Equal(Inbox.MaxEvents, inbox.TakeAll().Count, "taken");
                Expect.True(waiting.Wait(WaitLimitMs), "room again");
                Expect.Equal(Inbox.MaxEvents + 1, inbox.TakeAll()[0].Attempt, "the one that waited");
                Expect.True(!inbox.Wait(0), "and no more");
                for (int attempt = 1; attempt <= Inbox.MaxEvents; attempt += 1)
                    inbox.Put(LinkEvent.Lost("full"), stop.Token).Wait(WaitLimitMs);
                Task stopped = inbox.Put(LinkEvent.Lost("one too many"), stop.Token);
                stop.Cancel();
                Expect.Throws<OperationCanceledException>(() => stopped.GetAwaiter().GetResult(), "a stop ends the wait");
            }
        }

        [Check("a connection is not closed while something is being begun on it, and nothing is begun on a closed one")]
        public static void ClosedInBetween()
        {
            var stream = new SocketStream(AddressFamily.InterNetwork);
            using (var begun = new ManualResetEventSlim())
            using (var goOn = new ManualResetEventSlim())
            {
                Task<bool> beginning = Task.Run(() => stream.Begin(() =>
                {
                    begun.Set();
                    return goOn.Wait(WaitLimitMs);
                }));
                Expect.True(begun.Wait(WaitLimitMs), "begun");
                Task closing = Task.Run(() => stream.Close());
                Expect.True(!closing.Wait(NotYetMs), "it waits");
                goOn.Set();
                Expect.True(closing.Wait(WaitLimitMs), "closed");
                Expect.True(beginning.Result, "it was begun before");
            }
            Expect.Throws<ObjectDisposedException>(() => stream.Begin(() => 0), "closed");
            Expect.Throws<ObjectDisposedException>(
                () => stream.ConnectAsync(IPAddress.Loopback, 1).GetAwaiter().GetResult(), "nor connected");
            stream.Close();
        }

        sealed class Store : ITokenStore
        {
            public string Token { get; set; }
        }
    }
}
