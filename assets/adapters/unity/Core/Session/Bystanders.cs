using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Shared objects that would go along with what is deleted, though the shared scene has them elsewhere: they hang on
    /// it over something that is not shared, or were hung there a moment ago.</summary>
    public static class Bystanders
    {
        public static List<string> Of(IEngineScene scene, Identity identity, ICollection<string> going)
        {
            var handles = new HashSet<long>();
            var tops = new List<IEngineObject>();
            foreach (string id in going)
            {
                IEngineObject item = identity.Find(id);
                if (item != null && handles.Add(item.Handle))
                    tops.Add(item);
            }
            tops.RemoveAll(each => each.Parent != null && handles.Contains(each.Parent.Handle));
            var found = new List<string>();
            foreach (IEngineObject top in tops)
                foreach (IEngineObject each in scene.Walk(top))
                {
                    string id = identity.IdOf(each);
                    if (id != null && !handles.Contains(each.Handle) && HangsOn(each, handles, identity))
                        found.Add(id);
                }
            return found;
        }

        /// <summary>What hangs on another shared object goes where that goes.</summary>
        static bool HangsOn(IEngineObject item, HashSet<long> handles, Identity identity)
        {
            IEngineObject parent = item.Parent;
            while (parent != null && identity.IdOf(parent) == null)
                parent = parent.Parent;
            return parent != null && handles.Contains(parent.Handle);
        }
    }
}
