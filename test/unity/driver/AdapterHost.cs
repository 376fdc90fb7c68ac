using System;
using System.Collections.Generic;
using System.Reflection;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Driver
{
    /// <summary>What the Editor layer's window and pump are in Unity: holds the adapter, gives it its turn in each frame, lets it go
    /// before a domain reload and makes it anew after.</summary>
    public sealed class AdapterHost
    {
        const string AdapterVersion = "0.1.0";
        const string EngineVersion = "2022.3.0f1";
        const string UrlKey = "VibeSync.Url";
        const string NumbersKey = "VibeSync.Numbers";
        const double FramesPerSecond = 60.0;
        const double MillisecondsASecond = 1000.0;
        const double BudgetSeconds = 0.002;
        const double SettleSeconds = 3.5 / FramesPerSecond;

        readonly EditorWorld world;
        readonly Action<JsonValue> tell;
        readonly SessionTokens tokens;
        WorldScene scene;
        Adapter adapter;
        JsonValue told = JsonValue.Null;
        bool isFrozen;

        /// <summary>Whether a command waits for its frame, as what a person does waits, so that nothing goes on faster than an editor
        /// draws.</summary>
        public bool IsPaced { get; private set; }

        /// <summary>What times the adapter for a bench; null until one asks for it.</summary>
        public FrameProbe Probe { get; private set; }

        public AdapterHost(EditorWorld world, Action<JsonValue> tell)
        {
            this.world = world;
            this.tell = tell;
            tokens = new SessionTokens(world.SessionState);
            Load();
        }

        /// <summary>One turn of the main thread, unless that hangs; then what there is to tell of the adapter.</summary>
        public void Frame()
        {
            if (isFrozen)
                return;
            world.Frame();
            JsonValue status = Status();
            if (status.Equals(told))
                return;
            told = status;
            tell(JsonValue.Object(JsonValue.Member("event", JsonValue.Text("status")), JsonValue.Member("status", status)));
        }

        public void End()
        {
            adapter.Disconnect();
        }

        public JsonValue Run(Command command)
        {
            switch (command.Verb)
            {
                case "connect":
                    Connect(command.Text("url"), command.Text("code"));
                    return JsonValue.Null;
                case "disconnect":
                    adapter.Disconnect();
                    return JsonValue.Null;
                case "status":
                    return Status();
                case "notes":
                    return Dump.Texts(adapter.Notes);
                case "recent":
                    return Dump.Texts(adapter.Recent);
                case "theirs":
                    return adapter.Theirs == null ? JsonValue.Null : JsonValue.Text(adapter.Theirs);
                case "undo_theirs":
                    adapter.UndoTheirs();
                    return JsonValue.Null;
                case "check_conversions":
                    return Dump.Texts(ConversionCheck.Run(scene));
                case "session_state":
                    return Dump.Texts(world.SessionState.Keys);
                case "pace":
                    IsPaced = command.Flag("on", true);
                    return JsonValue.Null;
                case "freeze":
                    isFrozen = true;
                    return JsonValue.Null;
                case "thaw":
                    isFrozen = false;
                    return JsonValue.Null;
                case "measure":
                    Probe = new FrameProbe();
                    return JsonValue.Null;
                case "pump":
                    return JsonValue.Boolean(adapter.Pump(command.Value("budget").AsNumber));
                case "swallow":
                    Swallow(world.Find(command.Text("name")), (float)command.Value("height").AsNumber);
                    return JsonValue.Null;
                case "vanish":
                    Vanish(world.Find(command.Text("name")));
                    return JsonValue.Null;
                case "reload_domain":
                    ReloadDomain();
                    return JsonValue.Null;
                default:
                    throw new InvalidOperationException("There is no verb “" + command.Verb + "”.");
            }
        }

        /// <summary>A change that the adapter misses for ever: it takes the object at its new height for what it has known all along.
        /// What is left to find it is the audit.</summary>
        void Swallow(GameObject item, float height)
        {
            item.SetPosition(new Vector3(item.Position.X, height, item.Position.Z));
            TakeForKnown(item.Find(Component.Identity).Fields["id"].AsText);
        }

        /// <summary>As <see cref="Swallow"/>, of an object that is no longer there.</summary>
        void Vanish(GameObject item)
        {
            string id = item.Find(Component.Identity).Fields["id"].AsText;
            item.Detach();
            TakeForKnown(id);
        }

        void TakeForKnown(string id)
        {
            FieldInfo field = typeof(Adapter).GetField("shop", BindingFlags.Instance | BindingFlags.NonPublic);
            var shop = (Workshop)field.GetValue(adapter);
            shop.View.Take(id);
        }

        /// <summary>Compiling ends with it; so may entering play mode begin.</summary>
        void ReloadDomain()
        {
            world.ReloadDomain();
            world.IsCompiling = false;
            Load();
        }

        void Load()
        {
            scene = new WorldScene(world);
            adapter = new Adapter(scene, Seconds, AdapterVersion, EngineVersion, SettleSeconds);
            Adapter loaded = adapter;
            world.Update += () => Turn(loaded);
            world.SceneSaving += scene => loaded.BeforeSave();
            world.SceneSaved += scene => loaded.AfterSave();
            world.PlayModeChanged += loaded.ActivityChanged;
            world.EnteringPlayMode += loaded.BeforePlay;
            world.LeavingPlayMode += loaded.LeavePlay;
            Action<IReadOnlyList<ObjectChange>> published = stream => loaded.LookAtPlay();
            world.Changes.ChangesPublished += published;
            world.BeforeAssemblyReload += () => world.Changes.ChangesPublished -= published;
            world.BeforeAssemblyReload += () => world.SessionState[NumbersKey] = loaded.Suspend();
            string url;
            if (tokens.Token == null || !world.SessionState.TryGetValue(UrlKey, out url))
                return;
            if (world.SessionState[NumbersKey] != null)
                adapter.Recall(world.SessionState[NumbersKey]);
            adapter.Connect(new Link(url, null, tokens));
        }

        /// <summary>Frames are a test's clock, so that nothing depends on how fast it runs; a bench measures real ones.</summary>
        double Seconds()
        {
            return Probe == null ? world.FrameCount / FramesPerSecond : SystemClock.NowMs / MillisecondsASecond;
        }

        void Turn(Adapter loaded)
        {
            Probe?.BeginTurn();
            loaded.Pump(BudgetSeconds);
            Probe?.EndTurn();
        }

        void Connect(string url, string code)
        {
            adapter.Disconnect();
            tokens.Token = null;
            var link = new Link(url, code, tokens);
            adapter.Connect(Probe == null ? link : Probe.Watch(link));
            world.SessionState[UrlKey] = url;
        }

        JsonValue Status()
        {
            return JsonValue.Object(
                JsonValue.Member("phase", JsonValue.Text(adapter.Phase.ToString().ToLowerInvariant())),
                JsonValue.Member("connected", JsonValue.Boolean(adapter.IsConnected)),
                JsonValue.Member("status", JsonValue.Text(adapter.Status)),
                JsonValue.Member("problem", JsonValue.Text(adapter.Problem)),
                JsonValue.Member("undecided", JsonValue.Number(adapter.Undecided)),
                JsonValue.Member("applied_through", Number(adapter.AppliedThrough)),
                JsonValue.Member("held_by", Number(adapter.HeldBy)),
                JsonValue.Member("revision", JsonValue.Number(adapter.Revision)));
        }

        static JsonValue Number(long? value)
        {
            return value == null ? JsonValue.Null : JsonValue.Number(value.Value);
        }

        /// <summary>The token, where a domain reload leaves it.</summary>
        sealed class SessionTokens : ITokenStore
        {
            const string TokenKey = "VibeSync.Token";

            readonly Dictionary<string, string> state;

            public SessionTokens(Dictionary<string, string> state)
            {
                this.state = state;
            }

            public string Token
            {
                get
                {
                    string token;
                    return state.TryGetValue(TokenKey, out token) ? token : null;
                }

                set
                {
                    if (value == null)
                        state.Remove(TokenKey);
                    else
                        state[TokenKey] = value;
                }
            }
        }
    }
}
