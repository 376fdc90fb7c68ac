using System;

namespace VibeSync.Core
{
    /// <summary>Lower-case UUIDs: objects, scenes, sessions, edits.</summary>
    public static class Ids
    {
        const int Length = 36;

        public static string New()
        {
            return Guid.NewGuid().ToString("D");
        }

        public static bool IsId(string text)
        {
            if (text == null || text.Length != Length)
                return false;
            for (int index = 0; index < Length; index += 1)
            {
                char each = text[index];
                bool hyphen = index == 8 || index == 13 || index == 18 || index == 23;
                if (hyphen ? each != '-' : !IsLowerHex(each))
                    return false;
            }
            return true;
        }

        /// <summary>Raises ProtocolError.</summary>
        public static string FromJson(JsonValue value, string path)
        {
            if (value.Kind != JsonKind.Text || !IsId(value.AsText))
                throw JsonFields.Wrong(path, "not a lower-case UUID");
            return value.AsText;
        }

        /// <summary>Raises ProtocolError.</summary>
        public static string FromJsonOrNull(JsonValue value, string path)
        {
            return value.IsNull ? null : FromJson(value, path);
        }

        internal static bool IsLowerHex(char each)
        {
            return (each >= '0' && each <= '9') || (each >= 'a' && each <= 'f');
        }
    }
}
