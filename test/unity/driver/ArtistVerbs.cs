using System;
using System.Collections.Generic;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Driver
{
    /// <summary>What somebody does to objects. Every verb takes `step` (false: a script, without undo) and `label`; objects are
    /// meant by name, values are Unity's own.</summary>
    public sealed class ArtistVerbs
    {
        readonly EditorWorld world;
        readonly Dictionary<string, Func<Artist, Command, JsonValue>> verbs;

        public ArtistVerbs(EditorWorld world)
        {
            this.world = world;
            verbs = new Dictionary<string, Func<Artist, Command, JsonValue>>
            {
                { "create", Create },
                { "prefab", Prefab },
                { "move", Set },
                { "rename", (artist, command) => Each(command, each => artist.Rename(each, command.Text("to"))) },
                { "toggle", (artist, command) => Each(command, each => artist.SetActive(each, command.Flag("active", false))) },
                { "reparent", Reparent },
                { "delete", (artist, command) => Each(command, artist.Delete) },
                { "duplicate", Duplicate },
                { "set_property", SetProperty },
                { "add_component", AddComponent },
                { "remove_component", (artist, command) => Each(command, each => artist.RemoveComponent(each, command.Text("type"))) },
                { "set_fields", (artist, command) => Each(command, each => artist.SetFields(each, command.Text("type"), command.Value("fields").Members)) },
            };
        }

        public bool Knows(string verb)
        {
            return verb == "all" || verbs.ContainsKey(verb);
        }

        /// <summary>`all` takes `steps`, a list of commands that become one step.</summary>
        public JsonValue Run(Command command)
        {
            var artist = new Artist(world, command.Flag("step", true), command.Text("label"));
            artist.Begin();
            JsonValue result = JsonValue.Null;
            if (command.Verb == "all")
                foreach (Command each in command.Commands("steps"))
                    result = verbs[each.Verb](artist, each);
            else
                result = verbs[command.Verb](artist, command);
            artist.End();
            return result;
        }

        JsonValue Create(Artist artist, Command command)
        {
            ObjectKind kind;
            ObjectKinds.TryParse(command.Text("kind", "mesh"), out kind);
            GameObject made = artist.Create(command.Text("name"), kind, Find(command, "parent"));
            if (command.Has("position"))
                made.SetPosition(command.Vector("position").Value);
            return JsonValue.Text(made.Name);
        }

        /// <summary>An instance of a prefab: a root and the parts that hang on it.</summary>
        JsonValue Prefab(Artist artist, Command command)
        {
            GameObject root = world.Create(command.Text("name"), world.Active, null);
            root.IsPrefabRoot = true;
            foreach (string name in command.Texts("parts", null))
            {
                GameObject part = world.Create(name, world.Active, root);
                part.IsPrefabPart = true;
                part.AddComponent(new Component(Component.Mesh));
            }
            if (command.Flag("step", true))
                world.Undo.RegisterCreated(root, "Place Prefab");
            return JsonValue.Text(root.Name);
        }

        JsonValue Set(Artist artist, Command command)
        {
            return Each(command, each => artist.Set(each, command.Vector("position"), command.Turn("rotation"), command.Vector("scale")));
        }

        JsonValue Reparent(Artist artist, Command command)
        {
            GameObject parent = Find(command, "parent");
            int? index = command.Has("index") ? command.Number("index", 0) : (int?)null;
            return Each(command, each => artist.Reparent(each, parent, index, command.Flag("world_stays", false)));
        }

        JsonValue Duplicate(Artist artist, Command command)
        {
            GameObject copy = artist.Duplicate(world.Find(command.Text("name")));
            if (command.Has("position"))
                artist.Set(copy, command.Vector("position"), null, null);
            return JsonValue.Text(copy.Name);
        }

        JsonValue SetProperty(Artist artist, Command command)
        {
            JsonValue value = command.Value("value");
            return Each(command, each => artist.SetProperty(each, command.Text("key"), value.IsNull ? null : value));
        }

        JsonValue AddComponent(Artist artist, Command command)
        {
            return Each(command, each =>
            {
                var component = new Component(command.Text("type"));
                if (command.Has("fields"))
                    foreach (KeyValuePair<string, JsonValue> field in command.Value("fields").Members)
                        component.Fields[field.Key] = field.Value;
                artist.AddComponent(each, component);
            });
        }

        JsonValue Each(Command command, Action<GameObject> act)
        {
            foreach (string name in command.Texts("names", "name"))
                act(world.Find(name));
            return JsonValue.Null;
        }

        GameObject Find(Command command, string field)
        {
            return command.Has(field) ? world.Find(command.Text(field)) : null;
        }
    }
}
