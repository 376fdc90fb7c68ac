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
