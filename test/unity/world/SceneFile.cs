using System;
using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.World
{
    /// <summary>A scene as text, and one object as a JSON record: floats as the hex digits of their bits, so that nothing is
    /// rounded.</summary>
    public static class SceneFile
    {
        public static string Write(SceneData scene)
        {
            var numbers = new Dictionary<GameObject, int>();
            var objects = new List<JsonValue>();
            foreach (GameObject each in scene.All())
            {
                if (each.IsHidden)
                    continue;
                numbers[each] = objects.Count;
                JsonValue parent = each.Parent == null ? JsonValue.Null : JsonValue.Number(numbers[each.Parent]);
                objects.Add(JsonValue.Object(
                    JsonValue.Member("parent", parent),
                    JsonValue.Member("object", Describe(each))));
            }
            return JsonValue.Object(
                JsonValue.Member("hints", JsonValue.Object(scene.Hints)),
                JsonValue.Member("objects", JsonValue.Array(objects))).ToString();
        }

        public static void Read(string text, SceneData scene, Func<string, GameObject> make)
        {
            JsonValue file = StrictJson.Parse(text);
            foreach (KeyValuePair<string, JsonValue> each in file.Find("hints").Members)
                scene.Hints[each.Key] = each.Value;
            var made = new List<GameObject>();
            foreach (JsonValue each in file.Find("objects").Items)
            {
                GameObject item = Fill(each.Find("object"), make);
                JsonValue parent = each.Find("parent");
                item.Attach(scene, parent.IsNull ? null : made[(int)parent.AsNumber], int.MaxValue);
                made.Add(item);
            }
        }

        /// <summary>Everything of an object but its id of the moment and where it hangs.</summary>
        public static JsonValue Describe(GameObject item)
        {
            var components = new List<JsonValue>();
            foreach (Component each in item.Components)
                components.Add(JsonValue.Object(
                    JsonValue.Member("type", JsonValue.Text(each.Type)),
                    JsonValue.Member("fields", JsonValue.Object(each.Fields))));
            return JsonValue.Object(
                JsonValue.Member("name", JsonValue.Text(item.Name)),
                JsonValue.Member("active", JsonValue.Boolean(item.IsActive)),
                JsonValue.Member("position", Hex(item.Position.X, item.Position.Y, item.Position.Z)),
                JsonValue.Member("rotation", Hex(item.Rotation.X, item.Rotation.Y, item.Rotation.Z, item.Rotation.W)),
                JsonValue.Member("scale", Hex(item.Scale.X, item.Scale.Y, item.Scale.Z)),
                JsonValue.Member("prefab", JsonValue.Text(item.IsPrefabRoot ? "root" : item.IsPrefabPart ? "part" : null)),
                JsonValue.Member("components", JsonValue.Array(components)));
        }

        static GameObject Fill(JsonValue record, Func<string, GameObject> make)
        {
            string prefab = record.Find("prefab").IsNull ? null : record.Find("prefab").AsText;
            GameObject item = make(record.Find("name").AsText);
            item.IsPrefabRoot = prefab == "root";
            item.IsPrefabPart = prefab == "part";
            item.SetActive(record.Find("active").AsBoolean);
            float[] place = Floats(record.Find("position"));
            float[] turn = Floats(record.Find("rotation"));
            float[] size = Floats(record.Find("scale"));
            item.Restore(new Vector3(place[0], place[1], place[2]), new Quaternion(turn[0], turn[1], turn[2], turn[3]),
                new Vector3(size[0], size[1], size[2]));
            foreach (JsonValue each in record.Find("components").Items)
            {
                var component = new Component(each.Find("type").AsText);
                foreach (KeyValuePair<string, JsonValue> field in each.Find("fields").Members)
                    component.Fields[field.Key] = field.Value;
                item.AddComponent(component);
            }
            return item;
        }

        static JsonValue Hex(params float[] values)
        {
            var words = new JsonValue[values.Length];
            for (int index = 0; index < values.Length; index += 1)
                words[index] = JsonValue.Text(CanonicalNumber.Bits(values[index]).ToString("x8"));
            return JsonValue.Array(words);
        }

        static float[] Floats(JsonValue words)
        {
            var values = new float[words.Items.Count];
            for (int index = 0; index < values.Length; index += 1)
                values[index] = BitConverter.ToSingle(BitConverter.GetBytes(Convert.ToInt32(words.Items[index].AsText, 16)), 0);
            return values;
        }
    }
}
