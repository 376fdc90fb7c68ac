using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>One object with everything about it, as it is shared. Immutable; every value is canonical (R32).</summary>
    public sealed class SceneObject : IEquatable<SceneObject>
    {
        static readonly string[] FixedFacets = { Facets.Name, Facets.Parent, Facets.Transform, Facets.Visibility };

        /// <summary>`parent` is null at the root. The transform is made canonical: raises UnrepresentableException.</summary>
        public SceneObject(
            string id, ObjectKind kind, string name, string parent, Transform transform, Visibility visibility, Properties properties)
        {
            Id = id;
            Kind = kind;
            Name = name;
            Parent = parent;
            Transform = transform.Canonical();
            Visibility = visibility;
            Properties = properties;
        }

        public string Id { get; }

        public ObjectKind Kind { get; }

        public string Name { get; }

        /// <summary>The parent's id, or null.</summary>
        public string Parent { get; }

        public Transform Transform { get; }

        public Visibility Visibility { get; }

        public Properties Properties { get; }

        /// <summary>Of the whole object, once somebody has asked for it; else null. ObjectDigest's own.</summary>
        internal string Digest { get; set; }

        public SceneObject WithName(string name)
        {
            return new SceneObject(Id, Kind, name, Parent, Transform, Visibility, Properties);
        }

        public SceneObject WithParent(string parent)
        {
            return new SceneObject(Id, Kind, Name, parent, Transform, Visibility, Properties);
        }

        public SceneObject WithTransform(Transform transform)
        {
            return new SceneObject(Id, Kind, Name, Parent, transform, Visibility, Properties);
        }

        public SceneObject WithVisibility(Visibility visibility)
        {
            return new SceneObject(Id, Kind, Name, Parent, Transform, visibility, Properties);
        }

        public SceneObject WithProperties(Properties properties)
        {
            return new SceneObject(Id, Kind, Name, Parent, Transform, Visibility, properties);
        }

        /// <summary><see cref="JsonValue.Null"/> takes the property away.</summary>
        public SceneObject WithProperty(string key, JsonValue value)
        {
            return WithProperties(Properties.With(key, value));
        }

        /// <summary>A facet's value: the whole object for existence, <see cref="JsonValue.Null"/> for no parent and no property.</summary>
        public JsonValue Facet(string facet)
        {
            switch (facet)
            {
                case Facets.Existence:
                    return ToJson();
                case Facets.Name:
                    return JsonValue.Text(Name);
                case Facets.Parent:
                    return JsonValue.Text(Parent);
                case Facets.Transform:
                    return Transform.ToJson();
                case Facets.Visibility:
                    return Visibility.ToJson();
                default:
                    return Properties.Find(PropertyOf(facet));
            }
        }

        /// <summary>A copy with one facet set; <see cref="JsonValue.Null"/> takes a property away. For existence, the object that
        /// the value is. Raises ProtocolError for a value that the facet cannot have.</summary>
        public SceneObject WithFacet(string facet, JsonValue value)
        {
            switch (facet)
            {
                case Facets.Existence:
                    return FromJson(value, facet);
                case Facets.Name:
                    return WithName(JsonFields.Text(value, facet, SceneLimits.NameBytes));
                case Facets.Parent:
                    return WithParent(Ids.FromJsonOrNull(value, facet));
                case Facets.Transform:
                    return WithTransform(Transform.FromJson(value, facet));
                case Facets.Visibility:
                    return WithVisibility(Visibility.FromJson(value, facet));
                default:
                    return WithProperty(PropertyOf(facet), value.IsNull ? value : Properties.ValueFromJson(value, facet));
            }
        }

        /// <summary>The facets that this object has, existence first, properties in key order.</summary>
        public List<string> FacetsHeld()
        {
            var held = new List<string> { Facets.Existence };
            held.AddRange(FixedFacets);
            foreach (KeyValuePair<string, JsonValue> each in Properties)
                held.Add(Facets.Property(each.Key));
            return held;
        }

        /// <summary>The facets in which two versions of one object differ to the bit: name, parent, transform, visibility,
        /// properties in key order.</summary>
        public static List<string> DifferingFacets(SceneObject before, SceneObject after)
        {
            var differing = new List<string>();
            if (before.Name != after.Name)
                differing.Add(Facets.Name);
            if (before.Parent != after.Parent)
                differing.Add(Facets.Parent);
            if (before.Transform != after.Transform)
                differing.Add(Facets.Transform);
            if (before.Visibility != after.Visibility)
                differing.Add(Facets.Visibility);
            if (before.Properties.Count == 0 && after.Properties.Count == 0)
                return differing;
            var keys = new SortedSet<string>(StringComparer.Ordinal);
            foreach (KeyValuePair<string, JsonValue> each in before.Properties)
                keys.Add(each.Key);
            foreach (KeyValuePair<string, JsonValue> each in after.Properties)
                keys.Add(each.Key);
            foreach (string key in keys)
                if (!before.Properties.Find(key).Equals(after.Properties.Find(key)))
                    differing.Add(Facets.Property(key));
            return differing;
        }

        /// <summary>Whether two versions of one object differ in no facet.</summary>
        public static bool AreSame(SceneObject a, SceneObject b)
        {
            return a.Name == b.Name
                && a.Parent == b.Parent
                && a.Transform == b.Transform
                && a.Visibility == b.Visibility
                && ((a.Properties.Count == 0 && b.Properties.Count == 0) || DifferingFacets(a, b).Count == 0);
        }

        /// <summary>Canonical. Raises ProtocolError.</summary>
        public static SceneObject FromJson(JsonValue value, string path)
        {
            var fields = new JsonFields(value, path);
            var read = new SceneObject(
                Ids.FromJson(fields.Take("id"), fields.PathOf("id")),
                ObjectKinds.FromJson(fields.Take("kind"), fields.PathOf("kind")),
                JsonFields.Text(fields.Take("name"), fields.PathOf("name"), SceneLimits.NameBytes),
                Ids.FromJsonOrNull(fields.Take("parent"), fields.PathOf("parent")),
                Transform.FromJson(fields.Take("transform"), fields.PathOf("transform")),
                Visibility.FromJson(fields.Take("visibility"), fields.PathOf("visibility")),
                Properties.FromJson(fields.Take("properties"), fields.PathOf("properties")));
            fields.End();
            return read;
        }

        public JsonValue ToJson()
        {
            return JsonValue.Object(
                JsonValue.Member("id", JsonValue.Text(Id)),
                JsonValue.Member("kind", JsonValue.Text(Kind.Word())),
                JsonValue.Member("name", JsonValue.Text(Name)),
                JsonValue.Member("parent", JsonValue.Text(Parent)),
                JsonValue.Member("transform", Transform.ToJson()),
                JsonValue.Member("visibility", Visibility.ToJson()),
                JsonValue.Member("properties", Properties.ToJson()));
        }

        public bool Equals(SceneObject other)
        {
            return ReferenceEquals(this, other) || (other != null && Id == other.Id && Kind == other.Kind && AreSame(this, other));
        }

        public override bool Equals(object other)
        {
            return Equals(other as SceneObject);
        }

        public override int GetHashCode()
        {
            return Id.GetHashCode();
        }

        static string PropertyOf(string facet)
        {
            if (!Facets.IsProperty(facet))
                throw new ArgumentException("There is no facet “" + facet + "”.", nameof(facet));
            return Facets.KeyOf(facet);
        }
    }
}
