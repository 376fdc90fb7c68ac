using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Shared objects that would go along with what is deleted, though the shared scene has them elsewhere: they hang on
    /// it over something that is not shared, or were hung there a moment ago.</summary>
    public static class Bystanders
    {
        public static List<string> Of(Identity identity, ICollection<string> going)
        {
            var handles = new HashSet<long>();
            foreach (string id in going)
            {
                IEngineObject item = identity.Find(id);
                if (item != null)
                    handles.Add(item.Handle);
            }
            var found = new List<string>();
            if (handles.Count > 0)
                foreach (KeyValuePair<string, IEngineObject> each in identity.Objects)
                    if (!handles.Contains(each.Value.Handle) && HangsOn(each.Value, handles, identity))
                        found.Add(each.Key);
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
