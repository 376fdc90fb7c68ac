using System;
using System.Collections.Generic;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Driver
{
    /// <summary>What happens to the editor itself: undo, files, play mode, the mouse, what it is busy with; and looking at it.</summary>
    public sealed class EditorVerbs
    {
        readonly EditorWorld world;
        readonly Action frame;
        readonly Dictionary<string, Func<Command, JsonValue>> verbs;

        /// <param name="world">The editor.</param>
        /// <param name="frame">One turn of the main thread.</param>
        public EditorVerbs(EditorWorld world, Action frame)
        {
            this.world = world;
            this.frame = frame;
            verbs = new Dictionary<string, Func<Command, JsonValue>>
            {
                { "undo", command => Repeat(command, world.Undo.PerformUndo) },
                { "redo", command => Repeat(command, world.Undo.PerformRedo) },
                { "steps", command => Steps() },
                { "collapse", command => Do(() => world.Undo.Collapse(command.Number("group", 0))) },
                { "save", command => JsonValue.Boolean(Save(command)) },
                { "move_asset", command => Do(() => world.MoveAsset(command.Text("path"), command.Text("to"))) },
                { "open", command => Do(() => world.Open(command.Text("path"))) },
                { "open_additive", command => Do(() => world.OpenAdditive(command.Text("path"))) },
                { "unload", command => Do(() => world.Unload(Scene(command.Text("path")))) },
                { "file", command => StrictJson.Parse(world.Files[command.Text("path")]) },
                { "play", command => Do(world.EnterPlayMode) },
                { "stop", command => Do(world.ExitPlayMode) },
                { "compiling", command => Do(() => world.IsCompiling = command.Flag("on", true)) },
                { "importing", command => Do(() => world.IsImporting = command.Flag("on", true)) },
                { "baking", command => Do(() => world.IsBaking = command.Flag("on", true)) },
                { "select", Select },
                { "type", command => Do(() => world.IsTyping = command.Flag("on", true)) },
                { "drag", command => Do(() => world.BeginDrag(Items(command))) },
                { "drag_by", command => Do(() => world.DragBy(command.Vector("by").Value)) },
                { "drop", command => Do(() => world.EndDrag(command.Flag("escape", false))) },
                { "keep_height", command => Do(() => KeepHeight(command)) },
                { "normalise", command => Do(() => GameObject.NormalisesRotations = command.Flag("on", true)) },
                { "frames", command => Do(() => Frames(command.Number("count", 20))) },
                { "writes", Writes },
                { "dump", command => Dump.Of(world) },
            };
        }

        public bool Knows(string verb)
        {
            return verbs.ContainsKey(verb);
        }

        public JsonValue Run(Command command)
        {
            return verbs[command.Verb](command);
        }

        /// <summary>So many undos or redos; with `frames` the editor gets its turn after each, as it does when a person presses keys.</summary>
        JsonValue Repeat(Command command, Func<bool> press)
        {
            int done = 0;
            while (done < command.Number("times", 1) && press())
            {
                done += 1;
                if (command.Flag("frames", true))
                    frame();
            }
            return JsonValue.Number(done);
        }

        JsonValue Steps()
        {
            return JsonValue.Object(
                JsonValue.Member("done", Dump.Texts(world.Undo.Done)),
                JsonValue.Member("undone", Dump.Texts(world.Undo.Undone)),
                JsonValue.Member("group", JsonValue.Number(world.Undo.CurrentGroup)));
        }

        bool Save(Command command)
        {
            if (command.Flag("unannounced", false))
            {
                world.SaveUnannounced(command.Text("path"));
                return true;
            }
            world.FailsToSave = command.Flag("fails", false);
            return world.Save(command.Text("path"));
        }

        SceneData Scene(string path)
        {
            foreach (SceneData each in world.Loaded)
                if (each.Path == path)
                    return each;
            throw new EditorError("No such scene is open.");
        }

        JsonValue Select(Command command)
        {
            world.Selection.Clear();
            world.Selection.AddRange(Items(command));
            return JsonValue.Null;
        }

        List<GameObject> Items(Command command)
        {
            var items = new List<GameObject>();
            foreach (string name in command.Texts("names", "name"))
                items.Add(world.Find(name));
            return items;
        }

        /// <summary>A script that does not let the object leave this height; without one it is gone.</summary>
        void KeepHeight(Command command)
        {
            world.Find(command.Text("name")).KeptHeight = command.Has("height") ? (float)command.Value("height").AsNumber : (float?)null;
        }

        void Frames(int count)
        {
            for (int index = 0; index < count; index += 1)
                frame();
        }

        /// <summary>How often each object was written to since the last time, by name.</summary>
        JsonValue Writes(Command command)
        {
            var counts = new List<KeyValuePair<string, JsonValue>>();
            foreach (GameObject each in world.Active.All())
            {
                if (each.Writes > 0)
                    counts.Add(JsonValue.Member(each.Name, JsonValue.Number(each.Writes)));
                each.Writes = 0;
            }
            return JsonValue.Object(counts);
        }

        static JsonValue Do(Action act)
        {
            act();
            return JsonValue.Null;
        }
    }
}
