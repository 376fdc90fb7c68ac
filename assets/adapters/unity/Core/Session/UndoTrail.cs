using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>One step of the engine's undo history, and what is known to have been touched by it.</summary>
    public sealed class UndoStep
    {
        public UndoStep(int group, string name, bool isRemote, bool isKnown)
        {
            Group = group;
            Name = name ?? "";
            IsRemote = isRemote;
            IsKnown = isKnown;
        }

        public int Group { get; }

        public string Name { get; }

        /// <summary>Whether this adapter made it for the application.</summary>
        public bool IsRemote { get; }

        /// <summary>Whether it came while the session looked. Of any other nobody can say here what it touched.</summary>
        public bool IsKnown { get; }

        public HashSet<Touch> Facets { get; } = new HashSet<Touch>();

        /// <summary>When the facets were last set by this step, on the session's own count.</summary>
        public long Tick { get; set; }

        public bool IsUndone { get; set; }

        /// <summary>Later steps that have become one with this one.</summary>
        public List<UndoStep> Collapsed { get; } = new List<UndoStep>();
    }

    /// <summary>A step that came, was undone or redone. `Sequence` counts up.</summary>
    public sealed class TrailEvent
    {
        public TrailEvent(long sequence, UndoStep step, EngineEvent happened)
        {
            Sequence = sequence;
            Kind = happened.Kind;
            Step = step;
            Handles = new HashSet<long>(happened.Handles);
            Deleted = new HashSet<long>(happened.Deleted);
        }

        public long Sequence { get; }

        public EngineEventKind Kind { get; }

        public UndoStep Step { get; }

        /// <summary>The step with all that had been collapsed into it.</summary>
        public IReadOnlyList<UndoStep> Steps
        {
            get { return new List<UndoStep>(Step.Collapsed) { Step }; }
        }

        /// <summary>What it touched; of a hierarchy that came or went perhaps the root alone; empty where the engine did not say.</summary>
        public HashSet<long> Handles { get; }

        /// <summary>Of these, the ones that it deleted.</summary>
        public HashSet<long> Deleted { get; }
    }

    /// <summary>What the engine's undo history tells: whose steps there are, which came, which were undone or redone (R24).</summary>
    public sealed class UndoTrail
    {
        /// <summary>Stands before the name of each step that is made for the application.</summary>
        public const string RemotePrefix = "VibeSync: ";

        const int MaxEvents = 256;
        const int MaxSteps = 4096;

        readonly SortedDictionary<int, UndoStep> steps = new SortedDictionary<int, UndoStep>();
        readonly LinkedList<TrailEvent> events = new LinkedList<TrailEvent>();

        /// <summary>The number of the newest event.</summary>
        public long Sequence { get; private set; }

        /// <summary>A step of our own for what was just written.</summary>
        public UndoStep MadeRemote(UndoGroup group, long tick, IEnumerable<Touch> facets)
        {
            var step = new UndoStep(group.Id, group.Name, true, true) { Tick = tick };
            step.Facets.UnionWith(facets);
            Keep(step);
            return step;
        }

        /// <summary>A person's step; also when its name is like one of ours, since a name is no proof.</summary>
        public TrailEvent Came(EngineEvent happened)
        {
            UndoGroup group = happened.Group;
            UndoStep step = group == null ? new UndoStep(0, "", false, true) : Find(group.Id);
            if (step == null || step.IsRemote)
            {
                step = new UndoStep(group.Id, group.Name, false, true);
                Keep(step);
            }
            return Add(step, happened);
        }

        /// <summary>A step was undone or redone. One that is not known counts as this adapter's where its name says so: then
        /// another life of it has made it.</summary>
        public TrailEvent Moved(EngineEvent happened)
        {
            UndoGroup group = happened.Group;
            UndoStep step = group == null ? null : Find(group.Id);
            if (step == null)
            {
                string name = group == null ? "" : group.Name ?? "";
                step = new UndoStep(group == null ? 0 : group.Id, name, name.StartsWith(RemotePrefix, StringComparison.Ordinal), false);
                if (group != null)
                    Keep(step);
            }
            bool isUndo = happened.Kind == EngineEventKind.Undo;
            if (isUndo)
                Collapse(step);
            step.IsUndone = isUndo;
            step.Collapsed.ForEach(each => each.IsUndone = step.IsUndone);
            return Add(step, happened);
        }

        /// <summary>The newest event after `sequence` by which a person's step came and that satisfies `touches`, or null.</summary>
        public TrailEvent EvidenceSince(long sequence, Func<TrailEvent, bool> touches)
        {
            for (LinkedListNode<TrailEvent> each = events.Last; each != null && each.Value.Sequence > sequence; each = each.Previous)
                if (each.Value.Kind == EngineEventKind.Step && touches(each.Value))
                    return each.Value;
            return null;
        }

        /// <summary>The persons' steps that came after `sequence` in events that satisfy `touches`.</summary>
        public List<UndoStep> StepsSince(long sequence, Func<TrailEvent, bool> touches)
        {
            var found = new List<UndoStep>();
            for (LinkedListNode<TrailEvent> each = events.Last; each != null && each.Value.Sequence > sequence; each = each.Previous)
                if (each.Value.Kind == EngineEventKind.Step && touches(each.Value))
                    found.Add(each.Value.Step);
            return found;
        }

        /// <summary>The engine undoes the newest step first: what is newer than the undone one and was not undone before it went
        /// with it. The engine does not tell when it makes one step of several.</summary>
        void Collapse(UndoStep undone)
        {
            foreach (KeyValuePair<int, UndoStep> each in steps)
                if (each.Key > undone.Group && !each.Value.IsUndone)
                    undone.Collapsed.Add(each.Value);
        }

        UndoStep Find(int group)
        {
            UndoStep step;
            return steps.TryGetValue(group, out step) ? step : null;
        }

        void Keep(UndoStep step)
        {
            steps[step.Group] = step;
            if (steps.Count > MaxSteps)
                steps.Remove(Oldest());
        }

        int Oldest()
        {
            foreach (int each in steps.Keys)
                return each;
            throw new InvalidOperationException("There is no step.");
        }

        TrailEvent Add(UndoStep step, EngineEvent happened)
        {
            Sequence += 1;
            var added = new TrailEvent(Sequence, step, happened);
            events.AddLast(added);
            if (events.Count > MaxEvents)
                events.RemoveFirst();
            return added;
        }
    }
}
