using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>Canonical values, bytes and digests agree with app/scene to the last bit.</summary>
    public static class ValueChecks
    {
        const int Samples = 5000;

        [Check("canonical form, bytes and digest of every vector")]
        public static void ObjectVectors()
        {
            IReadOnlyList<JsonValue> vectors = Runner.ReadJson("test/vectors/objects.json").Items;
            Expect.True(vectors.Count > 40, "there are vectors");
            foreach (JsonValue vector in vectors)
            {
                SceneObject canonical = SceneObject.FromJson(Spelled(vector.Find("given")), "given");
                string what = canonical.Id;
                Expect.Equal(vector.Find("canonical"), canonical.ToJson(), what);
                Expect.Equal(canonical, SceneObject.FromJson(canonical.ToJson(), "canonical"), what + " read again");
                var masked = new HashSet<string>();
                foreach (JsonValue facet in vector.Find("masked").Items)
                    masked.Add(Facets.FromJson(facet, "masked"));
                Expect.Equal(vector.Find("bytes").AsText, Hex(ObjectDigest.Encode(canonical, masked)), what + " as bytes");
                Expect.Equal(vector.Find("digest").AsText, ObjectDigest.Of(canonical, masked), what + " as a digest");
                Expect.Equal(canonical, SceneObject.FromJson(StrictJson.Parse(canonical.ToJson().ToString()), what), what + " as text");
            }
        }

        [Check("a canonical quaternion stays as it is")]
        public static void Idempotent()
        {
            var random = new Random(5);
            for (int sample = 0; sample < Samples; sample += 1)
            {
                Quaternion once = Sample.Rotation(random);
                Expect.Equal(once, once.Canonical(), "once more");
            }
        }

        [Check("equality is to the bit, and knows two zeros until they are canonical")]
        public static void Bits()
        {
            var zeros = new Vector3(0f, 0f, 0f);
            var negative = new Vector3(0f, -0f, 0f * -1f);
            Expect.True(zeros != negative, "−0 has another bit");
            Expect.Equal(zeros, negative.Canonical(), "−0 is 0");
            Expect.True(new Vector3(0.1f, 0f, 0f) != new Vector3(0.10000001f, 0f, 0f), "the next float is another");
            Expect.Equal(new Quaternion(0f, 0.6f, 0f, 0.8f), new Quaternion(0f, -0.6f, 0f, -0.8f).Canonical(), "w ≥ 0");
        }

        [Check("what no 32-bit float holds is refused")]
        public static void Unrepresentable()
        {
            foreach (double value in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e39 })
            {
                Expect.Throws<UnrepresentableException>(() => CanonicalNumber.Of(value), value.ToString("R"));
                Expect.Throws<UnrepresentableException>(() => Quaternion.CanonicalOf(value, 0, 0, 1), value.ToString("R"));
            }
            Expect.Refused(ProtocolError.InvalidMessage, () => Vector3.FromJson(StrictJson.Parse("[0,1e39,0]"), "v"), "in a frame");
        }

        [Check("facets are read and set by their names")]
        public static void FacetAccess()
        {
            SceneObject cube = Sample.Object(1, "Cube").WithProperty("mass", JsonValue.Number(2));
            Expect.Equal("existence,name,parent,transform,visibility,property:mass", string.Join(",", cube.FacetsHeld()), "held");
            SceneObject changed = cube;
            foreach (KeyValuePair<string, JsonValue> each in new[]
            {
                JsonValue.Member(Facets.Name, JsonValue.Text("Box")),
                JsonValue.Member(Facets.Parent, JsonValue.Text(Sample.Id(2))),
                JsonValue.Member(Facets.Transform, cube.Transform.ToJson()),
                JsonValue.Member(Facets.Visibility, new Visibility(true, false).ToJson()),
                JsonValue.Member("property:b", JsonValue.Array(JsonValue.Number(1), JsonValue.Number(0.1))),
                JsonValue.Member("property:mass", JsonValue.Null),
            })
            {
                changed = changed.WithFacet(each.Key, each.Value);
                JsonValue wanted = each.Key == "property:b"
                    ? JsonValue.Array(JsonValue.Number(1), JsonValue.Number(0.1f))
                    : each.Value;
                Expect.Equal(wanted, changed.Facet(each.Key), each.Key);
            }
            Expect.Equal(
                "name,parent,visibility,property:b,property:mass",
                string.Join(",", SceneObject.DifferingFacets(cube, changed)),
                "what differs");
            Expect.Equal(cube, changed.WithFacet(Facets.Existence, cube.Facet(Facets.Existence)), "existence is the whole object");
            Expect.Throws<ArgumentException>(() => cube.Facet("colour"), "no facet");
            Expect.Refused(ProtocolError.InvalidMessage, () => cube.WithFacet(Facets.Parent, JsonValue.Text("x")), "no id");
        }

        [Check("properties are in the order of UTF-16 units, and each comes once")]
        public static void PropertyOrder()
        {
            var given = new List<KeyValuePair<string, JsonValue>>();
            foreach (string key in new[] { "ÿ", "a", "Z", "\uFFEE", "\uD800\uDC00", "constructor" })
                given.Add(JsonValue.Member(key, JsonValue.True));
            var keys = new List<string>();
            foreach (KeyValuePair<string, JsonValue> each in Properties.Of(given))
                keys.Add(each.Key);
            Expect.Equal("Z a constructor ÿ \uD800\uDC00 \uFFEE", string.Join(" ", keys), "order");
            given.Add(JsonValue.Member("a", JsonValue.False));
            Expect.Throws<ArgumentException>(() => Properties.Of(given), "a key twice");
            Expect.True(Properties.None.Find("toString").IsNull, "no property is inherited");
        }

        [Check("true is not one, and the order of members does not matter")]
        public static void JsonEquality()
        {
            Expect.True(!JsonValue.True.Equals(JsonValue.Number(1)), "true is not 1");
            Expect.True(!StrictJson.Parse("[false]").Equals(StrictJson.Parse("[0]")), "false is not 0");
            Expect.Equal(StrictJson.Parse("{\"a\":1,\"b\":[2]}"), StrictJson.Parse("{\"b\":[2.0],\"a\":1}"), "order");
            Expect.True(!StrictJson.Parse("{\"a\":1}").Equals(StrictJson.Parse("{\"b\":1}")), "another key");
        }

        [Check("names that can be shared")]
        public static void Names()
        {
            Expect.True(SharedName.Is("Würfel", SceneLimits.NameBytes), "Würfel");
            var refused = new[] { "", "a\0", "tab\t", new string('x', 64), new string('木', 22), "bad\uD83D", "\u0085" };
            foreach (string name in refused)
                Expect.True(!SharedName.Is(name, SceneLimits.NameBytes), "refused: " + name.Length);
        }

        [Check("what is cut can travel")]
        public static void Cut()
        {
            Expect.Equal("ab", WellFormedText.Cut("abc", 2), "its beginning");
            Expect.Equal("a", WellFormedText.Cut("a🧊", 2), "no half of a pair");
            Expect.Equal("a🧊", WellFormedText.Cut("a🧊", 3), "a whole pair");
            Expect.Equal("a\uFFFD\uFFFDb", WellFormedText.Cut("a\uDC00\0b", 9), "replaced");
        }

        [Check("values count as the same within the bounds, and only where bounds hold")]
        public static void Bounds()
        {
            SceneObject item = Sample.Object(1, "Cube");
            var near = new Transform(new Vector3(1e-5f, 0f, 0f), new Quaternion(3e-6f, 0f, 0f, 1f), new Vector3(1.000003f, 1f, 1f));
            Expect.True(Matching.Transforms(item.Transform, near, true), "within");
            Expect.True(!Matching.Transforms(item.Transform, near, false), "not where equality holds");
            SceneObject moved = item.WithTransform(near);
            Expect.True(Matching.Values(Facets.Existence, item.ToJson(), moved.ToJson(), true), "as a whole object");
            Expect.True(!Matching.Values(Facets.Existence, item.ToJson(), moved.WithName("x").ToJson(), true), "another name");
            Expect.True(!Matching.Values(Facets.Existence, item.ToJson(), JsonValue.Null, true), "nothing");
            var negated = new Transform(Vector3.Zero, new Quaternion(0f, 0f, 0f, -1f), Vector3.One);
            Expect.True(Matching.Transforms(item.Transform, negated, true), "the same rotation");
            foreach (Transform far in new[]
            {
                new Transform(new Vector3(1.1e-5f, 0f, 0f), Quaternion.Identity, Vector3.One),
                new Transform(Vector3.Zero, new Quaternion(4.1e-6f, 0f, 0f, 1f), Vector3.One),
                new Transform(Vector3.Zero, Quaternion.Identity, new Vector3(1.000005f, 1f, 1f)),
            })
                Expect.True(!Matching.Transforms(item.Transform, far, true), "beyond");
        }

        /// <summary>The inverse of how the vectors spell given values: numbers as text, texts wrapped.</summary>
        static JsonValue Spelled(JsonValue value)
        {
            switch (value.Kind)
            {
                case JsonKind.Text:
                    return JsonValue.Number(double.Parse(value.AsText, NumberStyles.Float, CultureInfo.InvariantCulture));
                case JsonKind.Array:
                    var items = new List<JsonValue>();
                    foreach (JsonValue each in value.Items)
                        items.Add(Spelled(each));
                    return JsonValue.Array(items);
                case JsonKind.Object:
                    if (value.Members.Count == 1 && value.Members[0].Key == "text" && value.Find("text").Kind == JsonKind.Text)
                        return value.Find("text");
                    var members = new List<KeyValuePair<string, JsonValue>>();
                    foreach (KeyValuePair<string, JsonValue> each in value.Members)
                        members.Add(JsonValue.Member(each.Key, Spelled(each.Value)));
                    return JsonValue.Object(members);
                default:
                    return value;
            }
        }

        static string Hex(byte[] bytes)
        {
            var digits = new StringBuilder();
            foreach (byte each in bytes)
                digits.Append(each.ToString("x2", CultureInfo.InvariantCulture));
            return digits.ToString();
        }
    }
}
