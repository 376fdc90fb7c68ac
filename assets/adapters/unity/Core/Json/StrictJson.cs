using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>How much of JSON is read.</summary>
    public sealed class JsonLimits
    {
        /// <summary>What the application may send in one frame.</summary>
        public static readonly JsonLimits Frame = new JsonLimits(32 * 1024 * 1024, 16, 512, 64);

        public JsonLimits(int units, int depth, int keysPerObject, int numberLength)
        {
            Units = units;
            Depth = depth;
            KeysPerObject = keysPerObject;
            NumberLength = numberLength;
        }

        /// <summary>UTF-16 units of the whole text.</summary>
        public int Units { get; }

        /// <summary>Nested arrays and objects.</summary>
        public int Depth { get; }

        public int KeysPerObject { get; }

        /// <summary>Characters of the longest number.</summary>
        public int NumberLength { get; }
    }

    /// <summary>JSON without its ambiguities: what two readers could take differently is refused. As strict as the application is
    /// with what comes to it.</summary>
    public static class StrictJson
    {
        static readonly HashSet<string> ReservedKeys = new HashSet<string> { "__proto__", "constructor", "prototype" };

        /// <summary>The value of a JSON text. Raises ProtocolError.</summary>
        public static JsonValue Parse(string text)
        {
            return Parse(text, JsonLimits.Frame);
        }

        /// <summary>The value of a JSON text. Raises ProtocolError.</summary>
        public static JsonValue Parse(string text, JsonLimits limits)
        {
            return new JsonReader(text, limits).Read();
        }

        /// <summary>One line of JSON. Raises ArgumentException for a lone surrogate or a NUL.</summary>
        public static string Write(JsonValue value)
        {
            return JsonWriter.Write(value);
        }

        /// <summary>Whether a key is one that JavaScript's objects have of themselves.</summary>
        public static bool IsReserved(string key)
        {
            return ReservedKeys.Contains(key);
        }
    }
}
