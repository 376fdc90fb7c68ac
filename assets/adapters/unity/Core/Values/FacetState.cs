using System;

namespace VibeSync.Core
{
    /// <summary>One facet of one object.</summary>
    public readonly struct Touch : IEquatable<Touch>
    {
        public Touch(string id, string facet)
        {
            Id = id;
            Facet = facet;
        }

        public string Id { get; }

        public string Facet { get; }

        public bool Equals(Touch other)
        {
            return Id == other.Id && Facet == other.Facet;
        }

        public override bool Equals(object other)
        {
            return other is Touch touch && Equals(touch);
        }

        public override int GetHashCode()
        {
            return Id.GetHashCode() * 31 + Facet.GetHashCode();
        }

        public override string ToString()
        {
            return Id + " " + Facet;
        }

        /// <summary>Raises ProtocolError.</summary>
        public static Touch FromJson(JsonValue value, string path)
        {
            var fields = new JsonFields(value, path);
            Touch read = FromFields(fields);
            fields.End();
            return read;
        }

        public JsonValue ToJson()
        {
            return JsonValue.Object(JsonValue.Member("id", JsonValue.Text(Id)), JsonValue.Member("facet", JsonValue.Text(Facet)));
        }

        internal static Touch FromFields(JsonFields fields)
        {
            return new Touch(
                Ids.FromJson(fields.Take("id"), fields.PathOf("id")),
                Facets.FromJson(fields.Take("facet"), fields.PathOf("facet")));
        }
    }

    /// <summary>One facet of one object with its value. <see cref="JsonValue.Null"/> is "there is none".</summary>
    public sealed class FacetState
    {
        public FacetState(string id, string facet, JsonValue value)
        {
            Touch = new Touch(id, facet);
            Value = value;
        }

        public Touch Touch { get; }

        public string Id
        {
            get { return Touch.Id; }
        }

        public string Facet
        {
            get { return Touch.Facet; }
        }

        public JsonValue Value { get; }

        /// <summary>With a canonical value. Raises ProtocolError.</summary>
        public static FacetState FromJson(JsonValue value, string path)
        {
            var fields = new JsonFields(value, path);
            Touch touch = Touch.FromFields(fields);
            JsonValue held = Facets.ValueFromJson(touch.Facet, fields.Take("value"), fields.PathOf("value"));
            fields.End();
            return new FacetState(touch.Id, touch.Facet, held);
        }

        public JsonValue ToJson()
        {
            return JsonValue.Object(
                JsonValue.Member("id", JsonValue.Text(Id)),
                JsonValue.Member("facet", JsonValue.Text(Facet)),
                JsonValue.Member("value", Value));
        }
    }
}
