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
        readonly KeptName? keptName;
        readonly bool isActive;
        readonly Visibility? writtenVisibility;
        readonly IReadOnlyList<KeyValuePair<string, JsonValue>> properties;
        readonly ObjectKind kind;
        readonly ObjectKind parentKind;
        readonly DrivenFacets driven;
        readonly Reading reading;

        public RawObject(IEngineObject item, Reading reading)
        {
            this.reading = reading;
            kind = item.Kind;
            driven = item.Driven;
            local = item.Local;
            parent = item.Parent;
            parentKind = parent == null ? default(ObjectKind) : parent.Kind;
            name = item.Name;
            keptName = item.KeptName;
            isActive = item.IsActive;
            writtenVisibility = item.WrittenVisibility;
            properties = item.Properties;
        }

        /// <summary>The whole object as it was read then.</summary>
        public SceneObject Shared
        {
            get { return reading.Object; }
        }

        /// <summary>Whether the object would still be read as it was then. Asks for no more than it takes to be sure; false where that
        /// cannot be said without reading it.</summary>
        public bool IsStill(IEngineObject item, Identity identity)
        {
            // What hangs on something that is not shared is read through that.
            if (reading.Driven.Contains(Facets.Parent))
                return false;
            IEngineObject above = item.Parent;
            return (above == null ? parent == null : parent != null && above.Handle == parent.Handle)
                && (above == null || (identity.IdOf(above.Handle) == reading.Object.Parent && above.Kind == parentKind))
                && item.Local.IsSame(local)
                && item.Name == name
                && item.KeptName == keptName
                && item.IsActive == isActive
                && item.Kind == kind
                && item.Driven == driven
                && item.WrittenVisibility == writtenVisibility
                && Same(item.Properties, properties);
        }

        /// <summary>Whether setting `facet` back to this shared value is setting it back to what stood here: what the engine owned
        /// had no shared value.</summary>
        public bool Stands(string facet, JsonValue value)
        {
            return reading.Driven.Contains(facet) || reading.Facet(facet).Equals(value);
        }

        /// <summary>Writes one facet as it was. A parent comes back with the local place.</summary>
        public void Write(IEngineObject item, string facet, Identity identity)
        {
            switch (facet)
            {
                case Facets.Name:
                    if (item.Name != name)
                        item.Name = name;
                    if (item.KeptName != keptName)
                        item.KeptName = keptName;
                    break;
                case Facets.Parent:
                    bool isOwn = parent != null && identity.IsPresent(parent) && identity.IdOf(parent) == null;
                    item.SetParent(isOwn ? parent : Shared.Parent == null ? null : identity.Find(Shared.Parent));
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

        static bool Same(
            IReadOnlyList<KeyValuePair<string, JsonValue>> a, IReadOnlyList<KeyValuePair<string, JsonValue>> b)
        {
            if (a.Count != b.Count)
                return false;
            for (int index = 0; index < a.Count; index += 1)
                if (a[index].Key != b[index].Key || !a[index].Value.Equals(b[index].Value))
                    return false;
            return true;
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
