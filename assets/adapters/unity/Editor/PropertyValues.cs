using System;
using System.Collections.Generic;
using System.Text;
using VibeSync.Core;

namespace VibeSync.Editor
{
    /// <summary>Custom properties between the component that a person edits and the values that are shared.</summary>
    static class PropertyValues
    {
        /// <summary>Those that can be shared, ordered by key. `refuse` is told the key of each that cannot, and why.</summary>
        public static IReadOnlyList<KeyValuePair<string, JsonValue>> Read(VibeSyncIdentity identity, Action<string, string> refuse)
        {
            var read = new SortedDictionary<string, JsonValue>(StringComparer.Ordinal);
            foreach (VibeSyncProperty each in identity.Properties)
            {
                string why = WhyNot(each);
                if (why == null && read.ContainsKey(each.key))
                    why = "its key comes twice";
                if (why == null && read.Count >= SceneLimits.PropertiesPerObject)
                    why = "there are too many";
                if (why == null)
                    read.Add(each.key, ValueOf(each));
                else
                    refuse(each.key, why);
            }
            return new List<KeyValuePair<string, JsonValue>>(read);
        }

        /// <summary>Sets one or, with null, takes it away.</summary>
        public static void Write(VibeSyncIdentity identity, string key, JsonValue value)
        {
            int index = identity.Properties.FindIndex(each => each.key == key);
            if (value == null || value.IsNull)
            {
                identity.Properties.RemoveAll(each => each.key == key);
                return;
            }
            VibeSyncProperty written = PropertyOf(key, value);
            if (index < 0)
                identity.Properties.Add(written);
            else
                identity.Properties[index] = written;
        }

        /// <summary>Differs wherever a property does, as far as 32 bits can tell.</summary>
        public static int Fingerprint(VibeSyncIdentity identity)
        {
            int sum = identity.WrittenVisibility;
            foreach (VibeSyncProperty each in identity.Properties)
            {
                sum = Mix(sum, each.key);
                sum = Mix(sum, (int)each.kind);
                sum = Mix(sum, each.boolean ? 1 : 0);
                sum = Mix(sum, each.number.GetHashCode());
                sum = Mix(sum, each.text);
                foreach (float number in each.numbers ?? new float[0])
                    sum = Mix(sum, number.GetHashCode());
            }
            return sum;
        }

        static int Mix(int sum, object part)
        {
            unchecked
            {
                const int Factor = 31;
                return sum * Factor + (part == null ? 0 : part.GetHashCode());
            }
        }

        static string WhyNot(VibeSyncProperty property)
        {
            if (!SharedName.Is(property.key, SceneLimits.PropertyKeyBytes) || StrictJson.IsReserved(property.key))
                return "that is no key";
            switch (property.kind)
            {
                case VibeSyncPropertyKind.Number:
                    return IsFinite(property.number) ? null : "it is not a number";
                case VibeSyncPropertyKind.Text:
                    return IsShareable(property.text) ? null : "its text is too long or broken";
                case VibeSyncPropertyKind.Numbers:
                    float[] numbers = property.numbers ?? new float[0];
                    if (numbers.Length < SceneLimits.VectorMin || numbers.Length > SceneLimits.VectorMax)
                        return "it has too few or too many numbers";
                    return Array.TrueForAll(numbers, IsFinite) ? null : "one of them is not a number";
                default:
                    return null;
            }
        }

        static bool IsFinite(float number)
        {
            return !float.IsNaN(number) && !float.IsInfinity(number);
        }

        static bool IsShareable(string text)
        {
            const char Nul = '\0';
            if (text == null || text.IndexOf(Nul) >= 0)
                return false;
            try
            {
                return Strict.GetByteCount(text) <= SceneLimits.PropertyTextBytes;
            }
            catch (EncoderFallbackException)
            {
                return false;
            }
        }

        // Throws for half a surrogate pair.
        static readonly UTF8Encoding Strict = new UTF8Encoding(false, true);

        static JsonValue ValueOf(VibeSyncProperty property)
        {
            switch (property.kind)
            {
                case VibeSyncPropertyKind.Boolean:
                    return JsonValue.Boolean(property.boolean);
                case VibeSyncPropertyKind.Number:
                    return JsonValue.Number(property.number);
                case VibeSyncPropertyKind.Text:
                    return JsonValue.Text(property.text);
                default:
                    return JsonValue.Array(Array.ConvertAll(property.numbers, each => JsonValue.Number(each)));
            }
        }

        static VibeSyncProperty PropertyOf(string key, JsonValue value)
        {
            var property = new VibeSyncProperty { key = key };
            switch (value.Kind)
            {
                case JsonKind.Boolean:
                    property.kind = VibeSyncPropertyKind.Boolean;
                    property.boolean = value.AsBoolean;
                    break;
                case JsonKind.Number:
                    property.kind = VibeSyncPropertyKind.Number;
                    property.number = (float)value.AsNumber;
                    break;
                case JsonKind.Text:
                    property.kind = VibeSyncPropertyKind.Text;
                    property.text = value.AsText;
                    break;
                case JsonKind.Array:
                    property.kind = VibeSyncPropertyKind.Numbers;
                    property.numbers = new float[value.Items.Count];
                    for (int index = 0; index < property.numbers.Length; index += 1)
                        property.numbers[index] = (float)value.Items[index].AsNumber;
                    break;
                default:
                    throw new EngineRefusal("unknown_value", "“" + key + "” has a value that no property can have.");
            }
            return property;
        }
    }
}
