using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>What a number wrote here, kept until it is decided.</summary>
    public sealed class Batch
    {
        public static readonly Batch Unknown = new Batch(
            new Dictionary<Touch, JsonValue>(), new Dictionary<string, RawObject>(), new Dictionary<Touch, JsonValue>());

        public Batch(
            IReadOnlyDictionary<Touch, JsonValue> readBack,
            IReadOnlyDictionary<string, RawObject> originals,
            IReadOnlyDictionary<Touch, JsonValue> found)
        {
            ReadBack = readBack;
            Originals = originals;
            Found = found;
        }

        /// <summary>What the engine held afterwards.</summary>
        public IReadOnlyDictionary<Touch, JsonValue> ReadBack { get; }

        /// <summary>Objects as they were before, by id.</summary>
        public IReadOnlyDictionary<string, RawObject> Originals { get; }

        /// <summary>The artist's values, told and undecided, that it was written over.</summary>
        public IReadOnlyDictionary<Touch, JsonValue> Found { get; }
    }

    /// <summary>The newest numbers' batches.</summary>
    public sealed class Batches
    {
        const int MaxKept = 256;

        readonly Dictionary<long, Batch> batches = new Dictionary<long, Batch>();
        readonly Queue<long> oldest = new Queue<long>();

        public void Clear()
        {
            batches.Clear();
            oldest.Clear();
        }

        public void Keep(long number, IReadOnlyList<FacetState> states, Changes changes, IReadOnlyDictionary<Touch, JsonValue> found)
        {
            var readBack = new Dictionary<Touch, JsonValue>();
            foreach (FacetState each in states)
                readBack[each.Touch] = each.Value;
            batches[number] = new Batch(
                readBack, changes == null ? Batch.Unknown.Originals : changes.Originals, found ?? Batch.Unknown.Found);
            oldest.Enqueue(number);
            while (oldest.Count > MaxKept)
                batches.Remove(oldest.Dequeue());
        }

        /// <summary>Takes the batch out; an empty one where nothing is known of the number.</summary>
        public Batch Take(long number)
        {
            Batch found;
            if (!batches.TryGetValue(number, out found))
                return Batch.Unknown;
            batches.Remove(number);
            return found;
        }
    }
}
