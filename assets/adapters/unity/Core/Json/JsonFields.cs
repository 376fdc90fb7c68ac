using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Takes the fields out of one JSON object: each has to be there, and no other. Raises ProtocolError.</summary>
    public sealed class JsonFields
    {
        readonly JsonValue value;
        int taken;

        public JsonFields(JsonValue value, string path)
        {
            if (value.Kind != JsonKind.Object)
                throw Wrong(path, "not an object");
            this.value = value;
            Path = path;
        }

        public string Path { get; }

        public string PathOf(string field)
        {
            return Path + "." + field;
        }

        /// <summary>The value of a field that has not been taken yet.</summary>
        public JsonValue Take(string field)
        {
            JsonValue found = value.Find(field);
            if (found == null)
                throw Wrong(PathOf(field), "missing");
            taken += 1;
            return found;
        }

        /// <summary>To be called when all fields are taken: whatever is left is unknown.</summary>
        public void End()
        {
            if (taken != value.Members.Count)
                throw Wrong(Path, "an unknown field");
        }

        public static ProtocolError Wrong(string path, string what)
        {
            return new ProtocolError(ProtocolError.InvalidMessage, path + ": " + what);
        }

        public static IReadOnlyList<JsonValue> Items(JsonValue value, string path, int minimum, int maximum)
        {
            if (value.Kind != JsonKind.Array || value.Items.Count < minimum || value.Items.Count > maximum)
                throw Wrong(path, "not a list of that length");
            return value.Items;
        }

        public static bool Boolean(JsonValue value, string path)
        {
            if (value.Kind != JsonKind.Boolean)
                throw Wrong(path, "not true or false");
            return value.AsBoolean;
        }

        /// <summary>Text of at most so many UTF-16 units.</summary>
        public static string Text(JsonValue value, string path, int maxUnits)
        {
            if (value.Kind != JsonKind.Text || value.AsText.Length > maxUnits)
                throw Wrong(path, "no such text");
            return value.AsText;
        }

        public static long Whole(JsonValue value, string path, long low, long high)
        {
            if (value.Kind != JsonKind.Number || value.AsNumber % 1.0 != 0.0 || value.AsNumber < low || value.AsNumber > high)
                throw Wrong(path, "no such number");
            return (long)value.AsNumber;
        }
    }
}
