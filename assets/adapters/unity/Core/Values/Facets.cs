using System;

namespace VibeSync.Core
{
    /// <summary>The names of what one operation can change of an object without touching the rest (R12). A property's facet is
    /// `property:` and its key.</summary>
    public static class Facets
    {
        public const string Existence = "existence";
        public const string Name = "name";
        public const string Parent = "parent";
        public const string Transform = "transform";
        public const string Visibility = "visibility";

        const string PropertyPrefix = "property:";

        public static string Property(string key)
        {
            return PropertyPrefix + key;
        }

        public static bool IsProperty(string facet)
        {
            return facet.StartsWith(PropertyPrefix, StringComparison.Ordinal);
        }

        /// <summary>The key of a property's facet.</summary>
        public static string KeyOf(string facet)
        {
            return facet.Substring(PropertyPrefix.Length);
        }

        /// <summary>Raises ProtocolError.</summary>
        public static string FromJson(JsonValue value, string path)
        {
            if (value.Kind != JsonKind.Text)
                throw JsonFields.Wrong(path, "not a facet");
            string facet = value.AsText;
            if (IsProperty(facet))
                Properties.CheckKey(KeyOf(facet), path);
            else if (facet != Existence && facet != Name && facet != Parent && facet != Transform && facet != Visibility)
                throw JsonFields.Wrong(path, "not a facet");
            return facet;
        }

        /// <summary>A facet's value in canonical form; <see cref="JsonValue.Null"/> for no object, no parent and no property.
        /// Raises ProtocolError.</summary>
        public static JsonValue ValueFromJson(string facet, JsonValue value, string path)
        {
            switch (facet)
            {
                case Existence:
                    return value.IsNull ? value : SceneObject.FromJson(value, path).ToJson();
                case Name:
                    return JsonValue.Text(JsonFields.Text(value, path, SceneLimits.NameBytes));
                case Parent:
                    return JsonValue.Text(Ids.FromJsonOrNull(value, path));
                case Transform:
                    return VibeSync.Core.Transform.FromJson(value, path).ToJson();
                case Visibility:
                    return VibeSync.Core.Visibility.FromJson(value, path).ToJson();
                default:
                    return value.IsNull ? value : Properties.ValueFromJson(value, path);
            }
        }
    }
}
