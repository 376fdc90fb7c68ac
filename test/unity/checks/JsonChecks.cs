using System;
using System.Collections.Generic;
using System.Text;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>JSON is read as strictly as the application reads it, and written so that nothing changes.</summary>
    public static class JsonChecks
    {
        const int Samples = 20000;

        [Check("what two readers could take differently is refused, each with its code")]
        public static void Refused()
        {
            var wrongs = new Dictionary<string, string[]>
            {
                {
                    ProtocolError.MalformedJson,
                    new[]
                    {
                        "", " ", "{", "[1,]", "{\"a\":1,}", "{'a':1}", "{a:1}", "[1] x", "[01]", "[1.]", "[.5]", "[+1]", "[1e]", "[-]",
                        "nul", "tru", "NaN", "[Infinity]", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"a\nb\"", "\"\t\"", "[1 2]",
                        "{\"a\" 1}", "\uFEFF{}", "{}{}", "[\u00A01]", "//x\n1",
                    }
                },
                { ProtocolError.DuplicateKey, new[] { "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "[{\"\":1,\"\":1}]" } },
                { ProtocolError.ReservedKey, new[] { "{\"__proto__\":1}", "{\"c\\u006fnstructor\":1}", "{\"prototype\":1}" } },
                {
                    ProtocolError.IllFormedText,
                    new[] { "\"\\ud800\"", "{\"\\udc00\":1}", "\"\\udc00\\ud800\"", "\"\uD83D\"", "\"\\u0000\"", "\"\0\"", "\"\\ud83dx\"" }
                },
                {
                    ProtocolError.NumberOutOfRange,
                    new[] { "[1e999]", "[-1e309]", "[9007199254740993]", "[100000000000000000001]", "[" + new string('9', 60) + "]" }
                },
                { ProtocolError.TooDeep, new[] { Nested(17), Nested(10000) } },
                { ProtocolError.TooComplex, new[] { "[0." + new string('1', 63) + "]", Keys(513) } },
            };
            foreach (KeyValuePair<string, string[]> wrong in wrongs)
                foreach (string text in wrong.Value)
                    Expect.Refused(wrong.Key, () => StrictJson.Parse(text), text.Length > 40 ? text.Substring(0, 40) : text);
        }

        [Check("a frame that is too large is refused before it is looked at")]
        public static void TooLarge()
        {
            var limits = new JsonLimits(12, 16, 9, 9);
            string text = "[\"" + new string('x', 9) + "\"]";
            Expect.Refused(ProtocolError.FrameTooLarge, () => StrictJson.Parse(text, limits), "large");
        }

        [Check("everything that JSON can say is read")]
        public static void Read()
        {
            JsonValue value = StrictJson.Parse(
                " {\"a\" : [ 1 , -2.5e-1, \"é\\n\\u00e9\\/\\\"\\\\\\b\\f\\r\\t\", null, true, false, {} , [] ] } ");
            IReadOnlyList<JsonValue> items = value.Find("a").Items;
            Expect.Equal(1.0, items[0].AsNumber, "1");
            Expect.Equal(-0.25, items[1].AsNumber, "-2.5e-1");
            Expect.Equal("é\né/\"\\\b\f\r\t", items[2].AsText, "text");
            Expect.True(items[3].IsNull && items[4].AsBoolean && !items[5].AsBoolean, "words");
            Expect.Equal(0, items[6].Members.Count + items[7].Items.Count, "nothing in them");
            Expect.Equal("🧊", StrictJson.Parse("\"\\ud83e\\uddca\"").AsText, "a pair in escapes");
            StrictJson.Parse(Nested(16));
            StrictJson.Parse(Keys(512));
        }

        [Check("integers that a float holds are read, also as JavaScript prints large ones")]
        public static void Integers()
        {
            foreach (string spelled in new[]
            {
                "9007199254740992", "-9007199254740991", "100000002004087730000", "123456789012345680000",
                "18446744073709552000", "99999999999999980000",
            })
                StrictJson.Parse(spelled);
            Expect.Equal(100000002004087734272.0, StrictJson.Parse("100000002004087730000").AsNumber, "1e20 as a 32-bit float");
        }

        [Check("every number is written so that the same one is read")]
        public static void NumbersComeBack()
        {
            var random = new Random(4);
            for (int sample = 0; sample < Samples; sample += 1)
            {
                double any = BitConverter.Int64BitsToDouble(((long)random.Next() << 33) ^ ((long)random.Next() << 2) ^ random.Next(4));
                double shared = (float)((random.NextDouble() - 0.5) * Math.Pow(10.0, random.Next(-40, 38)));
                double place = (random.NextDouble() - 0.5) * Math.Pow(10.0, random.Next(-6, 10));
                double half = Math.Pow(2.0, random.Next(-70, 60)) * (random.Next(3) - 1 + 0.5);
                foreach (double value in new[] { any, -any, shared, place, (float)place, half })
                    if (!double.IsNaN(value) && !double.IsInfinity(value))
                        Expect.Equal(value, StrictJson.Parse(JsonValue.Number(value).ToString()).AsNumber, "written");
            }
            JsonValue plain = StrictJson.Parse("[-0,1.0,-1e0,5e-1,9007199254740991,1e300]");
            Expect.Equal("[0,1,-1,0.5,9007199254740991,1E+300]", StrictJson.Write(plain), "plain");
            JsonValue fractions = StrictJson.Parse("[-0.25,100.125,0.001953125,0.70710676908493042]");
            Expect.Equal("[-0.25,100.125,0.001953125,0.707106769084930419]", StrictJson.Write(fractions), "fractions");
        }

        [Check("every text is written so that the same one is read, and none that cannot travel")]
        public static void TextsComeBack()
        {
            var every = new StringBuilder();
            for (int unit = 1; unit < 0xD800; unit += 1)
                every.Append((char)unit);
            every.Append("🧊\uFFFF");
            Expect.Equal(every.ToString(), StrictJson.Parse(JsonValue.Text(every.ToString()).ToString()).AsText, "every unit");
            foreach (string text in new[] { "\0", "\uD83D", "\uDE00\uD83D" })
                Expect.Throws<ArgumentException>(() => JsonValue.Text(text).ToString(), "refused");
            Expect.Throws<ArgumentException>(() => JsonValue.Number(double.NaN), "not a number");
        }

        [Check("a value is only read as what it is")]
        public static void Kinds()
        {
            JsonValue text = JsonValue.Text("1");
            Expect.Throws<InvalidOperationException>(() => text.AsNumber.ToString(), "number");
            Expect.Throws<InvalidOperationException>(() => text.Find("a"), "object");
            Expect.Throws<InvalidOperationException>(() => text.Items.GetEnumerator(), "array");
            Expect.Throws<InvalidOperationException>(() => JsonValue.Number(1).AsBoolean.ToString(), "boolean");
        }

        static string Nested(int depth)
        {
            return new string('[', depth) + new string(']', depth);
        }

        static string Keys(int count)
        {
            var keys = new List<string>();
            for (int index = 0; index < count; index += 1)
                keys.Add("\"k" + index + "\":0");
            return "{" + string.Join(",", keys) + "}";
        }
    }
}
