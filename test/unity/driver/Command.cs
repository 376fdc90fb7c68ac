using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.Driver
{
    /// <summary>One line from the test: a JSON object with `do` and what that verb takes.</summary>
    public sealed class Command
    {
        readonly JsonValue json;

        public Command(JsonValue json)
        {
            this.json = json;
        }

        public double Id
        {
            get { return json.Find("id").AsNumber; }
        }

        public string Verb
        {
            get { return json.Find("do").AsText; }
        }

        public bool Has(string field)
        {
            JsonValue value = json.Find(field);
            return value != null && !value.IsNull;
        }

        public JsonValue Value(string field)
        {
            return json.Find(field) ?? JsonValue.Null;
        }

        public string Text(string field, string otherwise = null)
        {
            return Has(field) ? json.Find(field).AsText : otherwise;
        }

        public bool Flag(string field, bool otherwise)
        {
            return Has(field) ? json.Find(field).AsBoolean : otherwise;
        }

        public int Number(string field, int otherwise)
        {
            return Has(field) ? (int)json.Find(field).AsNumber : otherwise;
        }

        /// <summary>A list of texts, or the one text of `single`.</summary>
        public IReadOnlyList<string> Texts(string field, string single)
        {
            if (!Has(field))
                return new[] { Text(single) };
            var found = new List<string>();
            foreach (JsonValue each in json.Find(field).Items)
                found.Add(each.AsText);
            return found;
        }

        public Vector3? Vector(string field)
        {
            if (!Has(field))
                return null;
            float[] values = Floats(field);
            return new Vector3(values[0], values[1], values[2]);
        }

        public Quaternion? Turn(string field)
        {
            if (!Has(field))
                return null;
            float[] values = Floats(field);
            return new Quaternion(values[0], values[1], values[2], values[3]);
        }

        public IEnumerable<Command> Commands(string field)
        {
            foreach (JsonValue each in json.Find(field).Items)
                yield return new Command(each);
        }

        float[] Floats(string field)
        {
            IReadOnlyList<JsonValue> items = json.Find(field).Items;
            var values = new float[items.Count];
            for (int index = 0; index < values.Length; index += 1)
                values[index] = (float)items[index].AsNumber;
            return values;
        }
    }
}
