using System;
using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.World
{
    /// <summary>Everything of the editor, bit for bit, for comparing whole states.</summary>
    public static class Dump
    {
        /// <summary>`objects` in the hierarchy's order, each with its path of sibling indices; `apart` what is stashed; `undo` the
        /// names of the steps.</summary>
        public static JsonValue Of(EditorWorld world)
        {
            return JsonValue.Object(
                JsonValue.Member("title", JsonValue.Text(world.Active.Path)),
                JsonValue.Member("unsaved", JsonValue.Boolean(world.Active.IsDirty)),
                JsonValue.Member("hints", JsonValue.Object(world.Active.Hints)),
                JsonValue.Member("objects", Objects(world, world.Active)),
                JsonValue.Member("apart", Objects(world, world.Apart)),
                JsonValue.Member("undo", Texts(world.Undo.Done)),
                JsonValue.Member("redo", Texts(world.Undo.Undone)));
        }

        public static JsonValue Texts(IEnumerable<string> texts)
        {
            var items = new List<JsonValue>();
            foreach (string each in texts)
                items.Add(JsonValue.Text(each));
            return JsonValue.Array(items);
        }

        static JsonValue Objects(EditorWorld world, SceneData scene)
        {
            var records = new List<JsonValue>();
            foreach (GameObject each in scene.All())
            {
                if (each.IsHidden)
                    continue;
                Component identity = each.Find(Component.Identity);
                JsonValue id = null;
                identity?.Fields.TryGetValue("id", out id);
                records.Add(JsonValue.Object(
                    JsonValue.Member("path", Path(each)),
                    JsonValue.Member("handle", JsonValue.Number(each.InstanceId)),
                    JsonValue.Member("id", id ?? JsonValue.Null),
                    JsonValue.Member("parent", JsonValue.Text(each.Parent?.Name)),
                    JsonValue.Member("selected", JsonValue.Boolean(world.Selection.Contains(each))),
                    JsonValue.Member("place", Numbers(each.Position.X, each.Position.Y, each.Position.Z)),
                    JsonValue.Member("turn", Numbers(each.Rotation.X, each.Rotation.Y, each.Rotation.Z, each.Rotation.W)),
                    JsonValue.Member("size", Numbers(each.Scale.X, each.Scale.Y, each.Scale.Z)),
                    JsonValue.Member("raw", SceneFile.Describe(each))));
            }
            return JsonValue.Array(records);
        }

        static JsonValue Path(GameObject item)
        {
            var path = new List<JsonValue>();
            for (GameObject each = item; each != null; each = each.Parent)
                path.Insert(0, JsonValue.Number(each.SiblingIndex));
            return JsonValue.Array(path);
        }

        static JsonValue Numbers(params float[] values)
        {
            return JsonValue.Array(Array.ConvertAll(values, each => JsonValue.Number(each)));
        }
    }
}
