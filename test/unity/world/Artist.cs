using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.World
{
    /// <summary>Somebody at the editor: a person, whose work is registered for undo, or a script, whose work is not.</summary>
    public sealed class Artist
    {
        readonly EditorWorld world;
        readonly bool registers;
        readonly string label;

        /// <param name="world">The editor.</param>
        /// <param name="registers">Whether what is done can be undone.</param>
        /// <param name="label">The step's name; null leaves it to the editor.</param>
        public Artist(EditorWorld world, bool registers, string label)
        {
            this.world = world;
            this.registers = registers;
            this.label = label;
        }

        public void Begin()
        {
            if (!registers)
                return;
            world.Undo.IncrementCurrentGroup();
            if (label != null)
                world.Undo.SetCurrentGroupName(label);
        }

        public void End()
        {
            world.Undo.Flush();
        }

        public GameObject Create(string name, ObjectKind kind, GameObject parent)
        {
            GameObject made = world.Create(name, world.Active, parent);
            foreach (string type in StartingComponents.Of(kind))
                made.AddComponent(new Component(type));
            if (registers)
                world.Undo.RegisterCreated(made, "Create " + name);
            return made;
        }

        public void Set(GameObject item, Vector3? position, Quaternion? rotation, Vector3? scale)
        {
            Record(item, "Move");
            if (position != null)
                item.SetPosition(position.Value);
            if (rotation != null)
                item.SetRotation(rotation.Value);
            if (scale != null)
                item.SetScale(scale.Value);
        }

        public void Rename(GameObject item, string name)
        {
            Record(item, "Rename");
            item.SetName(name);
        }

        public void SetActive(GameObject item, bool active)
        {
            Record(item, "Toggle Active");
            item.SetActive(active);
        }

        /// <summary>As dragging in the hierarchy window does it, but with local values as they are unless told otherwise.</summary>
        public void Reparent(GameObject item, GameObject parent, int? index, bool worldStays)
        {
            EngineTransform place = WorldTransform.Of(item);
            if (registers)
            {
                world.Undo.SetParent(item, item.Scene, parent, index ?? int.MaxValue, "Parent");
            }
            else
            {
                world.RefusePart(item);
                item.Attach(item.Scene, parent, index ?? int.MaxValue);
            }
            // Enough for a parent that is neither turned nor scaled.
            if (worldStays)
            {
                Vector3 origin = parent == null ? Vector3.Zero : WorldTransform.Of(parent).Position;
                Set(item, new Vector3(place.Position.X - origin.X, place.Position.Y - origin.Y, place.Position.Z - origin.Z), null, null);
            }
        }

        public void Delete(GameObject item)
        {
            world.RefusePart(item);
            if (registers)
                world.Undo.Destroy(item, "Delete");
            else
                item.Detach();
        }

        public GameObject Duplicate(GameObject item)
        {
            GameObject copy = world.Duplicate(item);
            if (registers)
                world.Undo.RegisterCreated(copy, "Duplicate");
            return copy;
        }

        /// <summary>Sets a shared property on the identity component, as its inspector does; null takes it away.</summary>
        public void SetProperty(GameObject item, string key, JsonValue value)
        {
            Component identity = item.Find(Component.Identity);
            if (identity == null)
                AddComponent(item, identity = new Component(Component.Identity));
            Record(item, "Modified Property");
            item.SetField(identity, WorldObject.PropertyPrefix + key, value);
        }

        public void AddComponent(GameObject item, Component component)
        {
            if (registers)
                world.Undo.AddComponent(item, component, "Add Component");
            else
                item.AddComponent(component);
        }

        public void RemoveComponent(GameObject item, string type)
        {
            if (registers)
                world.Undo.RemoveComponent(item, item.Find(type), "Remove Component");
            else
                item.RemoveComponent(item.Find(type));
        }

        public void SetFields(GameObject item, string type, IEnumerable<KeyValuePair<string, JsonValue>> fields)
        {
            Record(item, "Modified Property");
            foreach (KeyValuePair<string, JsonValue> each in fields)
                item.SetField(item.Find(type), each.Key, each.Value.IsNull ? null : each.Value);
        }

        void Record(GameObject item, string name)
        {
            if (registers)
                world.Undo.RecordObject(item, name);
        }
    }
}
