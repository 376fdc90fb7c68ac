using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>The person's edits that were told, and which of them nobody has decided on yet.</summary>
    public sealed class ToldEdits
    {
        const int MaxKept = 1024;

        readonly LinkedList<Told> edits = new LinkedList<Told>();

        public int Undecided
        {
            get
            {
                int count = 0;
                foreach (Told each in edits)
                    count += each.IsUndecided ? 1 : 0;
                return count;
            }
        }

        public void Clear()
        {
            edits.Clear();
        }

        /// <summary>`frame` tells `edit` or a part of it.</summary>
        public void Add(ObservedEdit edit, ObservedFrame frame)
        {
            var facets = new Dictionary<Touch, JsonValue>();
            foreach (FacetState each in frame.Before)
                facets[each.Touch] = edit.After[each.Touch];
            // Drift is nobody's: there is nothing in it to keep for anybody.
            edits.AddLast(new Told(frame.Edit, facets) { IsUndecided = edit.Undo != null });
            if (edits.Count > MaxKept)
                edits.RemoveFirst();
        }

        /// <summary>What the application says of an edit. False where that was known: after a lost connection every word is said
        /// again.</summary>
        public bool Decide(string edit, EditOutcome outcome)
        {
            bool isOpen = outcome == EditOutcome.Waiting || outcome == EditOutcome.Collected;
            foreach (Told each in edits)
            {
                if (each.Id != edit)
                    continue;
                bool isNews = !each.IsDecided;
                each.IsNamedOpen = isOpen;
                each.IsDecided |= !isOpen;
                each.IsUndecided &= isOpen;
                return isNews;
            }
            return true;
        }

        /// <summary>The application is about to compare, and has named every edit that it has and that is open. Any other never came to
        /// it, and the comparison finds what it did.</summary>
        public void Settle()
        {
            foreach (Told each in edits)
            {
                each.IsUndecided &= each.IsNamedOpen;
                each.IsNamedOpen = false;
            }
        }

        public bool IsUndecided(Touch touch)
        {
            foreach (Told each in edits)
                if (each.IsUndecided && each.Facets.ContainsKey(touch))
                    return true;
            return false;
        }

        /// <summary>The facets of one object that undecided edits touch.</summary>
        public HashSet<string> UndecidedFacets(string id)
        {
            var found = new HashSet<string>();
            foreach (Told edit in edits)
                if (edit.IsUndecided)
                    foreach (Touch each in edit.Facets.Keys)
                        if (each.Id == id)
                            found.Add(each.Facet);
            return found;
        }

        /// <summary>The value of a facet as an edit told it; null where it did not, or is forgotten.</summary>
        public JsonValue ToldValue(string edit, Touch touch)
        {
            JsonValue value = null;
            foreach (Told each in edits)
                if (each.Id == edit)
                    each.Facets.TryGetValue(touch, out value);
            return value;
        }

        /// <summary>The person's own values on these facets that were told and are not decided yet.</summary>
        public Dictionary<Touch, JsonValue> UndecidedValues(IEnumerable<Touch> touches)
        {
            var found = new Dictionary<Touch, JsonValue>();
            var wanted = new HashSet<Touch>(touches);
            foreach (Told edit in edits)
                if (edit.IsUndecided)
                    foreach (KeyValuePair<Touch, JsonValue> each in edit.Facets)
                        if (wanted.Contains(each.Key))
                            found[each.Key] = each.Value;
            return found;
        }

        /// <summary>Whether an edit that came after `edit` changed what would be read for `touch`: of a new object that is all of it,
        /// and of one that has been deleted nothing is left to read. Of an edit so old that it is forgotten nobody can say.</summary>
        public bool IsOvertaken(string edit, Touch touch)
        {
            bool isAfter = false;
            foreach (Told each in edits)
            {
                if (isAfter && each.Overtakes(touch))
                    return true;
                isAfter |= each.Id == edit;
            }
            return !isAfter;
        }

        sealed class Told
        {
            public Told(string id, Dictionary<Touch, JsonValue> facets)
            {
                Id = id;
                Facets = facets;
            }

            public string Id { get; }

            public Dictionary<Touch, JsonValue> Facets { get; }

            public bool IsUndecided { get; set; }

            /// <summary>Whether its end was told.</summary>
            public bool IsDecided { get; set; }

            /// <summary>Whether the application called it open since it last compared.</summary>
            public bool IsNamedOpen { get; set; }

            public bool Overtakes(Touch touch)
            {
                if (Facets.ContainsKey(touch) || Facets.ContainsKey(new Touch(touch.Id, Core.Facets.Existence)))
                    return true;
                if (touch.Facet != Core.Facets.Existence)
                    return false;
                foreach (Touch each in Facets.Keys)
                    if (each.Id == touch.Id)
                        return true;
                return false;
            }
        }
    }
}
