using System.Collections.Generic;
using System.Text;

namespace VibeSync.Core
{
    /// <summary>Which custom properties can be shared.</summary>
    public static class SharedProperty
    {
        public static bool Fits(string key, JsonValue value)
        {
            return SharedName.Is(key, SceneLimits.PropertyKeyBytes) && !StrictJson.IsReserved(key) && Fits(value);
        }

        static bool Fits(JsonValue value)
        {
            switch (value.Kind)
            {
                case JsonKind.Boolean:
                    return true;
                case JsonKind.Number:
                    return FitsFloat(value.AsNumber);
                case JsonKind.Text:
                    return FitsText(value.AsText);
                case JsonKind.Array:
                    return FitsVector(value.Items);
                default:
                    return false;
            }
        }

        static bool FitsText(string text)
        {
            return WellFormedText.Is(text) && text.IndexOf('\0') < 0 && Encoding.UTF8.GetByteCount(text) <= SceneLimits.PropertyTextBytes;
        }

        static bool FitsVector(IReadOnlyList<JsonValue> items)
        {
            if (items.Count < SceneLimits.VectorMin || items.Count > SceneLimits.VectorMax)
                return false;
            foreach (JsonValue each in items)
                if (each.Kind != JsonKind.Number || !FitsFloat(each.AsNumber))
                    return false;
            return true;
        }

        static bool FitsFloat(double value)
        {
            return !float.IsInfinity((float)value);
        }
    }
}
