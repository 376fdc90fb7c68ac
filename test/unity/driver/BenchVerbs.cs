using System;
using System.Collections.Generic;
using System.Threading;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Driver
{
    /// <summary>What a bench asks for beside what a test does: an artist's move whose way is timed, and the adapter's turns.</summary>
    public sealed class BenchVerbs
    {
        const double ConfirmWithinMs = 20000;

        /// <summary>As the program's own loop.</summary>
        const int FrameIntervalMs = 4;

        readonly EditorWorld world;
        readonly AdapterHost host;
        readonly Dictionary<string, Func<Command, JsonValue>> verbs;

        public BenchVerbs(EditorWorld world, AdapterHost host)
        {
            this.world = world;
            this.host = host;
            verbs = new Dictionary<string, Func<Command, JsonValue>>
            {
                { "timed_move", Move },
                { "timed_follow", command => JsonValue.Object(Follow(command)) },
                { "timed_turns", command => host.Probe.TakeTurns() },
                { "timed_confirms", command => JsonValue.Number(host.Probe.Confirmed) },
                { "clock", command => JsonValue.Number(SystemClock.NowMs) },
            };
        }

        public bool Knows(string verb)
        {
            return verbs.ContainsKey(verb);
        }

        public JsonValue Run(Command command)
        {
            return verbs[command.Verb](command);
        }

        /// <summary>Moves the object with this `uuid`, with its undo step, and goes on as the editor does until so many changes have
        /// been confirmed here.</summary>
        JsonValue Move(Command command)
        {
            GameObject item = Find(command.Text("uuid"));
            var artist = new Artist(world, true, "Move");
            artist.Begin();
            artist.Set(item, command.Vector("position"), null, null);
            artist.End();
            double editedMs = SystemClock.NowMs;
            Frame();
            double turnMs = host.Probe.TurnBeganMs;
            var members = new List<KeyValuePair<string, JsonValue>>
            {
                JsonValue.Member("editedMs", JsonValue.Number(editedMs)),
                JsonValue.Member("editTurnMs", JsonValue.Number(turnMs)),
            };
            members.AddRange(Follow(command));
            return JsonValue.Object(members);
        }

        IEnumerable<KeyValuePair<string, JsonValue>> Follow(Command command)
        {
            int confirms = command.Number("confirms", 1);
            double endMs = SystemClock.NowMs + ConfirmWithinMs;
            while (host.Probe.Confirmed < confirms)
            {
                if (SystemClock.NowMs > endMs)
                    throw new TimeoutException(host.Probe.Confirmed + " of " + confirms + " confirmed");
                Frame();
            }
            return host.Probe.Handled();
        }

        void Frame()
        {
            Thread.Sleep(FrameIntervalMs);
            host.Frame();
        }

        GameObject Find(string id)
        {
            foreach (GameObject each in world.Active.All())
            {
                Component identity = each.Find(Component.Identity);
                if (identity != null && identity.Fields["id"].AsText == id)
                    return each;
            }
            throw new InvalidOperationException("There is no object " + id + ".");
        }
    }
}
