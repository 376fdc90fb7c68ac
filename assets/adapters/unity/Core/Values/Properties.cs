using System;
using System.Collections;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>The custom properties of one object, immutable, in the order of the UTF-16 units of their keys. A value is a
    /// boolean, a number that a 32-bit float holds, text, or a list of 2 to 16 such numbers.</summary>
    public sealed class Properties : IReadOnlyList<KeyValuePair<string, JsonValue>>
    {
        public static readonly Properties None = new Properties(new KeyValuePair<string, JsonValue>[0]);

        static readonly Comparison<KeyValuePair<string, JsonValue>> ByKey = (a, b) => string.CompareOrdinal(a.Key, b.Key);

        readonly KeyValuePair<string, JsonValue>[] entries;

        Properties(KeyValuePair<string, JsonValue>[] sorted)
        {
            entries = sorted;
        }

        /// <summary>Puts them in order and makes their values canonical. Raises UnrepresentableException for a number that no 32-bit
        /// float holds, ArgumentException for a key that comes twice and for what is no property's value.</summary>
        public static Properties Of(IEnumerable<KeyValuePair<string, JsonValue>> values)
        {
            var sorted = new List<KeyValuePair<string, JsonValue>>();
            foreach (KeyValuePair<string, JsonValue> each in values)
                sorted.Add(new KeyValuePair<string, JsonValue>(each.Key, CanonicalValue(each.Value)));
            if (sorted.Count == 0)
                return None;
            sorted.Sort(ByKey);
            for (int index = 1; index < sorted.Count; index += 1)
                if (sorted[index].Key == sorted[index - 1].Key)
                    throw new ArgumentException("A property comes twice.", nameof(values));
            return new Properties(sorted.ToArray());
        }

        /// <summary>A property's value with every number rounded to the nearest 32-bit float.</summary>
        public static JsonValue CanonicalValue(JsonValue value)
        {
            switch (value.Kind)
            {
                case JsonKind.Boolean:
                case JsonKind.Text:
                    return value;
                case JsonKind.Number:
                    return JsonValue.Number(CanonicalNumber.Of(value.AsNumber));
                case JsonKind.Array:
                    var numbers = new JsonValue[value.Items.Count];
                    for (int index = 0; index < numbers.Length; index += 1)
                        numbers[index] = JsonValue.Number(CanonicalNumber.Of(value.Items[index].AsNumber));
                    return JsonValue.Array(numbers);
                default:
                    throw new ArgumentException("That is no value of a property.", nameof(value));
            }
        }

        /// <summary>Canonical. Raises ProtocolError.</summary>
        public static Properties FromJson(JsonValue value, string path)
        {
            if (value.Kind != JsonKind.Object)
                throw JsonFields.Wrong(path, "not an object");
            foreach (KeyValuePair<string, JsonValue> each in value.Members)
            {
                CheckKey(each.Key, path);
                CheckValue(each.Value, path + "." + each.Key);
            }
            return Of(value.Members);
        }

        /// <summary>A canonical value. Raises ProtocolError.</summary>
        public static JsonValue ValueFromJson(JsonValue value, string path)
        {
            CheckValue(value, path);
            return CanonicalValue(value);
        }

        /// <summary>Raises ProtocolError for what the protocol takes for no property's key.</summary>
        public static string CheckKey(string key, string path)
        {
            if (key.Length > SceneLimits.PropertyKeyBytes || StrictJson.IsReserved(key))
                throw JsonFields.Wrong(path, "no property's key");
            return key;
        }

        static void CheckValue(JsonValue value, string path)
        {
            switch (value.Kind)
            {
                case JsonKind.Boolean:
                    return;
                case JsonKind.Text:
                    JsonFields.Text(value, path, SceneLimits.PropertyTextBytes);
                    return;
                case JsonKind.Array:
                    foreach (JsonValue each in JsonFields.Items(value, path, SceneLimits.VectorMin, SceneLimits.VectorMax))
                        CanonicalNumber.FromJson(each, path);
                    return;
                default:
                    CanonicalNumber.FromJson(value, path);
                    return;
            }
        }

        public int Count
        {
            get { return entries.Length; }
        }

        public KeyValuePair<string, JsonValue> this[int index]
        {
            get { return entries[index]; }
        }

        /// <summary>The value of a property; <see cref="JsonValue.Null"/> when there is none.</summary>
        public JsonValue Find(string key)
        {
            int low = 0;
            int high = entries.Length - 1;
            while (low <= high)
            {
                int middle = (low + high) / 2;
                int order = string.CompareOrdinal(entries[middle].Key, key);
                if (order == 0)
                    return entries[middle].Value;
                if (order < 0)
                    low = middle + 1;
                else
                    high = middle - 1;
            }
            return JsonValue.Null;
        }

        /// <summary>A copy with this value; <see cref="JsonValue.Null"/> takes the property away.</summary>
        public Properties With(string key, JsonValue value)
        {
            var changed = new List<KeyValuePair<string, JsonValue>>(entries.Length + 1);
            foreach (KeyValuePair<string, JsonValue> each in entries)
                if (each.Key != key)
                    changed.Add(each);
            if (!value.IsNull)
                changed.Add(new KeyValuePair<string, JsonValue>(key, value));
            return Of(changed);
        }

        public JsonValue ToJson()
        {
            return JsonValue.Object(entries);
        }

        public IEnumerator<KeyValuePair<string, JsonValue>> GetEnumerator()
        {
            return ((IEnumerable<KeyValuePair<string, JsonValue>>)entries).GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            return entries.GetEnumerator();
        }
    }
}
