using System;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Driver
{
    /// <summary>What the Editor layer's window and pump are in Unity: holds the adapter and gives it its turn in each frame.</summary>
    public sealed class AdapterHost
    {
        readonly EditorWorld world;
        readonly Action<JsonValue> tell;

        public AdapterHost(EditorWorld world, Action<JsonValue> tell)
        {
            this.world = world;
            this.tell = tell;
        }

        public void Frame()
        {
            world.Frame();
        }

        public void End()
        {
        }

        public JsonValue Run(Command command)
        {
            throw new InvalidOperationException("There is no verb “" + command.Verb + "”.");
        }
    }
}
