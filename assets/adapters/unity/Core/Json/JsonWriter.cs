using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace VibeSync.Core
{
    /// <summary>Writes one line of JSON. A number is written so that the same 64-bit float is read from it.</summary>
    static class JsonWriter
    {
        // Every integer up to here has a float of its own, so that it may be written as one.
        const double ExactIntegers = 9007199254740992.0;

        public static string Write(JsonValue value)
        {
            var text = new StringBuilder();
            Append(text, value);
            return text.ToString();
        }

        static void Append(StringBuilder text, JsonValue value)
        {
            switch (value.Kind)
            {
                case JsonKind.Null:
                    text.Append("null");
                    break;
                case JsonKind.Boolean:
                    text.Append(value.AsBoolean ? "true" : "false");
                    break;
                case JsonKind.Number:
                    AppendNumber(text, value.AsNumber);
                    break;
                case JsonKind.Text:
                    AppendText(text, value.AsText);
                    break;
                case JsonKind.Array:
                    AppendItems(text, value.Items);
                    break;
                default:
                    AppendMembers(text, value.Members);
                    break;
            }
        }

        static void AppendItems(StringBuilder text, IReadOnlyList<JsonValue> items)
        {
            text.Append('[');
            for (int index = 0; index < items.Count; index += 1)
            {
                if (index > 0)
                    text.Append(',');
                Append(text, items[index]);
            }
            text.Append(']');
        }

        static void AppendMembers(StringBuilder text, IReadOnlyList<KeyValuePair<string, JsonValue>> members)
        {
            text.Append('{');
            for (int index = 0; index < members.Count; index += 1)
            {
                if (index > 0)
                    text.Append(',');
                AppendText(text, members[index].Key);
                text.Append(':');
                Append(text, members[index].Value);
            }
            text.Append('}');
        }

        static void AppendNumber(StringBuilder text, double value)
        {
            if (value % 1.0 == 0.0 && Math.Abs(value) < ExactIntegers)
            {
                text.Append(((long)value).ToString(CultureInfo.InvariantCulture));
                return;
            }
            string shortest = value.ToString("R", CultureInfo.InvariantCulture);
            // Some runtimes' round-trip format loses the last bit of some numbers.
            bool kept = double.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture) == value;
            text.Append(kept ? shortest : value.ToString("G17", CultureInfo.InvariantCulture));
        }

        static void AppendText(StringBuilder text, string value)
        {
            text.Append('"');
            for (int index = 0; index < value.Length; index += 1)
            {
                char unit = value[index];
                if (unit == '"' || unit == '\\')
                    text.Append('\\').Append(unit);
                else if (unit == '\0' || !WellFormedText.IsPart(value, index))
                    throw new ArgumentException("A text with a lone surrogate or a NUL cannot be sent.", nameof(value));
                else if (unit < ' ')
                    text.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
                else
                    text.Append(unit);
            }
            text.Append('"');
        }
    }
}
