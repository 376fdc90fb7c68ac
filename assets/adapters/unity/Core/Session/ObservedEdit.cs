using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>An edit made in the engine, ready to be told.</summary>
    public sealed class ObservedEdit
    {
        public ObservedEdit(
            string id,
            UndoEvidence undo,
            IReadOnlyList<FacetState> before,
            IReadOnlyList<Operation> operations,
            IReadOnlyDictionary<Touch, JsonValue> after,
            IReadOnlyList<string> objects)
        {
            Id = id;
            Undo = undo;
            Before = before;
            Operations = operations;
            After = after;
            Objects = objects;
        }

        public string Id { get; }

        /// <summary>Null where no person's step shows it.</summary>
        public UndoEvidence Undo { get; }

        public IReadOnlyList<FacetState> Before { get; }

        public IReadOnlyList<Operation> Operations { get; }

        /// <summary>Every touched facet as told.</summary>
        public IReadOnlyDictionary<Touch, JsonValue> After { get; }

        /// <summary>Ids of the objects that it is about.</summary>
        public IReadOnlyList<string> Objects { get; }
    }
}
