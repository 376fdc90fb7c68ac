using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>An object's place as the engine keeps it, bit for bit, so that taking something back leaves no trace of rounding.</summary>
    public sealed class RawPlace
    {
        readonly IEngineObject parent;

        public RawPlace(IEngineObject item, SceneObject shared)
        {
            Local = item.Local;
            parent = item.Parent;
            Shared = shared;
        }

        public EngineTransform Local { get; }

        /// <summary>The whole object as it was read then.</summary>
        public SceneObject Shared { get; }

        public void WriteParent(IEngineObject item, Identity identity)
        {
            IEngineObject shared = Shared.Parent == null ? null : identity.Find(Shared.Parent);
            item.SetParent(shared ?? (parent != null && parent.IsAlive ? parent : null));
        }
    }

    /// <summary>Everything that one frame from the application writes, all or nothing. Raises <see cref="EngineRefusal"/>; then
    /// <see cref="RollBack"/> leaves nothing of it in the engine.</summary>
    public sealed class Changes
    {
        readonly IEngineScene scene;
        readonly Identity identity;
        readonly Reader reader;
        readonly Stash stash;
        readonly long number;
        readonly Stack<Action> backwards = new Stack<Action>();
        readonly Dictionary<string, RawPlace> places = new Dictionary<string, RawPlace>();

        /// <param name="scene">The engine's scene.</param>
        /// <param name="identity">Who is who.</param>
        /// <param name="reader">Reads what stands there.</param>
        /// <param name="stash">Where deleted objects go.</param>
        /// <param name="number">The number that deletions are kept under.</param>
        public Changes(IEngineScene scene, Identity identity, Reader reader, Stash stash, long number)
        {
            this.scene = scene;
            this.identity = identity;
            this.reader = reader;
            this.stash = stash;
            this.number = number;
        }

        /// <summary>Whether anything was written.</summary>
        public bool Wrote { get; private set; }

        /// <summary>Where objects stood before the first writing that moved them, by id.</summary>
        public IReadOnlyDictionary<string, RawPlace> Places
        {
            get { return places; }
        }

        public void Perform(Operation operation)
        {
            var create = operation as CreateOperation;
            var delete = operation as DeleteOperation;
            var rename = operation as RenameOperation;
            var reparent = operation as ReparentOperation;
            var transform = operation as SetTransformOperation;
            var visibility = operation as SetVisibilityOperation;
            if (create != null)
                Create(create.Object);
            else if (delete != null)
                DeleteAll(delete);
            else if (rename != null)
                Rename(rename.Id, rename.Name);
            else if (reparent != null)
                Reparent(reparent.Id, reparent.Parent);
            else if (transform != null)
                SetTransform(transform.Id, transform.Transform);
            else if (visibility != null)
                SetVisibility(visibility.Id, visibility.Visibility);
            else
                SetProperty(operation.Id, ((SetPropertyOperation)operation).Key, ((SetPropertyOperation)operation).Value);
        }

        /// <summary>True where it had to be made anew; otherwise it was kept, with all that hangs on it.</summary>
        public bool Create(SceneObject target)
        {
            IEngineObject stashed = stash.ObjectOf(target.Id);
            if (stashed != null && stashed.Kind == target.Kind)
            {
                TakeBack(target.Id);
                BringTo(target, null);
                return false;
            }
            IEngineObject parent = target.Parent == null ? null : identity.Find(target.Parent);
            IEngineObject item = scene.Create(target.Kind, target.Name, parent);
            Wrote = true;
            backwards.Push(() => Remove(target.Id, item));
            identity.Give(item, target.Id);
            item.Local = Placement.ToEngine(target.Transform, item.Local, target.Kind, Reader.KindOf(parent));
            if (target.Visibility != Visibility.Shown)
                Write(item, target.Visibility);
            foreach (KeyValuePair<string, JsonValue> each in target.Properties)
                item.SetProperty(each.Key, each.Value);
            return true;
        }

        /// <summary>One object; its descendants are named and deleted one by one, before it.</summary>
        public void Delete(string id)
        {
            Wrote = true;
            stash.Put(id, number);
            backwards.Push(() => stash.TakeBack(id));
        }

        /// <summary>Takes a creation back: the object goes for good.</summary>
        public void RemoveCreated(string id)
        {
            Wrote = true;
            Remove(id, identity.Find(id));
        }

        /// <summary>Puts a deleted object back as it was. False when it is not there any more.</summary>
        public bool TakeBack(string id)
        {
            long? kept = stash.TakeBack(id);
            if (kept == null)
                return false;
            Wrote = true;
            backwards.Push(() => stash.Put(id, kept.Value));
            return true;
        }

        /// <summary>Writes what differs from `target` in an object that exists, and nothing else (R22); `leave` are facets that
        /// are not to be touched, or null.</summary>
        public void BringTo(SceneObject target, ICollection<string> leave)
        {
            foreach (string facet in reader.Read(target.Id).DifferingFrom(target))
                if (leave == null || !leave.Contains(facet))
                    SetFacet(new Touch(target.Id, facet), target.Facet(facet));
        }

        /// <summary>Sets any facet but existence. What the engine owns of it is left alone.</summary>
        public void SetFacet(Touch touch, JsonValue value)
        {
            switch (touch.Facet)
            {
                case Facets.Name:
                    Rename(touch.Id, value.AsText);
                    break;
                case Facets.Parent:
                    Reparent(touch.Id, value.IsNull ? null : value.AsText);
                    break;
                case Facets.Transform:
                    SetTransform(touch.Id, Transform.FromJson(value, touch.Facet));
                    break;
                case Facets.Visibility:
                    SetVisibility(touch.Id, Visibility.FromJson(value, touch.Facet));
                    break;
                default:
                    SetProperty(touch.Id, Facets.KeyOf(touch.Facet), value);
                    break;
            }
        }

        /// <summary>Puts the object where it stood, bit for bit.</summary>
        public void WritePlace(string id, RawPlace place, bool withParent)
        {
            IEngineObject item = identity.Find(id);
            var before = new RawPlace(item, reader.Read(item, id).Object);
            Wrote = true;
            backwards.Push(() => PutBack(item, before, withParent));
            PutBack(item, place, withParent);
        }

        /// <summary>Nothing of this batch is left in the engine.</summary>
        public void RollBack()
        {
            while (backwards.Count > 0)
                backwards.Pop()();
            Wrote = false;
        }

        void DeleteAll(DeleteOperation delete)
        {
            for (int index = delete.Descendants.Count - 1; index >= 0; index -= 1)
                Delete(delete.Descendants[index]);
            Delete(delete.Id);
        }

        void Rename(string id, string name)
        {
            IEngineObject item = identity.Find(id);
            string before = item.Name;
            if (before == name || reader.Read(item, id).Driven.Contains(Facets.Name))
                return;
            Wrote = true;
            backwards.Push(() => item.Name = before);
            item.Name = name;
        }

        /// <summary>The shared local place stays.</summary>
        void Reparent(string id, string parentId)
        {
            IEngineObject item = identity.Find(id);
            Reading before = reader.Read(item, id);
            if (before.Object.Parent == parentId && !before.Driven.Contains(Facets.Parent))
                return;
            RawPlace place = Remember(item, before);
            Wrote = true;
            backwards.Push(() => PutBack(item, place, true));
            IEngineObject parent = parentId == null ? null : identity.Find(parentId);
            item.SetParent(parent);
            Reading now = reader.Read(item, id);
            if (!now.Driven.Contains(Facets.Transform) && now.Object.Transform != before.Object.Transform)
                item.Local = Placement.ToEngine(before.Object.Transform, item.Local, item.Kind, Reader.KindOf(parent));
        }

        void SetTransform(string id, Transform target)
        {
            IEngineObject item = identity.Find(id);
            Reading now = reader.Read(item, id);
            if (now.Driven.Contains(Facets.Transform) || now.Object.Transform == target)
                return;
            RawPlace place = Remember(item, now);
            Wrote = true;
            backwards.Push(() => PutBack(item, place, false));
            item.Local = Placement.ToEngine(target, item.Local, item.Kind, Reader.KindOf(reader.SharedParent(item)));
        }

        void SetVisibility(string id, Visibility target)
        {
            IEngineObject item = identity.Find(id);
            Reading now = reader.Read(item, id);
            if (now.Driven.Contains(Facets.Visibility) || now.Object.Visibility == target)
                return;
            bool active = item.IsActive;
            Visibility? written = item.WrittenVisibility;
            Wrote = true;
            backwards.Push(() => WriteBack(item, active, written));
            Write(item, target);
        }

        void SetProperty(string id, string key, JsonValue value)
        {
            IEngineObject item = identity.Find(id);
            JsonValue before = null;
            foreach (KeyValuePair<string, JsonValue> each in item.Properties)
                if (each.Key == key)
                    before = each.Value;
            if (value.IsNull ? before == null : value.Equals(before))
                return;
            Wrote = true;
            backwards.Push(() => item.SetProperty(key, before));
            item.SetProperty(key, value.IsNull ? null : value);
        }

        RawPlace Remember(IEngineObject item, Reading now)
        {
            var place = new RawPlace(item, now.Object);
            if (!places.ContainsKey(now.Object.Id))
                places.Add(now.Object.Id, place);
            return place;
        }

        void PutBack(IEngineObject item, RawPlace place, bool withParent)
        {
            if (withParent)
                place.WriteParent(item, identity);
            item.Local = place.Local;
        }

        void Remove(string id, IEngineObject item)
        {
            identity.Drop(id);
            scene.Destroy(item);
        }

        static void Write(IEngineObject item, Visibility target)
        {
            if (item.IsActive != target.Render)
                item.IsActive = target.Render;
            item.WrittenVisibility = target;
        }

        static void WriteBack(IEngineObject item, bool active, Visibility? written)
        {
            if (item.IsActive != active)
                item.IsActive = active;
            item.WrittenVisibility = written;
        }
    }
}
