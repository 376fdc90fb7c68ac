using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Reads the engine's objects in the shared form: authored local values, never evaluated ones (rule 10).</summary>
    public sealed class Reader
    {
        readonly Identity identity;

        public Reader(Identity identity)
        {
            this.identity = identity;
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
            var driven = new HashSet<string>();
            var leftOut = new List<string>();
            IEngineObject parent = SharedParent(item);
            bool hangsDirectly = parent == null ? item.Parent == null : parent.Handle == item.Parent.Handle;
            if (!hangsDirectly)
            {
                // Its place depends on what nobody else can see.
                driven.Add(Facets.Transform);
                driven.Add(Facets.Parent);
                leftOut.Add("hangs on an object that is not shared");
            }
            AddDriven(driven, item.Driven);
            return new Reading(
                new SceneObject(
                    id,
                    item.Kind,
                    ReadName(item, id, driven, leftOut),
                    identity.IdOf(parent),
                    ReadTransform(item, parent, driven, leftOut),
                    ReadVisibility(item),
                    ReadProperties(item, leftOut)),
                !hangsDirectly,
                driven.Count == 0 ? null : driven,
                leftOut.Count == 0 ? null : leftOut);
        }

        /// <summary>The nearest object above that is shared, or null.</summary>
        public IEngineObject SharedParent(IEngineObject item)
        {
            IEngineObject parent = item.Parent;
            while (parent != null && identity.IdOf(parent) == null)
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

        static void AddDriven(HashSet<string> driven, DrivenFacets owned)
        {
            if ((owned & DrivenFacets.Transform) != 0)
                driven.Add(Facets.Transform);
            if ((owned & DrivenFacets.Visibility) != 0)
                driven.Add(Facets.Visibility);
            if ((owned & DrivenFacets.Parent) != 0)
                driven.Add(Facets.Parent);
        }

        static string ReadName(IEngineObject item, string id, HashSet<string> driven, List<string> leftOut)
        {
            string name = item.Name;
            if (SharedName.Is(name, SceneLimits.NameBytes))
                return name;
            driven.Add(Facets.Name);
            leftOut.Add("its name");
            return "~" + id;
        }

        static Transform ReadTransform(IEngineObject item, IEngineObject parent, HashSet<string> driven, List<string> leftOut)
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
                driven.Add(Facets.Transform);
                leftOut.Add("its place is not a number");
                return Transform.Identity;
            }
        }

        static Properties ReadProperties(IEngineObject item, List<string> leftOut)
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
                    leftOut.Add("property “" + WellFormedText.Cut(each.Key, SceneLimits.PropertyKeyBytes) + "”");
            }
            return Properties.Of(shared);
        }
    }
}
