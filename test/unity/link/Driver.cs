using System;
using System.Collections.Generic;
using System.Threading;
using VibeSync.Core;

namespace VibeSync.Tests
{
    /// <summary>A process that does with a link what it is told, a line of JSON each, and says what happens on it, a line of JSON
    /// each. Its second thread plays the engine's main thread; `freeze` keeps that from looking.</summary>
    public static class Driver
    {
        const int LookAgainMs = 1000;
        const int EndLimitMs = 20000;

        static readonly object Gate = new object();
        static readonly ManualResetEventSlim Thawed = new ManualResetEventSlim(true);
        static readonly Memory Store = new Memory();
        static Link link;

        public static int Main()
        {
            var looking = new Thread(Look) { IsBackground = true };
            Tell("ready");
            for (string line = Console.ReadLine(); line != null; line = Console.ReadLine())
                Obey(StrictJson.Parse(line, new JsonLimits(int.MaxValue, 16, 512, 64)), looking);
            return 0;
        }

        static void Obey(JsonValue command, Thread looking)
        {
            switch (command.Find("do").AsText)
            {
                case "connect":
                    JsonValue code = command.Find("code");
                    link = new Link(command.Find("url").AsText, code.IsNull ? null : code.AsText, Store);
                    if (!looking.IsAlive)
                        looking.Start();
                    break;
                case "note":
                    // Any frame will do, the larger the better.
                    Told("sent", link.Send(new FailedFrame(1, "large", new string('x', FrameLimits.MessageUnits))));
                    break;
                case "flood":
                    Told("sent", Flood((int)command.Find("frames").AsNumber));
                    break;
                case "freeze":
                    Thawed.Reset();
                    lock (Gate)
                        Tell("frozen");
                    break;
                case "thaw":
                    Thawed.Set();
                    break;
                case "hello":
                    Told("sent", link.Send(Hello()));
                    break;
                default:
                    Leave(command.Find("do").AsText);
                    break;
            }
        }

        static void Leave(string how)
        {
            long began = Environment.TickCount;
            lock (Gate)
            {
                if (how == "stop")
                    link.Stop();
                else
                    link.Detach();
            }
            long tookMs = Environment.TickCount - began;
            // On a busy computer its thread ends a moment after it was left.
            SpinWait.SpinUntil(() => !link.IsAlive, EndLimitMs);
            Tell(
                "left",
                JsonValue.Member("ms", JsonValue.Number(tookMs)),
                JsonValue.Member("alive", JsonValue.Boolean(link.IsAlive)),
                JsonValue.Member("resumes", JsonValue.Boolean(Store.Token != null)));
        }

        /// <summary>Whether all of so many frames of about three megabytes were taken.</summary>
        static bool Flood(int frames)
        {
            var states = new List<FacetState>();
            JsonValue text = JsonValue.Text(new string('x', SceneLimits.PropertyTextBytes));
            for (int index = 0; index < 2700; index += 1)
                states.Add(new FacetState("00000000-0000-4000-8000-000000000001", "property:k", text));
            for (int index = 0; index < frames; index += 1)
                if (!link.Send(new AppliedFrame(1, states)))
                    return false;
            return true;
        }

        static HelloFrame Hello()
        {
            return new HelloFrame(
                new ProductVersion("vibesync-unity", "0.1.0"),
                new ProductVersion("unity", "2022.3"),
                new OpenScene(null, null, null, "untitled", null, true),
                null,
                null,
                new string[0],
                null);
        }

        static void Look()
        {
            while (true)
            {
                Thawed.Wait();
                link.Wait(LookAgainMs);
                lock (Gate)
                    if (Thawed.IsSet)
                        foreach (LinkEvent what in link.Poll())
                            Tell(what);
            }
        }

        static void Tell(LinkEvent what)
        {
            switch (what.Kind)
            {
                case LinkEventKind.Connecting:
                    Tell("connecting", JsonValue.Member("attempt", JsonValue.Number(what.Attempt)));
                    break;
                case LinkEventKind.Frame:
                    Tell(
                        "frame",
                        JsonValue.Member("frame", JsonValue.Text(what.Frame.Type)),
                        JsonValue.Member("text", TextOf(what.Frame)));
                    break;
                default:
                    Tell(
                        what.Kind == LinkEventKind.Lost ? "lost" : "ended",
                        JsonValue.Member("reason", JsonValue.Text(what.Reason)),
                        JsonValue.Member("resumes", JsonValue.Boolean(Store.Token != null)));
                    break;
            }
        }

        /// <summary>What tests look at of a frame: a note's text, and that a welcome has lost its token.</summary>
        static JsonValue TextOf(IncomingFrame frame)
        {
            if (frame is NoteFrame note)
                return JsonValue.Text(note.Message);
            return frame is WelcomeFrame welcome ? JsonValue.Text(welcome.Token) : JsonValue.Null;
        }

        static void Told(string what, bool holds)
        {
            Tell(what, JsonValue.Member("ok", JsonValue.Boolean(holds)));
        }

        static void Tell(string what, params KeyValuePair<string, JsonValue>[] more)
        {
            var members = new List<KeyValuePair<string, JsonValue>> { JsonValue.Member("tells", JsonValue.Text(what)) };
            members.AddRange(more);
            lock (Console.Out)
                Console.WriteLine(JsonValue.Object(members).ToString());
        }

        sealed class Memory : ITokenStore
        {
            public string Token { get; set; }
        }
    }
}
