using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Cuts what is told into frames of a size that the application takes.</summary>
    public static class Parts
    {
        /// <summary>Room in a frame for what stands around its list.</summary>
        public const int Bytes = FrameLimits.FrameBytes / 4 * 3;

        // The other operations of an edit may name as many facets again.
        const int OperationsPerPart = FrameLimits.Operations / 4;
        const int EditPrefix = 24;

        /// <summary>Parts of at most `maximum` values and <see cref="Bytes"/>; one empty part for nothing. `weigh` says how many bytes one
        /// takes at most.</summary>
        public static List<List<T>> Split<T>(IEnumerable<T> values, int maximum, Func<T, int> weigh)
        {
            var parts = new List<List<T>> { new List<T>() };
            int size = 0;
            foreach (T each in values)
            {
                int weight = weigh(each);
                List<T> last = parts[parts.Count - 1];
                if (last.Count > 0 && (size + weight > Bytes || last.Count >= maximum))
                {
                    parts.Add(last = new List<T>());
                    size = 0;
                }
                last.Add(each);
                size += weight;
            }
            return parts;
        }

        /// <summary>Parts of at most `maximum` values; one empty part for nothing.</summary>
        public static List<List<T>> Split<T>(IReadOnlyList<T> values, int maximum)
        {
            var parts = new List<List<T>> { new List<T>() };
            foreach (T each in values)
            {
                if (parts[parts.Count - 1].Count >= maximum)
                    parts.Add(new List<T>());
                parts[parts.Count - 1].Add(each);
            }
            return parts;
        }

        /// <summary>The frames that tell an edit: one, unless it is larger than a frame may be. Then the parts are edits of their
        /// own, in an order in which each stands on those before it.</summary>
        public static List<ObservedFrame> Of(ObservedEdit edit, long appliedThrough)
        {
            var before = new Dictionary<Touch, FacetState>();
            foreach (FacetState each in edit.Before)
                before[each.Touch] = each;
            var frames = new List<ObservedFrame>();
            foreach (List<Operation> part in Split(edit.Operations, OperationsPerPart, Weight.Of))
            {
                var states = new List<FacetState>();
                var seen = new HashSet<Touch>();
                foreach (Operation operation in part)
                    foreach (string id in Foresight.IdsOf(operation))
                    {
                        var touch = new Touch(id, operation.Facet);
                        FacetState state;
                        if (seen.Add(touch) && before.TryGetValue(touch, out state))
                            states.Add(state);
                    }
                string name = frames.Count == 0 ? edit.Id : edit.Id.Substring(0, EditPrefix) + frames.Count.ToString("x12");
                frames.Add(new ObservedFrame(name, appliedThrough, edit.Undo, states, part));
            }
            return frames;
        }
    }
}
