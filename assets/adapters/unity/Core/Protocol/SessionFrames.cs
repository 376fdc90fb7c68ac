namespace VibeSync.Core
{
    /// <summary>First frame after the upgrade.</summary>
    public sealed class WelcomeFrame : IncomingFrame
    {
        internal const string Word = "welcome";

        public WelcomeFrame(
            string session, string token, ProjectName project, long revision, bool resumed, long heartbeatMs, long? hold)
            : base(Word)
        {
            Session = session;
            Token = token;
            Project = project;
            Revision = revision;
            Resumed = resumed;
            HeartbeatMs = heartbeatMs;
            Hold = hold;
        }

        public string Session { get; }

        /// <summary>Opens one resume of this session. Null in what the link hands out: only the link holds it.</summary>
        public string Token { get; }

        public ProjectName Project { get; }

        public long Revision { get; }

        public bool Resumed { get; }

        /// <summary>A `ping` comes this often; silence for three of them means that the application is gone.</summary>
        public long HeartbeatMs { get; }

        /// <summary>The number of the halt in force, or null.</summary>
        public long? Hold { get; }

        internal static WelcomeFrame Read(JsonFields fields)
        {
            return new WelcomeFrame(
                fields.Id("session"),
                fields.Hash("token"),
                ProjectName.FromJson(fields.Take("project"), fields.PathOf("project")),
                fields.Revision("revision"),
                fields.Flag("resumed"),
                JsonFields.Whole(
                    fields.Take("heartbeat_ms"), fields.PathOf("heartbeat_ms"), -FrameLimits.MaxInteger, FrameLimits.MaxInteger),
                fields.NumberOrNull("hold"));
        }
    }

    /// <summary>A person linked this file to the project: keep both ids in the scene.</summary>
    public sealed class BindFrame : IncomingFrame
    {
        internal const string Word = "bind";

        public BindFrame(string project, string scene) : base(Word)
        {
            Project = project;
            Scene = scene;
        }

        public string Project { get; }

        public string Scene { get; }

        internal static BindFrame Read(JsonFields fields)
        {
            return new BindFrame(
                fields.Id("project"),
                fields.Id("scene"));
        }
    }

    /// <summary>The open file is not of this project, or an older state of it. Report and apply nothing until asked again.</summary>
    public sealed class ForeignFrame : IncomingFrame
    {
        internal const string Word = "foreign";

        public ForeignFrame(string message) : base(Word)
        {
            Message = message;
        }

        public string Message { get; }

        internal static ForeignFrame Read(JsonFields fields)
        {
            return new ForeignFrame(fields.Text("message", FrameLimits.MessageUnits));
        }
    }

    /// <summary>Emergency override: apply nothing, answer `held`.</summary>
    public sealed class HoldFrame : IncomingFrame
    {
        internal const string Word = "hold";

        public HoldFrame(long halt) : base(Word)
        {
            Halt = halt;
        }

        public long Halt { get; }

        internal static HoldFrame Read(JsonFields fields)
        {
            return new HoldFrame(fields.Number("halt"));
        }
    }

    /// <summary>The halt is over.</summary>
    public sealed class ReleaseFrame : IncomingFrame
    {
        internal const string Word = "release";

        public ReleaseFrame(long halt) : base(Word)
        {
            Halt = halt;
        }

        public long Halt { get; }

        internal static ReleaseFrame Read(JsonFields fields)
        {
            return new ReleaseFrame(fields.Number("halt"));
        }
    }

    /// <summary>Show this to the artist inside the engine.</summary>
    public sealed class NoteFrame : IncomingFrame
    {
        internal const string Word = "note";

        public NoteFrame(string message) : base(Word)
        {
            Message = message;
        }

        public string Message { get; }

        internal static NoteFrame Read(JsonFields fields)
        {
            return new NoteFrame(fields.Text("message", FrameLimits.MessageUnits));
        }
    }

    /// <summary>Heartbeat; the link answers `pong`.</summary>
    public sealed class PingFrame : IncomingFrame
    {
        internal const string Word = "ping";

        public PingFrame(long ping) : base(Word)
        {
            Ping = ping;
        }

        public long Ping { get; }

        internal static PingFrame Read(JsonFields fields)
        {
            return new PingFrame(fields.Number("ping"));
        }
    }

    /// <summary>The session is over; the socket closes.</summary>
    public sealed class RevokedFrame : IncomingFrame
    {
        internal const string Word = "revoked";

        public RevokedFrame(string code, string message) : base(Word)
        {
            Code = code;
            Message = message;
        }

        public string Code { get; }

        public string Message { get; }

        internal static RevokedFrame Read(JsonFields fields)
        {
            return new RevokedFrame(
                fields.Code("code"),
                fields.Text("message", FrameLimits.MessageUnits));
        }
    }

    /// <summary>A project's id and what people call it.</summary>
    public sealed class ProjectName
    {
        public ProjectName(string id, string name)
        {
            Id = id;
            Name = name;
        }

        public string Id { get; }

        public string Name { get; }

        /// <summary>Raises ProtocolError.</summary>
        public static ProjectName FromJson(JsonValue value, string path)
        {
            var fields = new JsonFields(value, path);
            var read = new ProjectName(fields.Id("id"), fields.Text("name", SceneLimits.NameBytes));
            fields.End();
            return read;
        }

        public JsonValue ToJson()
        {
            return JsonValue.Object(
                JsonValue.Member("id", JsonValue.Text(Id)), JsonValue.Member("name", JsonValue.Text(Name)));
        }
    }
}
