using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Lists in frames.</summary>
    static class FrameLists
    {
        /// <summary>Reads every item. Raises ProtocolError, also for a list that is too long.</summary>
        public static IReadOnlyList<T> Read<T>(JsonValue value, string path, int maximum, Func<JsonValue, string, T> read)
        {
            IReadOnlyList<JsonValue> items = JsonFields.Items(value, path, 0, maximum);
            var result = new T[items.Count];
            for (int index = 0; index < result.Length; index += 1)
                result[index] = read(items[index], path + "[" + index + "]");
            return result;
        }

        public static IReadOnlyList<string> Ids(JsonValue value, string path, int maximum)
        {
            return Read(value, path, maximum, VibeSync.Core.Ids.FromJson);
        }

        public static JsonValue Spell<T>(IReadOnlyCollection<T> values, Func<T, JsonValue> spell)
        {
            var items = new List<JsonValue>(values.Count);
            foreach (T each in values)
                items.Add(spell(each));
            return JsonValue.Array(items);
        }

        public static JsonValue Spell(IReadOnlyCollection<string> texts)
        {
            return Spell(texts, JsonValue.Text);
        }
    }
}
