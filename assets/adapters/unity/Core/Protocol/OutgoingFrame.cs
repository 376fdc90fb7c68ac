using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>A frame to the application.</summary>
    public abstract class OutgoingFrame
    {
        internal OutgoingFrame(string type)
        {
            Type = type;
        }

        /// <summary>What it is called on the wire.</summary>
        public string Type { get; }

        public JsonValue ToJson()
        {
            var members = new List<KeyValuePair<string, JsonValue>> { JsonValue.Member("type", JsonValue.Text(Type)) };
            Spell(members);
            return JsonValue.Object(members);
        }

        /// <summary>The frame as it travels. Raises ArgumentException where a text in it has a lone surrogate or a NUL.</summary>
        public string Write()
        {
            return StrictJson.Write(ToJson());
        }

        /// <summary>Adds every field but the type.</summary>
        internal abstract void Spell(List<KeyValuePair<string, JsonValue>> members);

        internal static JsonValue NumberOrNull(long? value)
        {
            return value.HasValue ? JsonValue.Number(value.Value) : JsonValue.Null;
        }
    }

    static class MemberList
    {
        public static void Add(this List<KeyValuePair<string, JsonValue>> members, string field, JsonValue value)
        {
            members.Add(JsonValue.Member(field, value));
        }

        public static void Add(this List<KeyValuePair<string, JsonValue>> members, string field, string value)
        {
            members.Add(JsonValue.Member(field, JsonValue.Text(value)));
        }

        public static void Add(this List<KeyValuePair<string, JsonValue>> members, string field, long value)
        {
            members.Add(JsonValue.Member(field, JsonValue.Number(value)));
        }

        public static void Add(this List<KeyValuePair<string, JsonValue>> members, string field, bool value)
        {
            members.Add(JsonValue.Member(field, JsonValue.Boolean(value)));
        }
    }
}
