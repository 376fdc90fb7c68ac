using System;

namespace VibeSync.Core
{
    /// <summary>What was authored for everyone, never what one artist hides for themselves.</summary>
    public readonly struct Visibility : IEquatable<Visibility>
    {
        public static readonly Visibility Shown = new Visibility(true, true);

        public Visibility(bool viewport, bool render)
        {
            Viewport = viewport;
            Render = render;
        }

        public bool Viewport { get; }

        public bool Render { get; }

        /// <summary>Raises ProtocolError.</summary>
        public static Visibility FromJson(JsonValue value, string path)
        {
            var fields = new JsonFields(value, path);
            var read = new Visibility(
                JsonFields.Boolean(fields.Take("viewport"), fields.PathOf("viewport")),
                JsonFields.Boolean(fields.Take("render"), fields.PathOf("render")));
            fields.End();
            return read;
        }

        public JsonValue ToJson()
        {
            return JsonValue.Object(
                JsonValue.Member("viewport", JsonValue.Boolean(Viewport)),
                JsonValue.Member("render", JsonValue.Boolean(Render)));
        }

        public bool Equals(Visibility other)
        {
            return Viewport == other.Viewport && Render == other.Render;
        }

        public override bool Equals(object other)
        {
            return other is Visibility visibility && Equals(visibility);
        }

        public override int GetHashCode()
        {
            return (Viewport ? 1 : 0) + (Render ? 2 : 0);
        }

        public static bool operator ==(Visibility a, Visibility b)
        {
            return a.Equals(b);
        }

        public static bool operator !=(Visibility a, Visibility b)
        {
            return !a.Equals(b);
        }
    }
}
