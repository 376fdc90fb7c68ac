using System;
using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.World
{
    /// <summary>The serialised properties of one object by path, for diffs that are exact to the bit.</summary>
    public static class ObjectState
    {
        const string Name = "m_Name";
        const string Active = "m_IsActive";
        const string Position = "m_LocalPosition";
        const string Rotation = "m_LocalRotation";
        const string Scale = "m_LocalScale";
        const char Separator = '/';
        public const string Itself = "GameObject";
        public const string Place = "Transform";

        public static Dictionary<string, object> Read(GameObject item)
        {
            var state = new Dictionary<string, object>
            {
                { Name, item.Name },
                { Active, item.IsActive },
                { Position, item.Position },
                { Rotation, item.Rotation },
                { Scale, item.Scale },
            };
            foreach (Component component in item.Components)
                foreach (KeyValuePair<string, JsonValue> each in component.Fields)
                    state[component.Type + Separator + each.Key] = each.Value;
            return state;
        }

        /// <summary>Paths whose values differ, in order.</summary>
        public static List<string> Differing(Dictionary<string, object> before, Dictionary<string, object> after)
        {
            var paths = new SortedSet<string>(StringComparer.Ordinal);
            foreach (KeyValuePair<string, object> each in before)
                if (!after.TryGetValue(each.Key, out object value) || !value.Equals(each.Value))
                    paths.Add(each.Key);
            foreach (string path in after.Keys)
                if (!before.ContainsKey(path))
                    paths.Add(path);
            return new List<string>(paths);
        }

        /// <summary>The component that a property is of.</summary>
        public static string PartOf(string path)
        {
            if (path == Name || path == Active)
                return Itself;
            int split = path.IndexOf(Separator);
            return split < 0 ? Place : path.Substring(0, split);
        }

        /// <summary>Writes one property; null takes a component's field away. A component that is gone takes nothing.</summary>
        public static void Write(GameObject item, string path, object value)
        {
            switch (path)
            {
                case Name:
                    item.SetName((string)value);
                    break;
                case Active:
                    item.SetActive((bool)value);
                    break;
                case Position:
                    item.Restore((Vector3)value, item.Rotation, item.Scale);
                    break;
                case Rotation:
                    item.Restore(item.Position, (Quaternion)value, item.Scale);
                    break;
                case Scale:
                    item.Restore(item.Position, item.Rotation, (Vector3)value);
                    break;
                default:
                    int split = path.IndexOf(Separator);
                    Component component = item.Find(path.Substring(0, split));
                    if (component != null)
                        item.SetField(component, path.Substring(split + 1), (JsonValue)value);
                    break;
            }
        }
    }
}
