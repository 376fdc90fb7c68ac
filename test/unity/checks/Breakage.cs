using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>A frame, broken at every place in every way: where, and what it is then.</summary>
    public static class Breakage
    {
        // Custom properties may have any key, and values of several kinds.
        const string AnyKeys = "properties";

        public static IEnumerable<KeyValuePair<string, JsonValue>> Of(JsonValue value)
        {
            if (value.Kind == JsonKind.Object)
            {
                yield return JsonValue.Member(": a surplus field", With(value, "surplus", JsonValue.Number(1)));
                foreach (KeyValuePair<string, JsonValue> each in value.Members)
                {
                    yield return JsonValue.Member(" without " + each.Key, With(value, each.Key, null));
                    yield return JsonValue.Member("." + each.Key + " wrong", With(value, each.Key, WrongFor(each.Value)));
                    if (each.Key == AnyKeys)
                        continue;
                    foreach (KeyValuePair<string, JsonValue> inner in Of(each.Value))
                        yield return JsonValue.Member("." + each.Key + inner.Key, With(value, each.Key, inner.Value));
                }
            }
            else if (value.Kind == JsonKind.Array)
                for (int index = 0; index < value.Items.Count; index += 1)
                {
                    yield return JsonValue.Member("[" + index + "] wrong", With(value, index, WrongFor(value.Items[index])));
                    foreach (KeyValuePair<string, JsonValue> inner in Of(value.Items[index]))
                        yield return JsonValue.Member("[" + index + "]" + inner.Key, With(value, index, inner.Value));
                }
        }

        /// <summary>What no field of a frame may be: an object that is none of the protocol's.</summary>
        static JsonValue WrongFor(JsonValue value)
        {
            return JsonValue.Object(JsonValue.Member("wrong", value));
        }

        /// <summary>A copy with one member set; C# null leaves it out.</summary>
        static JsonValue With(JsonValue value, string key, JsonValue changed)
        {
            var members = new List<KeyValuePair<string, JsonValue>>();
            bool known = false;
            foreach (KeyValuePair<string, JsonValue> each in value.Members)
            {
                known |= each.Key == key;
                if (each.Key != key)
                    members.Add(each);
                else if (changed != null)
                    members.Add(JsonValue.Member(key, changed));
            }
            if (!known)
                members.Add(JsonValue.Member(key, changed));
            return JsonValue.Object(members);
        }

        static JsonValue With(JsonValue value, int index, JsonValue changed)
        {
            var items = new List<JsonValue>(value.Items);
            items[index] = changed;
            return JsonValue.Array(items);
        }
    }
}
