using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Busy, not gone.</summary>
    public sealed class BusyFrame : OutgoingFrame
    {
        public BusyFrame(BusyKind kind, string activity, long? lastBegun) : base("busy")
        {
            Kind = kind;
            Activity = activity;
            LastBegun = lastBegun;
        }

        public BusyKind Kind { get; }

        /// <summary>For a person: `play mode`, `importing assets`, …</summary>
        public string Activity { get; }

        /// <summary>The last number that it had begun to apply, or null.</summary>
        public long? LastBegun { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("kind", Kind.ToString().ToLowerInvariant());
            members.Add("activity", WellFormedText.Cut(Activity, FrameLimits.ActivityUnits));
            members.Add("last_begun", NumberOrNull(LastBegun));
        }
    }

    /// <summary>No longer busy.</summary>
    public sealed class ReadyFrame : OutgoingFrame
    {
        public ReadyFrame() : base("ready")
        {
        }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
        }
    }

    /// <summary>The scene was saved (false) or has unsaved changes again (true).</summary>
    public sealed class SavedFrame : OutgoingFrame
    {
        public SavedFrame(bool unsaved) : base("saved")
        {
            Unsaved = unsaved;
        }

        public bool Unsaved { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("unsaved", Unsaved);
        }
    }

    /// <summary>The scene was saved under another name, and goes on in the same session.</summary>
    public sealed class SavedAsFrame : OutgoingFrame
    {
        public SavedAsFrame(string title, string file) : base("saved_as")
        {
            Title = title;
            File = file;
        }

        public string Title { get; }

        /// <summary>What tells the file from its copies (<see cref="FileIdentity"/>), or null.</summary>
        public string File { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("title", WellFormedText.Cut(Title, FrameLimits.TitleUnits));
            FileIdentity.Spell(members, File);
        }
    }

    /// <summary>Confirms `hold`: nothing more is applied.</summary>
    public sealed class HeldFrame : OutgoingFrame
    {
        public HeldFrame(long halt) : base("held")
        {
            Halt = halt;
        }

        public long Halt { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("halt", Halt);
        }
    }

    /// <summary>Answers `ping`, from the link’s own thread.</summary>
    public sealed class PongFrame : OutgoingFrame
    {
        public PongFrame(long ping, long mainThreadAgeMs) : base("pong")
        {
            Ping = ping;
            MainThreadAgeMs = mainThreadAgeMs;
        }

        public long Ping { get; }

        /// <summary>Since the engine’s main thread last looked at its events.</summary>
        public long MainThreadAgeMs { get; }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
            members.Add("ping", Ping);
            members.Add("main_thread_age_ms", MainThreadAgeMs);
        }
    }

    /// <summary>A clean good-bye: the session ends without a grace time.</summary>
    public sealed class ByeFrame : OutgoingFrame
    {
        public ByeFrame() : base("bye")
        {
        }

        internal override void Spell(List<KeyValuePair<string, JsonValue>> members)
        {
        }
    }

    public enum BusyKind
    {
        /// <summary>It is waited for.</summary>
        Short,

        /// <summary>Changes go on without it.</summary>
        Parked,
    }
}
