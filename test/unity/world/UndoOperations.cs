using System.Collections.Generic;

namespace VibeSync.World
{
    /// <summary>One recorded change. What it is about may be gone by then: it does nothing in that case.</summary>
    public abstract class UndoOperation
    {
        public abstract void Undo(EditorWorld world);

        public abstract void Redo(EditorWorld world);
    }

    /// <summary>One property of one object: an undo writes the recorded value and nothing else of the object.</summary>
    public sealed class PropertyChange : UndoOperation
    {
        readonly GameObject item;
        readonly string path;
        readonly object before;
        readonly object after;

        public PropertyChange(GameObject item, string path, object before, object after)
        {
            this.item = item;
            this.path = path;
            this.before = before;
            this.after = after;
        }

        public override void Undo(EditorWorld world)
        {
            Write(world, before);
        }

        public override void Redo(EditorWorld world)
        {
            Write(world, after);
        }

        void Write(EditorWorld world, object value)
        {
            if (item.Scene == null)
                return;
            ObjectState.Write(item, path, value);
            world.Changes.Record(
                ObjectChangeKind.ChangeGameObjectOrComponentProperties, item.InstanceId, new[] { ObjectState.PartOf(path) });
        }
    }

    /// <summary>Where an object hangs.</summary>
    public readonly struct Place
    {
        public Place(GameObject item)
        {
            Scene = item.Scene;
            Parent = item.Parent;
            Index = item.SiblingIndex;
        }

        public SceneData Scene { get; }

        public GameObject Parent { get; }

        public int Index { get; }

        public bool Exists
        {
            get { return Parent == null || Parent.Scene == Scene; }
        }
    }

    public sealed class ParentChange : UndoOperation
    {
        readonly GameObject item;
        readonly Place before;
        readonly Place after;

        public ParentChange(GameObject item, Place before, Place after)
        {
            this.item = item;
            this.before = before;
            this.after = after;
        }

        public override void Undo(EditorWorld world)
        {
            Move(world, before);
        }

        public override void Redo(EditorWorld world)
        {
            Move(world, after);
        }

        void Move(EditorWorld world, Place place)
        {
            if (item.Scene == null || !place.Exists || (place.Parent != null && place.Parent.IsBelow(item)))
                return;
            item.Attach(place.Scene, place.Parent, place.Index);
            world.Changes.Record(ObjectChangeKind.ChangeGameObjectParent, item.InstanceId);
        }
    }

    /// <summary>An object with everything below it came or went.</summary>
    public sealed class Existence : UndoOperation
    {
        readonly GameObject item;
        readonly bool came;
        Place place;
        bool isKept;

        /// <summary>For a destruction `place` is where it hung; for a creation it is not known before it is undone.</summary>
        public Existence(GameObject item, bool came, Place place)
        {
            this.item = item;
            this.came = came;
            this.place = place;
            isKept = !came;
        }

        public override void Undo(EditorWorld world)
        {
            if (came)
                Take(world);
            else
                Bring(world);
        }

        public override void Redo(EditorWorld world)
        {
            if (came)
                Bring(world);
            else
                Take(world);
        }

        void Take(EditorWorld world)
        {
            if (item.Scene == null)
                return;
            place = new Place(item);
            isKept = true;
            item.Detach();
            world.Changes.Record(ObjectChangeKind.DestroyGameObjectHierarchy, item.InstanceId);
        }

        void Bring(EditorWorld world)
        {
            if (!isKept || item.Scene != null)
                return;
            isKept = false;
            bool stands = place.Exists;
            item.Attach(place.Scene, stands ? place.Parent : null, place.Index);
            world.Changes.Record(ObjectChangeKind.CreateGameObjectHierarchy, item.InstanceId);
        }
    }

    public sealed class ComponentChange : UndoOperation
    {
        readonly GameObject item;
        readonly Component component;
        readonly bool came;

        public ComponentChange(GameObject item, Component component, bool came)
        {
            this.item = item;
            this.component = component;
            this.came = came;
        }

        public override void Undo(EditorWorld world)
        {
            Set(world, !came);
        }

        public override void Redo(EditorWorld world)
        {
            Set(world, came);
        }

        void Set(EditorWorld world, bool there)
        {
            var components = new List<Component>(item.Components);
            if (item.Scene == null || components.Contains(component) == there)
                return;
            if (there)
                item.AddComponent(component);
            else
                item.RemoveComponent(component);
            world.Changes.Record(ObjectChangeKind.ChangeGameObjectStructure, item.InstanceId);
        }
    }
}
