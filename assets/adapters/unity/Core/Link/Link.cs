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

        static readonly HashSet<int> FinalStatuses = new HashSet<int> { 400, 401, 403, 404, 405, 426 };

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
            return events;
        }

        /// <summary>Blocks until there is something to poll, for engines whose main thread has nothing else to do. False when nothing
        /// came in that time.</summary>
        public bool Wait(int timeoutMs)
        {
            return inbox.Wait(timeoutMs);
        }

        /// <summary>Hands a frame over for sending. False when there is no connection to send it on.</summary>
        public bool Send(OutgoingFrame frame)
        {
            Connection connection = active;
            return connection != null && connection.Send(frame.Write());
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
                while (true)
                {
                    await Task.Delay(TimeSpan.FromSeconds(waitS), stop.Token).ConfigureAwait(false);
                    await Tell(LinkEvent.Connecting(failures + 1)).ConfigureAwait(false);
                    Outcome outcome = await Converse().ConfigureAwait(false);
                    if (saidBye)
                        return;
                    if (outcome.Final)
                    {
                        token = code = null;
                        await Tell(LinkEvent.Ended(outcome.Reason)).ConfigureAwait(false);
                        return;
                    }
                    await Tell(LinkEvent.Lost(outcome.Reason)).ConfigureAwait(false);
                    failures = outcome.WasSteady ? 1 : failures + 1;
                    waitS = Math.Max(Backoff.DelayS(failures, random.NextDouble()), outcome.RetryAfterS);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Ended by the main thread.
            }
        }

        /// <summary>One connection from the upgrade to its end.</summary>
        async Task<Outcome> Converse()
        {
            string resume = token;
            string authorization = resume != null ? "Bearer " + resume : "VibeSync-Pairing " + code;
            Stopwatch connected = Stopwatch.StartNew();
            try
            {
                using (Connection connection = await Connection.Open(address, authorization, stop.Token).ConfigureAwait(false))
                using (stop.Token.Register(connection.Abort))
                    return await Converse(connection, connected).ConfigureAwait(false);
            }
            catch (UpgradeRefused refused)
            {
                return FinalStatuses.Contains(refused.Status)
                    ? Outcome.Over(ReasonFor(refused))
                    : Outcome.Lost("The application refused for now: " + refused.Message + ".", refused.RetryAfterS);
            }
            catch (IOException error)
            {
                return Outcome.Lost("The application cannot be reached (" + error.Message + ").");
            }
        }

        async Task<Outcome> Converse(Connection connection, Stopwatch connected)
        {
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
                        return Outcome.Over("Disconnected by the application: " + revoked.Message);
                }
            }
            catch (ConnectionClosed closed)
            {
                stop.Token.ThrowIfCancellationRequested();
                closeWith = closed.Code;
                string reason = FinalReasonFor(closed);
                bool steady = welcomed && connected.ElapsedMilliseconds >= SteadyAfterMs;
                return reason != null ? Outcome.Over(reason) : Outcome.Lost("The connection broke (" + closed.Code + ").", 0.0, steady);
            }
            catch (ConnectionSilent)
            {
                return Outcome.Lost("The application has fallen silent.", 0.0, welcomed && connected.ElapsedMilliseconds >= SteadyAfterMs);
            }
            catch (ProtocolError error)
            {
                closeWith = FrameLimits.CloseViolation;
                return Outcome.Over("The application does not keep to the protocol (" + error.Message + ").");
            }
            finally
            {
                active = null;
                await connection.Close(closeWith, CloseTimeoutMs).ConfigureAwait(false);
            }
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

        static string ReasonFor(UpgradeRefused refused)
        {
            switch (refused.Status)
            {
                case 401:
                    return "The code or the session is not known (any more): pair again with a new code from VibeSync.";
                case 404:
                    return "There is no VibeSync at this address.";
                default:
                    return "The application refused the connection (" + refused.Status + ", " + refused.Message + ").";
            }
        }

        /// <summary>Null where the session goes on.</summary>
        static string FinalReasonFor(ConnectionClosed closed)
        {
            switch (closed.Code)
            {
                case FrameLimits.CloseViolation:
                    return Told(closed, "Disconnected: this adapter broke the protocol.");
                case FrameLimits.CloseRevoked:
                    return Told(closed, "Disconnected by the application.");
                case FrameLimits.CloseReplaced:
                    return Told(closed, "Another connection took over this session.");
                default:
                    return null;
            }
        }

        static string Told(ConnectionClosed closed, string otherwise)
        {
            return closed.Message == "" ? otherwise : closed.Message;
        }

        /// <summary>What became of one connection.</summary>
        sealed class Outcome
        {
            Outcome(bool final, string reason, double retryAfterS, bool wasSteady)
            {
                Final = final;
                Reason = reason;
                RetryAfterS = retryAfterS;
                WasSteady = wasSteady;
            }

            public bool Final { get; }

            public string Reason { get; }

            public double RetryAfterS { get; }

            public bool WasSteady { get; }

            public static Outcome Over(string reason)
            {
                return new Outcome(true, reason, 0.0, false);
            }

            public static Outcome Lost(string reason, double retryAfterS = 0.0, bool wasSteady = false)
            {
                return new Outcome(false, reason, retryAfterS, wasSteady);
            }
        }
    }
}
