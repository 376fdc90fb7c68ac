using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>What became of one connection, or of the attempt at one.</summary>
    sealed class ConversationEnd
    {
        // Answers to the upgrade after which trying again with the same credential is pointless.
        static readonly HashSet<int> FinalStatuses = new HashSet<int> { 400, 401, 403, 404, 405, 426 };

        ConversationEnd(bool final, string reason, bool wasSteady, double retryAfterS)
        {
            Final = final;
            Reason = reason;
            WasSteady = wasSteady;
            RetryAfterS = retryAfterS;
        }

        /// <summary>Whether the session is over.</summary>
        public bool Final { get; }

        /// <summary>A sentence for a person.</summary>
        public string Reason { get; }

        /// <summary>Whether it lasted long enough to begin the waits anew.</summary>
        public bool WasSteady { get; }

        /// <summary>How long the application asks to be left alone; 0 where it does not say.</summary>
        public double RetryAfterS { get; }

        public static ConversationEnd Over(string reason)
        {
            return new ConversationEnd(true, reason, false, 0.0);
        }

        public static ConversationEnd Lost(string reason, bool wasSteady = false)
        {
            return new ConversationEnd(false, reason, wasSteady, 0.0);
        }

        public static ConversationEnd Of(UpgradeRefused refused)
        {
            if (!FinalStatuses.Contains(refused.Status))
                return new ConversationEnd(
                    false, "The application refused for now: " + refused.Message + ".", false, refused.RetryAfterS);
            switch (refused.Status)
            {
                case 401:
                    return Over("The code or the session is not known (any more): pair again with a new code from VibeSync.");
                case 404:
                    return Over("There is no VibeSync at this address.");
                default:
                    return Over("The application refused the connection (" + refused.Status + ", " + refused.Message + ").");
            }
        }

        public static ConversationEnd Of(ConnectionClosed closed, bool wasSteady)
        {
            switch (closed.Code)
            {
                case FrameLimits.CloseViolation:
                    return Over(Told(closed, "Disconnected: this adapter broke the protocol."));
                case FrameLimits.CloseRevoked:
                    return Over(Told(closed, "Disconnected by the application."));
                case FrameLimits.CloseReplaced:
                    return Over(Told(closed, "Another connection took over this session."));
                default:
                    return Lost("The connection broke (" + closed.Code + ").", wasSteady);
            }
        }

        static string Told(ConnectionClosed closed, string otherwise)
        {
            return closed.Message == "" ? otherwise : closed.Message;
        }
    }
}
