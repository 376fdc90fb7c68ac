using System.Globalization;
using VibeSync.Core;

namespace VibeSync.Editor
{
    /// <summary>How the window puts the session's state: in the words that the other engines' panels use.</summary>
    static class WindowWords
    {
        public static string Status(Adapter adapter)
        {
            if (adapter == null)
                return "Not connected";
            if (adapter.HeldBy.HasValue && adapter.IsConnected)
                return "Everything is held";
            switch (adapter.Phase)
            {
                case Phase.Live:
                    return adapter.Undecided == 0
                        ? "In step"
                        : "In step, " + adapter.Undecided.ToString(CultureInfo.InvariantCulture) + " of yours on the way";
                case Phase.Comparing:
                    return "Behind: being compared";
                case Phase.Parked:
                    return "Another scene is open";
                default:
                    return adapter.Status;
            }
        }

        /// <summary>How much there is to see of suggestions.</summary>
        public static string Waiting(Ghosts ghosts)
        {
            string more = ghosts.More > 0 ? ", and " + ghosts.More.ToString(CultureInfo.InvariantCulture) + " more" : "";
            return "Waiting in VibeSync: " + ghosts.Told.Count.ToString(CultureInfo.InvariantCulture) + more;
        }

        /// <summary>Beside the button that gives it up.</summary>
        public static string Kept(string names)
        {
            return "Your undo left others’ changes of " + names + " alone.";
        }

        /// <summary>Empty where there is nothing to say.</summary>
        public static string Trouble(VibeSyncSession session)
        {
            if (session == null)
                return "";
            if (session.Problem.Length > 0)
                return session.Problem;
            return session.Adapter == null ? "" : session.Adapter.Problem ?? "";
        }
    }
}
