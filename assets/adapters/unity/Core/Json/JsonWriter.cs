using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace VibeSync.Core
{
    /// <summary>Writes one line of JSON.</summary>
    static class JsonWriter
    {
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
                    NumberText.Append(text, value.AsNumber);
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
