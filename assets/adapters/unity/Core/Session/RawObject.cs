using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>An object's values as the engine keeps them, bit for bit, so that taking something back leaves no trace of
    /// rounding.</summary>
    public sealed class RawObject
    {
        readonly EngineTransform local;
        readonly IEngineObject parent;
        readonly string name;
        readonly bool isActive;
        readonly Visibility? writtenVisibility;
        readonly IReadOnlyList<KeyValuePair<string, JsonValue>> properties;

        public RawObject(IEngineObject item, SceneObject shared)
        {
            local = item.Local;
            parent = item.Parent;
            name = item.Name;
            isActive = item.IsActive;
            writtenVisibility = item.WrittenVisibility;
            properties = item.Properties;
            Shared = shared;
        }

        /// <summary>The whole object as it was read then.</summary>
        public SceneObject Shared { get; }

        /// <summary>Writes one facet as it was. A parent comes back with the local place.</summary>
        public void Write(IEngineObject item, string facet, Identity identity)
        {
            switch (facet)
            {
                case Facets.Name:
                    item.Name = name;
                    break;
                case Facets.Parent:
                    IEngineObject shared = Shared.Parent == null ? null : identity.Find(Shared.Parent);
                    item.SetParent(shared ?? (parent != null && parent.IsAlive ? parent : null));
                    item.Local = local;
                    break;
                case Facets.Transform:
                    item.Local = local;
                    break;
                case Facets.Visibility:
                    if (item.IsActive != isActive)
                        item.IsActive = isActive;
                    if (item.WrittenVisibility != writtenVisibility)
                        item.WrittenVisibility = writtenVisibility;
                    break;
                default:
                    item.SetProperty(Facets.KeyOf(facet), PropertyOf(Facets.KeyOf(facet)));
                    break;
            }
        }

        JsonValue PropertyOf(string key)
        {
            foreach (KeyValuePair<string, JsonValue> each in properties)
                if (each.Key == key)
                    return each.Value;
            return null;
        }
    }
}
