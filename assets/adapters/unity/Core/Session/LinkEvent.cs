namespace VibeSync.Core
{
    public enum LinkEventKind
    {
        /// <summary>It tries to connect.</summary>
        Connecting,

        /// <summary>A frame came.</summary>
        Frame,

        /// <summary>The connection is gone; it will try again.</summary>
        Lost,

        /// <summary>The session is gone; a new pairing code is needed.</summary>
        Ended,
    }

    public sealed class LinkEvent
    {
        public LinkEvent(LinkEventKind kind, IncomingFrame frame, string words)
        {
            Kind = kind;
            Frame = frame;
            Words = words;
        }

        public LinkEventKind Kind { get; }

        /// <summary>The frame that came, else null.</summary>
        public IncomingFrame Frame { get; }

        /// <summary>What happened, in a sentence, where the connection or the session went; else null.</summary>
        public string Words { get; }
    }
}
