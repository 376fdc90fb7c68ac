using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>What operations make of the shared objects, before anything is written.</summary>
    public sealed class Foresight
    {
        readonly SceneObjects objects;
        readonly Dictionary<string, SceneObject> after = new Dictionary<string, SceneObject>();
        readonly List<Touch> order = new List<Touch>();
        readonly HashSet<Touch> written = new HashSet<Touch>();
        // What was hung on an object; some of it may have been hung elsewhere since.
        readonly Dictionary<string, HashSet<string>> hung = new Dictionary<string, HashSet<string>>();

        Foresight(SceneObjects objects)
        {
            this.objects = objects;
        }

        /// <summary>Every touched object as it will be; null for one that is gone.</summary>
        public IReadOnlyDictionary<string, SceneObject> After
        {
            get { return after; }
        }

        /// <summary>What is written, in order of the first writing; of a created or deleted object its existence alone.</summary>
        public List<Touch> Written { get; private set; }

        /// <summary>Raises EngineRefusal where an operation does not fit.</summary>
        public static Foresight Of(SceneObjects objects, IReadOnlyList<Operation> operations)
        {
            var foresight = new Foresight(objects);
            foreach (Operation each in operations)
                foresight.Foresee(each);
            var whole = new HashSet<string>();
            foreach (Touch each in foresight.order)
                if (each.Facet == Facets.Existence)
                    whole.Add(each.Id);
            foresight.Written = foresight.order.FindAll(each => each.Facet == Facets.Existence || !whole.Contains(each.Id));
            return foresight;
        }

        /// <summary>What these operations end with, whatever they start from. An object that they create or delete is its
        /// existence alone.</summary>
        public static Dictionary<Touch, JsonValue> WantedBy(IReadOnlyList<Operation> operations)
        {
            var wanted = new Dictionary<Touch, JsonValue>();
            var named = new HashSet<string>();
            foreach (Operation each in operations)
            {
                var create = each as CreateOperation;
                var delete = each as DeleteOperation;
                if (create != null)
                    WantExistence(wanted, named, each.Id, create.Object.ToJson());
                else if (delete != null)
                    foreach (string id in IdsOf(delete))
                        WantExistence(wanted, named, id, JsonValue.Null);
                else
                    WantValue(wanted, each);
                named.Add(each.Id);
            }
            return wanted;
        }

        /// <summary>The objects that an operation names, descendants included.</summary>
        public static IEnumerable<string> IdsOf(Operation operation)
        {
            yield return operation.Id;
            var delete = operation as DeleteOperation;
            if (delete != null)
                foreach (string each in delete.Descendants)
                    yield return each;
        }

        static void WantExistence(Dictionary<Touch, JsonValue> wanted, HashSet<string> named, string id, JsonValue value)
        {
            if (!named.Add(id))
                foreach (Touch each in new List<Touch>(wanted.Keys))
                    if (each.Id == id)
                        wanted.Remove(each);
            wanted[new Touch(id, Facets.Existence)] = value;
        }

        static void WantValue(Dictionary<Touch, JsonValue> wanted, Operation operation)
        {
            var existence = new Touch(operation.Id, Facets.Existence);
            JsonValue created;
            if (wanted.TryGetValue(existence, out created) && !created.IsNull)
                wanted[existence] = SceneObject.FromJson(created, "object").WithFacet(operation.Facet, ValueOf(operation)).ToJson();
            else
                wanted[new Touch(operation.Id, operation.Facet)] = ValueOf(operation);
        }

        static JsonValue ValueOf(Operation operation)
        {
            var rename = operation as RenameOperation;
            if (rename != null)
                return JsonValue.Text(rename.Name);
            var reparent = operation as ReparentOperation;
            if (reparent != null)
                return JsonValue.Text(reparent.Parent);
            var transform = operation as SetTransformOperation;
            if (transform != null)
                return transform.Transform.ToJson();
            var visibility = operation as SetVisibilityOperation;
            return visibility != null ? visibility.Visibility.ToJson() : ((SetPropertyOperation)operation).Value;
        }

        void Foresee(Operation operation)
        {
            var create = operation as CreateOperation;
            if (create != null)
            {
                ForeseeCreation(create.Object);
                return;
            }
            SceneObject now = Require(operation.Id);
            var delete = operation as DeleteOperation;
            if (delete != null)
            {
                ForeseeDeletion(delete);
                return;
            }
            var reparent = operation as ReparentOperation;
            if (reparent != null && reparent.Parent != null)
                RefuseRing(reparent);
            Put(operation.Id, operation.Facet, now.WithFacet(operation.Facet, ValueOf(operation)));
        }

        void ForeseeCreation(SceneObject created)
        {
            if (Find(created.Id) != null)
                throw new EngineRefusal("object_exists", "The object " + created.Id + " exists already.");
            if (created.Parent != null && Find(created.Parent) == null)
                throw new EngineRefusal("unknown_parent", "There is no object " + created.Parent + " to hang it on.");
            Put(created.Id, Facets.Existence, created);
        }

        void ForeseeDeletion(DeleteOperation delete)
        {
            List<string> below = Below(delete.Id);
            if (below.Count != delete.Descendants.Count || !new HashSet<string>(below).SetEquals(delete.Descendants))
                throw new EngineRefusal("closure_incomplete", "Other objects hang below " + delete.Id + " than the deletion names.");
            Put(delete.Id, Facets.Existence, null);
            foreach (string each in below)
                Put(each, Facets.Existence, null);
        }

        void RefuseRing(ReparentOperation reparent)
        {
            var seen = new HashSet<string>();
            for (string above = reparent.Parent; above != null && seen.Add(above); above = Require(above).Parent)
                if (above == reparent.Id)
                    throw new EngineRefusal("cycle", "It cannot hang below itself.");
        }

        SceneObject Find(string id)
        {
            SceneObject found;
            return after.TryGetValue(id, out found) || objects.TryGetValue(id, out found) ? found : null;
        }

        SceneObject Require(string id)
        {
            SceneObject found = Find(id);
            if (found == null)
                throw new EngineRefusal("unknown_object", "There is no object " + id + " here.");
            return found;
        }

        List<string> Below(string root)
        {
            var found = new List<string>();
            AddChildren(root, found);
            for (int next = 0; next < found.Count; next += 1)
                AddChildren(found[next], found);
            return found;
        }

        void AddChildren(string parent, List<string> found)
        {
            foreach (string each in objects.ChildrenOf(parent))
                if (!after.ContainsKey(each))
                    found.Add(each);
            HashSet<string> hungHere;
            if (hung.TryGetValue(parent, out hungHere))
                foreach (string each in hungHere)
                    if (after[each] != null && after[each].Parent == parent)
                        found.Add(each);
        }

        void Put(string id, string facet, SceneObject value)
        {
            after[id] = value;
            if (value != null && value.Parent != null)
                HungOn(value.Parent).Add(id);
            var touch = new Touch(id, facet);
            if (written.Add(touch))
                order.Add(touch);
        }

        HashSet<string> HungOn(string parent)
        {
            HashSet<string> found;
            if (!hung.TryGetValue(parent, out found))
                hung.Add(parent, found = new HashSet<string>());
            return found;
        }
    }
}
