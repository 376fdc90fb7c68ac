using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>The connection to the application as the session uses it. All members are for the engine's main thread.</summary>
    public interface ILink
    {
        /// <summary>Everything that happened since the last call, oldest first; also tells the link that the main thread
        /// is alive.</summary>
        IReadOnlyList<LinkEvent> Poll();

        /// <summary>Hands a frame over for sending. False when there is no connection to send it on.</summary>
        bool Send(OutgoingFrame frame);

        /// <summary>Ends the session for good; with a good-bye where there is somebody to hear it.</summary>
        void Stop(bool sayBye);

        /// <summary>Leaves the session without ending it: its token opens it again.</summary>
        void Detach();
    }
}
