using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Reads the engine's objects in the shared form: authored local values, never evaluated ones (rule 10).</summary>
    public sealed class Reader
    {
        readonly Identity identity;
        readonly Func<IEngineObject, string> idOf;
        readonly HashSet<string> rounded = new HashSet<string>();
        readonly Dictionary<string, Known> known = new Dictionary<string, Known>();

        public Reader(Identity identity)
        {
            this.identity = identity;
            idOf = identity.IdOf;
        }

        /// <summary>The engine did not hold a place of this object to the bit: from here on it counts within bounds.</summary>
        public void FoundRounded(string id)
        {
            rounded.Add(id);
            known.Remove(id);
        }

        /// <summary>The object was read, and found to be what `value` says.</summary>
        public void FoundAs(SceneObject value, IEngineObject item, Reading read)
        {
            known[value.Id] = new Known(value, new RawObject(item, read));
        }

        /// <summary>Whether the object was found to be what `value` says, and nothing of it has been touched since. Makes nothing new:
        /// this is asked of every object, again and again.</summary>
        public bool IsStill(SceneObject value, IEngineObject item)
        {
            Known found;
            return known.TryGetValue(value.Id, out found) && ReferenceEquals(found.Value, value) && found.Raw.IsStill(item, identity);
        }

        /// <summary>It is not in the scene any more.</summary>
        public void Forget(string id)
        {
            known.Remove(id);
        }

        /// <summary>Another scene is open.</summary>
        public void ForgetScene()
        {
            rounded.Clear();
        }

        /// <summary>No handle means anything any more.</summary>
        public void ForgetHandles()
        {
            known.Clear();
        }

        /// <summary>The object with this id as it is now; null when it is not in the scene.</summary>
        public Reading Read(string id)
        {
            IEngineObject item = identity.Find(id);
            return item == null ? null : Read(item, id);
        }

        /// <summary>As <see cref="Read(string)"/>, of an object that need not be shared yet.</summary>
        public Reading Read(IEngineObject item, string id)
        {
            return Read(item, id, idOf, rounded.Contains(id));
        }

        /// <summary>The object as `idOf` has all others: also of a scene that is not the session's.</summary>
        public static Reading Read(IEngineObject item, string id, Func<IEngineObject, string> idOf, bool isRounded = false)
        {
            HashSet<string> driven = null;
            List<string> leftOut = null;
            IEngineObject parent = SharedParent(item, idOf);
            IEngineObject above = item.Parent;
            bool hangsDirectly = parent == null ? above == null : parent.Handle == above.Handle;
            if (!hangsDirectly)
            {
                // Its place depends on what nobody else can see.
                Add(ref driven, Facets.Transform);
                Add(ref driven, Facets.Parent);
                Add(ref leftOut, "hangs on an object that is not shared");
            }
            AddDriven(ref driven, item.Driven);
            return new Reading(
                new SceneObject(
                    id,
                    item.Kind,
                    ReadName(item, id, ref driven, ref leftOut),
                    idOf(parent),
                    ReadTransform(item, parent, ref driven, ref leftOut),
                    ReadVisibility(item),
                    ReadProperties(item, ref leftOut)),
                item.Name,
                !hangsDirectly || isRounded,
                driven,
                leftOut);
        }

        /// <summary>The nearest object above that is shared, or null.</summary>
        public IEngineObject SharedParent(IEngineObject item)
        {
            return SharedParent(item, idOf);
        }

        static IEngineObject SharedParent(IEngineObject item, Func<IEngineObject, string> idOf)
        {
            IEngineObject parent = item.Parent;
            while (parent != null && idOf(parent) == null)
                parent = parent.Parent;
            return parent;
        }

        /// <summary>The kind of what it hangs on, or null: cameras and lights turn what hangs on them.</summary>
        public static ObjectKind? KindOf(IEngineObject parent)
        {
            return parent == null ? (ObjectKind?)null : parent.Kind;
        }

        /// <summary>Of the two switches that are shared, the engine has one. The other is kept beside it, and counts as long as
        /// the one has not been moved since.</summary>
        public static Visibility ReadVisibility(IEngineObject item)
        {
            Visibility? written = item.WrittenVisibility;
            bool active = item.IsActive;
            return written.HasValue && written.Value.Render == active ? written.Value : new Visibility(active, active);
        }

        /// <summary>The name that was given to it for the others counts as long as it is called what it was called then.</summary>
        public static string ReadName(IEngineObject item)
        {
            KeptName? kept = item.KeptName;
            string own = item.Name;
            return kept.HasValue && kept.Value.Own == own ? kept.Value.Shared : own;
        }

        static void AddDriven(ref HashSet<string> driven, DrivenFacets owned)
        {
            if ((owned & DrivenFacets.Transform) != 0)
                Add(ref driven, Facets.Transform);
            if ((owned & DrivenFacets.Visibility) != 0)
                Add(ref driven, Facets.Visibility);
            if ((owned & DrivenFacets.Parent) != 0)
                Add(ref driven, Facets.Parent);
        }

        /// <summary>Of most objects the engine owns nothing, and nothing is left out: they get no collection.</summary>
        static void Add<TCollection>(ref TCollection collection, string value) where TCollection : class, ICollection<string>, new()
        {
            collection = collection ?? new TCollection();
            collection.Add(value);
        }

        static string ReadName(IEngineObject item, string id, ref HashSet<string> driven, ref List<string> leftOut)
        {
            string name = ReadName(item);
            if (SharedName.Is(name, SceneLimits.NameBytes))
                return name;
            Add(ref driven, Facets.Name);
            Add(ref leftOut, "its name");
            return "~" + id;
        }

        static Transform ReadTransform(
            IEngineObject item, IEngineObject parent, ref HashSet<string> driven, ref List<string> leftOut)
        {
            EngineTransform local = item.Local;
            IEngineObject between = item.Parent;
            for (; between != null && (parent == null || between.Handle != parent.Handle); between = between.Parent)
                local = Placement.Below(between.Local, local);
            try
            {
                return Conversions.ToCanonical(local, item.Kind, KindOf(parent));
            }
            catch (UnrepresentableException)
            {
                Add(ref driven, Facets.Transform);
                Add(ref leftOut, "its place is not a number");
                return Transform.Identity;
            }
        }

        static Properties ReadProperties(IEngineObject item, ref List<string> leftOut)
        {
            IReadOnlyList<KeyValuePair<string, JsonValue>> held = item.Properties;
            if (held.Count == 0)
                return Properties.None;
            var shared = new List<KeyValuePair<string, JsonValue>>(held.Count);
            foreach (KeyValuePair<string, JsonValue> each in held)
            {
                if (shared.Count < SceneLimits.PropertiesPerObject && SharedProperty.Fits(each.Key, each.Value))
                    shared.Add(each);
                else
                    Add(ref leftOut, "property “" + WellFormedText.Cut(each.Key, SceneLimits.PropertyKeyBytes) + "”");
            }
            return Properties.Of(shared);
        }

        /// <summary>What an object was last found to be, and what it was read from.</summary>
        readonly struct Known
        {
            public Known(SceneObject value, RawObject raw)
            {
                Value = value;
                Raw = raw;
            }

            public SceneObject Value { get; }

            public RawObject Raw { get; }
        }
    }
}
