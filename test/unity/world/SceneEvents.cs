using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.World
{
    /// <summary>What the editor tells of a person's work, from the stream of changes and from undo. Unity marks nobody's changes:
    /// what this adapter wrote is told from the rest by what it expects to be told.</summary>
    public sealed class SceneEvents
    {
        readonly EditorWorld world;
        readonly List<EngineEvent> waiting = new List<EngineEvent>();
        readonly Dictionary<ObjectChange, int> expected = new Dictionary<ObjectChange, int>();
        UndoGroup notedGroup;
        long notedFrame;
        long expectedFrame;
        bool hasMoved;
        int groupAfterMove;

        public SceneEvents(EditorWorld world)
        {
            this.world = world;
            world.Changes.ChangesPublished += Published;
            world.Undo.UndoRedoPerformed += Moved;
            world.BeforeAssemblyReload += Detach;
        }

        public IReadOnlyList<EngineEvent> Take()
        {
            EngineEvent[] taken = waiting.ToArray();
            waiting.Clear();
            return taken;
        }

        public void Add(EngineEventKind kind)
        {
            if (kind == EngineEventKind.Opened)
            {
                waiting.Clear();
                expected.Clear();
            }
            waiting.Add(new EngineEvent(kind, null, null));
        }

        /// <summary>This adapter is about to make this change in a step of its own.</summary>
        public void Expect(ObjectChangeKind kind, GameObject item)
        {
            if (expectedFrame != world.FrameCount)
                expected.Clear();
            expectedFrame = world.FrameCount;
            var change = new ObjectChange(kind, item.InstanceId);
            int count;
            expected.TryGetValue(change, out count);
            // However often an object is written to in one step, its properties are compared once.
            expected[change] = kind == ObjectChangeKind.ChangeGameObjectOrComponentProperties ? 1 : count + 1;
        }

        /// <summary>A step of the adapter's own begins: what a person did in this frame belongs to the group until here.</summary>
        public void NoteGroup()
        {
            // Where nothing was published since, it is of an earlier frame.
            if (notedGroup == null || notedFrame != world.FrameCount)
                notedGroup = new UndoGroup(world.Undo.CurrentGroup, world.Undo.CurrentGroupName);
            notedFrame = world.FrameCount;
        }

        void Published(IReadOnlyList<ObjectChange> stream)
        {
            if (expectedFrame != world.FrameCount)
                expected.Clear();
            var handles = new HashSet<long>();
            var deleted = new HashSet<long>();
            foreach (ObjectChange each in stream)
            {
                int count;
                if (expected.TryGetValue(each, out count) && count > 0)
                {
                    expected[each] = count - 1;
                    continue;
                }
                handles.Add(each.InstanceId);
                if (each.Kind == ObjectChangeKind.DestroyGameObjectHierarchy)
                    deleted.Add(each.InstanceId);
            }
            UndoGroup group = notedGroup != null && notedFrame == world.FrameCount
                ? notedGroup
                : new UndoGroup(world.Undo.CurrentGroup, world.Undo.CurrentGroupName);
            bool isOfUndo = hasMoved && group.Id <= groupAfterMove;
            expected.Clear();
            notedGroup = null;
            hasMoved = false;
            if (handles.Count > 0 && !isOfUndo)
                waiting.Add(new EngineEvent(EngineEventKind.Step, group, handles, deleted));
        }

        void Moved(UndoRedoInfo info)
        {
            hasMoved = true;
            groupAfterMove = world.Undo.CurrentGroup;
            EngineEventKind kind = info.IsRedo ? EngineEventKind.Redo : EngineEventKind.Undo;
            waiting.Add(new EngineEvent(kind, new UndoGroup(info.Group, info.Name), null));
        }

        void Detach()
        {
            world.Changes.ChangesPublished -= Published;
            world.Undo.UndoRedoPerformed -= Moved;
        }
    }
}
