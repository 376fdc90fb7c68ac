namespace VibeSync.Core
{
    public enum LinkEventKind
    {
        /// <summary>It tries to connect; `Attempt` counts from 1.</summary>
        Connecting,

        /// <summary>A frame came; a `welcome` is without its token.</summary>
        Frame,

        /// <summary>There is no connection, `Reason` says why; it will try again.</summary>
        Lost,

        /// <summary>The session is over, `Reason` says why; a new pairing code is needed.</summary>
        Ended,
    }

    /// <summary>What happened on the link.</summary>
    public sealed class LinkEvent
    {
        LinkEvent(LinkEventKind kind, int attempt, IncomingFrame frame, string reason)
        {
            Kind = kind;
            Attempt = attempt;
            Frame = frame;
            Reason = reason;
        }

        public LinkEventKind Kind { get; }

        public int Attempt { get; }

        /// <summary>Null but for <see cref="LinkEventKind.Frame"/>.</summary>
        public IncomingFrame Frame { get; }

        /// <summary>A sentence for a person, or null.</summary>
        public string Reason { get; }

        internal static LinkEvent Connecting(int attempt)
        {
            return new LinkEvent(LinkEventKind.Connecting, attempt, null, null);
        }

        internal static LinkEvent Came(IncomingFrame frame)
        {
            return new LinkEvent(LinkEventKind.Frame, 0, frame, null);
        }

        internal static LinkEvent Lost(string reason)
        {
            return new LinkEvent(LinkEventKind.Lost, 0, null, reason);
        }

        internal static LinkEvent Ended(string reason)
        {
            return new LinkEvent(LinkEventKind.Ended, 0, null, reason);
        }
    }
}
