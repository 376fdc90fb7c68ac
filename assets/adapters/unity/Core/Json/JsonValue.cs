using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    public enum JsonKind
    {
        Null,
        Boolean,
        Number,
        Text,
        Array,
        Object,
    }

    /// <summary>An immutable JSON value. There is no C# null in it: "nothing" is <see cref="Null"/>. Reading it as another kind
    /// than it is raises InvalidOperationException.</summary>
    public sealed class JsonValue : IEquatable<JsonValue>
    {
        public static readonly JsonValue Null = new JsonValue(JsonKind.Null, 0.0, null);
        public static readonly JsonValue True = new JsonValue(JsonKind.Boolean, 1.0, null);
        public static readonly JsonValue False = new JsonValue(JsonKind.Boolean, 0.0, null);

        readonly double number;
        readonly object content;

        JsonValue(JsonKind kind, double number, object content)
        {
            Kind = kind;
            this.number = number;
            this.content = content;
        }

        public static JsonValue Boolean(bool value)
        {
            return value ? True : False;
        }

        /// <summary>Raises ArgumentException for what is not finite.</summary>
        public static JsonValue Number(double value)
        {
            if (double.IsNaN(value) || double.IsInfinity(value))
                throw new ArgumentException("JSON has no number for what is not finite.", nameof(value));
            return new JsonValue(JsonKind.Number, value, null);
        }

        /// <summary>A C# null becomes <see cref="Null"/>.</summary>
        public static JsonValue Text(string value)
        {
            return value == null ? Null : new JsonValue(JsonKind.Text, 0.0, value);
        }

        public static JsonValue Array(params JsonValue[] items)
        {
            return new JsonValue(JsonKind.Array, 0.0, items.Clone());
        }

        public static JsonValue Array(IEnumerable<JsonValue> items)
        {
            return new JsonValue(JsonKind.Array, 0.0, new List<JsonValue>(items).ToArray());
        }

        /// <summary>The members keep their order. No key may come twice.</summary>
        public static JsonValue Object(params KeyValuePair<string, JsonValue>[] members)
        {
            return new JsonValue(JsonKind.Object, 0.0, members.Clone());
        }

        public static JsonValue Object(IEnumerable<KeyValuePair<string, JsonValue>> members)
        {
            return new JsonValue(JsonKind.Object, 0.0, new List<KeyValuePair<string, JsonValue>>(members).ToArray());
        }

        /// <summary>One member of an object.</summary>
        public static KeyValuePair<string, JsonValue> Member(string key, JsonValue value)
        {
            return new KeyValuePair<string, JsonValue>(key, value);
        }

        public JsonKind Kind { get; }

        public bool IsNull
        {
            get { return Kind == JsonKind.Null; }
        }

        public bool AsBoolean
        {
            get { return Is(JsonKind.Boolean).number != 0.0; }
        }

        public double AsNumber
        {
            get { return Is(JsonKind.Number).number; }
        }

        public string AsText
        {
            get { return (string)Is(JsonKind.Text).content; }
        }

        public IReadOnlyList<JsonValue> Items
        {
            get { return (JsonValue[])Is(JsonKind.Array).content; }
        }

        public IReadOnlyList<KeyValuePair<string, JsonValue>> Members
        {
            get { return (KeyValuePair<string, JsonValue>[])Is(JsonKind.Object).content; }
        }

        /// <summary>The member of this key; C# null when there is none.</summary>
        public JsonValue Find(string key)
        {
            foreach (KeyValuePair<string, JsonValue> each in (KeyValuePair<string, JsonValue>[])Is(JsonKind.Object).content)
                if (each.Key == key)
                    return each.Value;
            return null;
        }

        /// <summary>Equal in structure; numbers by value, objects whatever the order of their members.</summary>
        public bool Equals(JsonValue other)
        {
            if (ReferenceEquals(this, other))
                return true;
            if (other == null || other.Kind != Kind)
                return false;
            switch (Kind)
            {
                case JsonKind.Text:
                    return (string)content == (string)other.content;
                case JsonKind.Array:
                    return SameItems((JsonValue[])content, (JsonValue[])other.content);
                case JsonKind.Object:
                    return SameMembers(other);
                default:
                    return number == other.number;
            }
        }

        public override bool Equals(object other)
        {
            return Equals(other as JsonValue);
        }

        public override int GetHashCode()
        {
            switch (Kind)
            {
                case JsonKind.Text:
                    return content.GetHashCode();
                case JsonKind.Array:
                    return ((JsonValue[])content).Length;
                case JsonKind.Object:
                    return ~((KeyValuePair<string, JsonValue>[])content).Length;
                default:
                    return (int)Kind ^ (number == 0.0 ? 0 : number.GetHashCode());
            }
        }

        /// <summary>One line of JSON.</summary>
        public override string ToString()
        {
            return StrictJson.Write(this);
        }

        static bool SameItems(JsonValue[] a, JsonValue[] b)
        {
            if (a.Length != b.Length)
                return false;
            for (int index = 0; index < a.Length; index += 1)
                if (!a[index].Equals(b[index]))
                    return false;
            return true;
        }

        bool SameMembers(JsonValue other)
        {
            var mine = (KeyValuePair<string, JsonValue>[])content;
            var theirs = (KeyValuePair<string, JsonValue>[])other.content;
            if (mine.Length != theirs.Length)
                return false;
            for (int index = 0; index < mine.Length; index += 1)
            {
                // Canonical values have their keys in the same order, so that the search is the exception.
                JsonValue value = theirs[index].Key == mine[index].Key ? theirs[index].Value : other.Find(mine[index].Key);
                if (!mine[index].Value.Equals(value))
                    return false;
            }
            return true;
        }

        JsonValue Is(JsonKind kind)
        {
            if (Kind != kind)
                throw new InvalidOperationException("This JSON value is " + Kind + ", not " + kind + ".");
            return this;
        }
    }
}
