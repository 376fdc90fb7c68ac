using System.Collections.Generic;
using System.Text;

namespace VibeSync.Core
{
    /// <summary>Reads one JSON text from its beginning to its end.</summary>
    sealed class JsonReader
    {
        // Up to so many keys, looking through them all is quicker than a set of them.
        const int FewKeys = 16;

        readonly string text;
        readonly JsonLimits limits;
        int at;
        int depth;

        public JsonReader(string text, JsonLimits limits)
        {
            this.text = text;
            this.limits = limits;
        }

        public JsonValue Read()
        {
            if (text.Length > limits.Units)
                throw new ProtocolError(ProtocolError.FrameTooLarge, "The frame is too large.");
            JsonValue value = ReadValue();
            SkipSpace();
            if (at < text.Length)
                throw Malformed();
            return value;
        }

        JsonValue ReadValue()
        {
            SkipSpace();
            switch (Peek())
            {
                case '{':
                    return ReadObject();
                case '[':
                    return ReadArray();
                case '"':
                    return JsonValue.Text(ReadText());
                case 't':
                    return ReadWord("true", JsonValue.True);
                case 'f':
                    return ReadWord("false", JsonValue.False);
                case 'n':
                    return ReadWord("null", JsonValue.Null);
                default:
                    return ReadNumber();
            }
        }

        JsonValue ReadWord(string word, JsonValue value)
        {
            if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0)
                throw Malformed();
            at += word.Length;
            return value;
        }

        JsonValue ReadNumber()
        {
            int start = at;
            at = JsonNumber.EndOf(text, start);
            if (at < 0)
            {
                at = start;
                throw Malformed();
            }
            if (at - start > limits.NumberLength)
                throw new ProtocolError(ProtocolError.TooComplex, "A number has too many digits, at " + start + ".");
            double value;
            if (!JsonNumber.TryRead(text.Substring(start, at - start), out value))
                throw new ProtocolError(
                    ProtocolError.NumberOutOfRange, "A number that a 64-bit float does not hold, at " + start + ".");
            return JsonValue.Number(value);
        }

        JsonValue ReadArray()
        {
            Enter();
            var items = new List<JsonValue>();
            SkipSpace();
            if (Peek() == ']')
                return Leave(JsonValue.Array(items));
            while (true)
            {
                items.Add(ReadValue());
                SkipSpace();
                if (Peek() == ']')
                    return Leave(JsonValue.Array(items));
                Expect(',');
            }
        }

        JsonValue ReadObject()
        {
            Enter();
            var members = new List<KeyValuePair<string, JsonValue>>();
            HashSet<string> keys = null;
            SkipSpace();
            if (Peek() == '}')
                return Leave(JsonValue.Object(members));
            while (true)
            {
                SkipSpace();
                int start = at;
                if (Peek() != '"')
                    throw Malformed();
                string key = ReadText();
                CheckKey(key, members, ref keys, start);
                SkipSpace();
                Expect(':');
                members.Add(new KeyValuePair<string, JsonValue>(key, ReadValue()));
                SkipSpace();
                if (Peek() == '}')
                    return Leave(JsonValue.Object(members));
                Expect(',');
            }
        }

        void CheckKey(string key, List<KeyValuePair<string, JsonValue>> members, ref HashSet<string> keys, int start)
        {
            if (StrictJson.IsReserved(key))
                throw new ProtocolError(ProtocolError.ReservedKey, "A key that is not allowed, at " + start + ".");
            if (members.Count >= limits.KeysPerObject)
                throw new ProtocolError(ProtocolError.TooComplex, "An object has too many keys, at " + start + ".");
            bool known = false;
            if (members.Count < FewKeys)
            {
                foreach (KeyValuePair<string, JsonValue> each in members)
                    known |= each.Key == key;
            }
            else
            {
                if (keys == null)
                {
                    keys = new HashSet<string>();
                    foreach (KeyValuePair<string, JsonValue> each in members)
                        keys.Add(each.Key);
                }
                known = !keys.Add(key);
            }
            if (known)
                throw new ProtocolError(ProtocolError.DuplicateKey, "A key for the second time, at " + start + ".");
        }

        string ReadText()
        {
            int start = at;
            at += 1;
            int plain = at;
            StringBuilder resolved = null;
            while (true)
            {
                char unit = Peek();
                if (unit < ' ')
                    throw unit == '\0' && at < text.Length ? IllFormed(at) : Malformed();
                if (unit == '"')
                    break;
                if (unit != '\\')
                {
                    at += 1;
                    continue;
                }
                resolved = resolved ?? new StringBuilder();
                resolved.Append(text, plain, at - plain).Append(ReadEscape());
                plain = at;
            }
            string read = resolved == null
                ? text.Substring(plain, at - plain)
                : resolved.Append(text, plain, at - plain).ToString();
            at += 1;
            if (!WellFormedText.Is(read))
                throw IllFormed(start);
            return read;
        }

        char ReadEscape()
        {
            at += 1;
            char escape = Peek();
            at += 1;
            switch (escape)
            {
                case '"':
                case '\\':
                case '/':
                    return escape;
                case 'b':
                    return '\b';
                case 'f':
                    return '\f';
                case 'n':
                    return '\n';
                case 'r':
                    return '\r';
                case 't':
                    return '\t';
                case 'u':
                    return ReadHex();
                default:
                    throw Malformed();
            }
        }

        char ReadHex()
        {
            int code = 0;
            for (int digit = 0; digit < 4; digit += 1)
            {
                char unit = Peek();
                char lower = (char)(unit | 0x20);
                if (unit >= '0' && unit <= '9')
                    code = code * 16 + unit - '0';
                else if (lower >= 'a' && lower <= 'f')
                    code = code * 16 + lower - 'a' + 10;
                else
                    throw Malformed();
                at += 1;
            }
            return (char)code;
        }

        void Enter()
        {
            if (depth >= limits.Depth)
                throw new ProtocolError(ProtocolError.TooDeep, "Arrays and objects are nested too deeply, at " + at + ".");
            depth += 1;
            at += 1;
        }

        JsonValue Leave(JsonValue value)
        {
            depth -= 1;
            at += 1;
            return value;
        }

        void Expect(char wanted)
        {
            if (Peek() != wanted)
                throw Malformed();
            at += 1;
        }

        /// <summary>NUL at the end.</summary>
        char Peek()
        {
            return at < text.Length ? text[at] : '\0';
        }

        void SkipSpace()
        {
            while (at < text.Length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r'))
                at += 1;
        }

        ProtocolError Malformed()
        {
            return new ProtocolError(ProtocolError.MalformedJson, "That is not JSON, at " + at + ".");
        }

        static ProtocolError IllFormed(int at)
        {
            return new ProtocolError(ProtocolError.IllFormedText, "A text with a lone surrogate or a NUL, at " + at + ".");
        }
    }
}
