using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace VibeSync.Core
{
    /// <summary>The connection to the application: connects, reads and connects again in the background. The engine's main thread
    /// puts frames in and takes events out, and only that thread may use it.</summary>
    /// <remarks>Heartbeats are answered in the background, with the time since the main thread last looked, so that a busy engine
    /// is never taken for a dead one. The token is in no event, message or log (SEC-4).</remarks>
    public sealed class Link : ILink, IDisposable
    {
        // A connection that broke earlier than this was none: the waits go on.
        const int SteadyAfterMs = 5000;

        // Until `welcome` says how often heartbeats come.
        const int FirstFrameTimeoutMs = 10000;
        const int MissedHeartbeats = 3;
        const int MinSilenceMs = 3000;
        const int MaxSilenceMs = 3600 * 1000;
        const int CloseTimeoutMs = 200;
        const int StopTimeoutMs = 2000;
        const int DetachTimeoutMs = 500;
        const int MaxCodeLength = 128;
        const int NormalClosure = 1000;

        readonly LoopbackAddress address;
        readonly ITokenStore store;
        readonly Inbox inbox = new Inbox();
        readonly CancellationTokenSource stop = new CancellationTokenSource();
        readonly Random random = new Random();
        readonly Task running;
        volatile Connection active;
        volatile string token;
        volatile bool saidBye;
        string storedToken;
        string code;
        long mainSeen;
        int polledGeneration;

        /// <summary>Begins to connect: with the token that the store has, else with the code. Raises ArgumentException for an address
        /// that is not on this computer, and where there is neither a token nor a code that can be sent.</summary>
        public Link(string url, string pairingCode, ITokenStore store)
        {
            address = LoopbackAddress.Parse(url);
            this.store = store;
            token = storedToken = store.Token;
            if (token == null && !IsSendable(pairingCode))
                throw new ArgumentException("The pairing code cannot be used.");
            code = pairingCode;
            MainThreadLooked();
            running = Task.Run(Run);
        }

        /// <summary>Whether it is connected or will try again.</summary>
        public bool IsAlive
        {
            get { return !running.IsCompleted; }
        }

        /// <summary>Everything that happened since the last call. Also tells that the main thread is alive, and keeps the newest
        /// token in the store.</summary>
        public IReadOnlyList<LinkEvent> Poll()
        {
            MainThreadLooked();
            StoreToken();
            List<LinkEvent> events = inbox.TakeAll();
            if (running.IsFaulted)
                running.GetAwaiter().GetResult();
            foreach (LinkEvent each in events)
                polledGeneration = Math.Max(polledGeneration, each.Generation);
            return events;
        }

        /// <summary>Blocks until there is something to poll, for engines whose main thread has nothing else to do. False when nothing
        /// came in that time.</summary>
        public bool Wait(int timeoutMs)
        {
            return inbox.Wait(timeoutMs);
        }

        /// <summary>Hands a frame over for sending. False when there is no connection to send it on, or another one than that whose
        /// events were polled: what was said to the one before is a violation there.</summary>
        public bool Send(OutgoingFrame frame)
        {
            Connection connection = active;
            return connection != null && connection.Generation == polledGeneration && connection.Send(frame.Write());
        }

        /// <summary>Ends the session for good, with a good-bye; a new one needs a new pairing code. Returns within seconds, also when
        /// the application does not read.</summary>
        public void Stop(bool sayBye = true)
        {
            Connection connection = active;
            saidBye = sayBye;
            if (connection != null && sayBye && connection.Send(new ByeFrame().Write()) && connection.Flush(StopTimeoutMs))
                // The application closes when it has read the good-bye; to be the first would throw away what it has not read.
                running.Wait(StopTimeoutMs);
            End();
            token = null;
            StoreToken();
        }

        /// <summary>Leaves the session without ending it: the token in the store opens it again. For an engine that throws the memory
        /// of its scripts away.</summary>
        public void Detach()
        {
            Connection connection = active;
            if (connection != null)
                connection.Flush(DetachTimeoutMs);
            End();
            StoreToken();
        }

        /// <summary>As <see cref="Detach"/>.</summary>
        public void Dispose()
        {
            Detach();
        }

        void End()
        {
            stop.Cancel();
            running.Wait(StopTimeoutMs);
        }

        async Task Run()
        {
            try
            {
                int failures = 0;
                double waitS = 0.0;
                for (int generation = 1; ; generation += 1)
                {
                    await Task.Delay(TimeSpan.FromSeconds(waitS), stop.Token).ConfigureAwait(false);
                    await Tell(LinkEvent.Connecting(failures + 1, generation)).ConfigureAwait(false);
                    ConversationEnd end = await Converse(generation).ConfigureAwait(false);
                    if (saidBye)
                        return;
                    if (end.Final)
                    {
                        token = code = null;
                        await Tell(LinkEvent.Ended(end.Reason)).ConfigureAwait(false);
                        return;
                    }
                    await Tell(LinkEvent.Lost(end.Reason)).ConfigureAwait(false);
                    failures = end.WasSteady ? 1 : failures + 1;
                    waitS = Math.Max(Backoff.DelayS(failures, random.NextDouble()), end.RetryAfterS);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Ended by the main thread.
            }
        }

        /// <summary>One connection from the upgrade to its end.</summary>
        async Task<ConversationEnd> Converse(int generation)
        {
            string resume = token;
            string authorization = resume != null ? "Bearer " + resume : "VibeSync-Pairing " + code;
            Stopwatch connected = Stopwatch.StartNew();
            try
            {
                using (Connection connection = await Connection.Open(address, authorization, stop.Token).ConfigureAwait(false))
                using (stop.Token.Register(connection.Abort))
                    return await Converse(connection, generation, connected).ConfigureAwait(false);
            }
            catch (UpgradeRefused refused)
            {
                return ConversationEnd.Of(refused);
            }
            catch (IOException error)
            {
                return ConversationEnd.Lost("The application cannot be reached (" + error.Message + ").");
            }
        }

        async Task<ConversationEnd> Converse(Connection connection, int generation, Stopwatch connected)
        {
            connection.Generation = generation;
            active = connection;
            int silenceMs = FirstFrameTimeoutMs;
            int closeWith = NormalClosure;
            bool welcomed = false;
            try
            {
                while (true)
                {
                    string text = await connection.Receive(silenceMs).ConfigureAwait(false);
                    IncomingFrame frame = IncomingFrame.Parse(text);
                    if (frame is PingFrame ping)
                    {
                        connection.Send(new PongFrame(ping.Ping, MainThreadAgeMs()).Write());
                        continue;
                    }
                    if (frame is WelcomeFrame welcome)
                    {
                        welcomed = true;
                        silenceMs = SilenceFor(welcome.HeartbeatMs);
                        frame = Keep(welcome);
                    }
                    await Tell(LinkEvent.Came(frame)).ConfigureAwait(false);
                    if (frame is RevokedFrame revoked)
                        return ConversationEnd.Over("Disconnected by the application: " + revoked.Message);
                }
            }
            catch (ConnectionClosed closed)
            {
                stop.Token.ThrowIfCancellationRequested();
                closeWith = closed.Code;
                return ConversationEnd.Of(closed, IsSteady(welcomed, connected));
            }
            catch (ConnectionSilent)
            {
                return ConversationEnd.Lost("The application has fallen silent.", IsSteady(welcomed, connected));
            }
            catch (ProtocolError error)
            {
                closeWith = FrameLimits.CloseViolation;
                return ConversationEnd.Over("The application does not keep to the protocol (" + error.Message + ").");
            }
            finally
            {
                active = null;
                await connection.Close(closeWith, CloseTimeoutMs).ConfigureAwait(false);
            }
        }

        static bool IsSteady(bool welcomed, Stopwatch connected)
        {
            return welcomed && connected.ElapsedMilliseconds >= SteadyAfterMs;
        }

        /// <summary>The code has done its work; from here on only the token opens this session, and only the link has it.</summary>
        WelcomeFrame Keep(WelcomeFrame welcome)
        {
            token = welcome.Token;
            code = null;
            return new WelcomeFrame(
                welcome.Session, null, welcome.Project, welcome.Revision, welcome.Resumed, welcome.HeartbeatMs, welcome.Hold);
        }

        Task Tell(LinkEvent what)
        {
            return inbox.Put(what, stop.Token);
        }

        void StoreToken()
        {
            string newest = token;
            if (newest == storedToken)
                return;
            storedToken = newest;
            store.Token = newest;
        }

        void MainThreadLooked()
        {
            Interlocked.Exchange(ref mainSeen, Stopwatch.GetTimestamp());
        }

        long MainThreadAgeMs()
        {
            double ageS = (double)(Stopwatch.GetTimestamp() - Interlocked.Read(ref mainSeen)) / Stopwatch.Frequency;
            return (long)Math.Min(ageS * 1000.0, int.MaxValue);
        }

        static int SilenceFor(long heartbeatMs)
        {
            return (int)Math.Min(Math.Max(MinSilenceMs, (double)heartbeatMs * MissedHeartbeats), MaxSilenceMs);
        }

        /// <summary>Of printable ASCII: it travels in a header.</summary>
        static bool IsSendable(string pairingCode)
        {
            if (string.IsNullOrEmpty(pairingCode) || pairingCode.Length > MaxCodeLength)
                return false;
            foreach (char each in pairingCode)
                if (each < ' ' || each > '~')
                    return false;
            return true;
        }
    }
}
