using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>The application's end of the link, played by a check.</summary>
    public sealed class ScriptedLink : ILink
    {
        readonly List<LinkEvent> coming = new List<LinkEvent>();

        /// <summary>What the adapter sent and nobody has taken yet.</summary>
        public List<OutgoingFrame> Sent { get; } = new List<OutgoingFrame>();

        /// <summary>What was declared as the engine's own, by id.</summary>
        public Dictionary<string, HashSet<string>> Driven { get; } = new Dictionary<string, HashSet<string>>();

        public string Ended { get; private set; }

        public void Happens(LinkEvent what)
        {
            coming.Add(what);
        }

        public void Deliver(IncomingFrame frame)
        {
            coming.Add(LinkEvent.Came(frame));
        }

        public IReadOnlyList<LinkEvent> Poll()
        {
            LinkEvent[] taken = coming.ToArray();
            coming.Clear();
            return taken;
        }

        public bool Send(OutgoingFrame frame)
        {
            // What cannot be written is found here, and not on a wire.
            StrictJson.Parse(frame.Write());
            Sent.Add(frame);
            if (frame is DeclareFrame declared)
                foreach (Declaration each in declared.Objects)
                    Driven[each.Id] = new HashSet<string>(each.Driven);
            return true;
        }

        public void Stop(bool sayBye)
        {
            Ended = sayBye ? "bye" : "stopped";
        }

        public void Detach()
        {
            Ended = "detached";
        }
    }
}
