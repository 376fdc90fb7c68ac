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
                    if (!handles.Contains(each.Value.Handle) && HangsOn(identity, each.Value, handles))
                        found.Add(each.Key);
            return found;
        }

        static bool HangsOn(Identity identity, IEngineObject item, HashSet<long> handles)
        {
            for (IEngineObject each = item.Parent; each != null; each = each.Parent)
            {
                if (handles.Contains(each.Handle))
                    return true;
                // What stays takes along what hangs on it.
                if (identity.IdOf(each) != null)
                    return false;
            }
            return false;
        }
    }
}
