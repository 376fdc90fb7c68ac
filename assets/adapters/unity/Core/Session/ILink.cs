using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>The connection to the application as the session uses it. All members are for the engine's main thread.</summary>
    public interface ILink
    {
        /// <summary>Everything that happened since the last call, oldest first; also tells the link that the main thread is alive.</summary>
        IReadOnlyList<LinkEvent> TakeEvents();

        /// <summary>Hands a frame over for sending. False when there is no connection to send it on.</summary>
        bool Send(OutgoingFrame frame);

        /// <summary>Ends it. With a good-bye the session is over; without one its token still opens it once.</summary>
        void Stop(bool sayBye);
    }
}
