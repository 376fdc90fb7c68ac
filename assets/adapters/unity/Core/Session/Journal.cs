using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>What the artist can read of the session, inside the engine.</summary>
    public sealed class Journal
    {
        const int MaxNotes = 50;
        const int MaxRecent = 12;

        readonly List<string> notes = new List<string>();
        readonly List<string> recent = new List<string>();

        /// <summary>How the session stands, in a few words.</summary>
        public string Status { get; set; } = "Not connected";

        /// <summary>Why there is no connection, in a sentence; empty where there is nothing to say.</summary>
        public string Problem { get; set; } = "";

        /// <summary>What the artist should know, oldest first.</summary>
        public IReadOnlyList<string> Notes
        {
            get { return notes; }
        }

        /// <summary>The last changes, newest first.</summary>
        public IReadOnlyList<string> Recent
        {
            get { return recent; }
        }

        public void Note(string text)
        {
            if (notes.Count > 0 && notes[notes.Count - 1] == text)
                return;
            notes.Add(text);
            if (notes.Count > MaxNotes)
                notes.RemoveAt(0);
        }

        public void Recently(string text)
        {
            recent.Insert(0, text);
            if (recent.Count > MaxRecent)
                recent.RemoveAt(MaxRecent);
        }
    }
}
