using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
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
        readonly Dictionary<string, RawObject> originals = new Dictionary<string, RawObject>();

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

        /// <summary>Objects as they were before the first writing of a facet of theirs, by id.</summary>
        public IReadOnlyDictionary<string, RawObject> Originals
        {
            get { return originals; }
        }

        public void Perform(Operation operation)
        {
            if (operation is CreateOperation create)
                Create(create.Object);
            else if (operation is DeleteOperation delete)
                DeleteAll(new List<string>(delete.Descendants) { delete.Id });
            else if (operation is RenameOperation rename)
                Rename(rename.Id, rename.Name);
            else if (operation is ReparentOperation reparent)
                Reparent(reparent.Id, reparent.Parent);
            else if (operation is SetTransformOperation transform)
                SetTransform(transform.Id, transform.Transform);
            else if (operation is SetVisibilityOperation visibility)
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
            Place(item, target.Id, target.Transform, Reader.KindOf(parent));
            if (target.Visibility != Visibility.Shown)
                Write(item, target.Visibility);
            foreach (KeyValuePair<string, JsonValue> each in target.Properties)
                item.SetProperty(each.Key, each.Value);
            return true;
        }

        /// <summary>Hangs at the root what would go along with these, though the shared scene has it elsewhere.</summary>
        public void SpareBystanders(ICollection<string> going)
        {
            foreach (string id in Bystanders.Of(scene, identity, going))
            {
                IEngineObject item = identity.Find(id);
                Begin(item, reader.Read(item, id), Facets.Parent);
                item.SetParent(null);
            }
        }

        /// <summary>Takes these out, whatever their order. Raises EngineRefusal where one cannot go without another.</summary>
        public void DeleteAll(ICollection<string> ids)
        {
            foreach (string id in FixedParts(ids))
                throw new EngineRefusal(
                    EngineRefusal.FixedPart, "“" + reader.Read(id).Object.Name + "” is a part of a whole and goes only with that.");
            SpareBystanders(ids);
            var objects = new Dictionary<string, SceneObject>();
            foreach (string id in ids)
                objects[id] = reader.Read(id).Object;
            List<string> order = Hierarchy.ParentsFirst(objects);
            for (int index = order.Count - 1; index >= 0; index -= 1)
                Delete(order[index]);
        }

        /// <summary>One object; its shared children have gone before.</summary>
        public void Delete(string id)
        {
            Wrote = true;
            stash.Put(id, number);
            backwards.Push(() => stash.TakeBack(id));
        }

        /// <summary>Those that are fixed parts of something that is not among these.</summary>
        public List<string> FixedParts(ICollection<string> ids)
        {
            var all = new HashSet<string>(ids);
            var found = new List<string>();
            foreach (string id in ids)
            {
                IEngineObject whole = identity.Find(id).Whole;
                if (whole != null && !all.Contains(identity.IdOf(whole) ?? ""))
                    found.Add(id);
            }
            return found;
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

        /// <summary>Sets a facet as it was, bit for bit.</summary>
        public void SetBack(Touch touch, RawObject original)
        {
            IEngineObject item = identity.Find(touch.Id);
            Reading now = reader.Read(item, touch.Id);
            // Somebody else's place stays where only the parent is set back.
            if (touch.Facet == Facets.Parent && now.Object.Transform != original.Shared.Transform)
            {
                Reparent(touch.Id, original.Shared.Parent);
                return;
            }
            Begin(item, now, touch.Facet);
            original.Write(item, touch.Facet, identity);
        }

        /// <summary>Calls `write`, which writes here. Of one that fails nothing is left: then, in a sentence, why; otherwise null.</summary>
        public string Attempt(Action write)
        {
            int before = backwards.Count;
            try
            {
                write();
                return null;
            }
            catch (Exception error)
            {
                // Whatever it was, the rest of the batch can do without it.
                List<string> failures = GoBackTo(before);
                return failures.Count == 0 ? error.Message : error.Message + " Not all of it could be taken back: " + failures[0];
            }
        }

        /// <summary>Nothing of this batch is left in the engine. What could not be taken back is told in sentences.</summary>
        public List<string> RollBack()
        {
            List<string> failures = GoBackTo(0);
            Wrote = false;
            return failures;
        }

        List<string> GoBackTo(int count)
        {
            var failures = new List<string>();
            while (backwards.Count > count)
            {
                try
                {
                    backwards.Pop()();
                }
                catch (Exception error)
                {
                    failures.Add(error.Message);
                }
            }
            return failures;
        }

        void Rename(string id, string name)
        {
            IEngineObject item = identity.Find(id);
            Reading now = reader.Read(item, id);
            if (now.Object.Name == name || now.Driven.Contains(Facets.Name))
                return;
            Begin(item, now, Facets.Name);
            KeptName? kept = item.KeptName;
            // Where the others had known it by this name before, it is called again what the artist had called it then.
            string own = kept.HasValue && kept.Value.Shared == name ? kept.Value.Own : name;
            if (item.Name != own)
                item.Name = own;
            if (kept.HasValue && kept.Value.Own == own && kept.Value.Shared != name)
                item.KeptName = null;
        }

        /// <summary>The shared local place stays.</summary>
        void Reparent(string id, string parentId)
        {
            IEngineObject item = identity.Find(id);
            Reading before = reader.Read(item, id);
            if (before.Object.Parent == parentId && !before.Driven.Contains(Facets.Parent))
                return;
            Begin(item, before, Facets.Parent);
            IEngineObject parent = parentId == null ? null : identity.Find(parentId);
            item.SetParent(parent);
            Reading now = reader.Read(item, id);
            if (!now.Driven.Contains(Facets.Transform) && now.Object.Transform != before.Object.Transform)
                Place(item, id, before.Object.Transform, Reader.KindOf(parent));
        }

        void SetTransform(string id, Transform target)
        {
            IEngineObject item = identity.Find(id);
            Reading now = reader.Read(item, id);
            if (now.Driven.Contains(Facets.Transform) || now.Object.Transform == target)
                return;
            Begin(item, now, Facets.Transform);
            Place(item, id, target, Reader.KindOf(reader.SharedParent(item)));
        }

        void SetVisibility(string id, Visibility target)
        {
            IEngineObject item = identity.Find(id);
            Reading now = reader.Read(item, id);
            if (now.Driven.Contains(Facets.Visibility) || now.Object.Visibility == target)
                return;
            Begin(item, now, Facets.Visibility);
            Write(item, target);
        }

        void SetProperty(string id, string key, JsonValue value)
        {
            IEngineObject item = identity.Find(id);
            Reading now = reader.Read(item, id);
            string facet = Facets.Property(key);
            if (now.Facet(facet).Equals(value) && (!value.IsNull || !Holds(item, key)))
                return;
            Begin(item, now, facet);
            item.SetProperty(key, value.IsNull ? null : value);
        }

        /// <summary>Writes a place, and sees whether the engine holds it to the bit.</summary>
        void Place(IEngineObject item, string id, Transform target, ObjectKind? parentKind)
        {
            item.Local = Placement.ToEngine(target, item.Local, item.Kind, parentKind);
            if (Placement.IsRounded(target, item.Local, item.Kind, parentKind))
                reader.FoundRounded(id);
        }

        /// <summary>Notes the way back before a facet is written.</summary>
        void Begin(IEngineObject item, Reading now, string facet)
        {
            var original = new RawObject(item, now);
            if (!originals.ContainsKey(now.Object.Id))
                originals.Add(now.Object.Id, original);
            Wrote = true;
            backwards.Push(() => original.Write(item, facet, identity));
        }

        void Remove(string id, IEngineObject item)
        {
            identity.Drop(id);
            scene.Destroy(item);
        }

        static bool Holds(IEngineObject item, string key)
        {
            foreach (KeyValuePair<string, JsonValue> each in item.Properties)
                if (each.Key == key)
                    return true;
            return false;
        }

        static void Write(IEngineObject item, Visibility target)
        {
            if (item.IsActive != target.Render)
                item.IsActive = target.Render;
            // Where both are the same the engine's one flag says it all.
            Visibility? kept = target.Viewport == target.Render ? (Visibility?)null : target;
            if (item.WrittenVisibility != kept)
                item.WrittenVisibility = kept;
        }
    }
}
