using System;
using System.Collections.Generic;

namespace VibeSync.World
{
    /// <summary>What an undo or redo was about.
    /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/UndoRedoInfo.html</summary>
    public readonly struct UndoRedoInfo
    {
        public UndoRedoInfo(int group, string name, bool isRedo)
        {
            Group = group;
            Name = name;
            IsRedo = isRedo;
        }

        public int Group { get; }

        public string Name { get; }

        public bool IsRedo { get; }
    }

    /// <summary>The editor's undo: changes of one group are one step, property changes are found by comparing to the bit, a new
    /// step ends redo, and whatever is on the stack goes back in its order, whoever made it.
    /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/Undo.html,
    /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/Undo.RecordObject.html,
    /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/Undo.IncrementCurrentGroup.html</summary>
    public sealed class UndoSystem
    {
        /// <summary>A step on the stack.</summary>
        public sealed class Group
        {
            public int Index;
            public string Name;
            public readonly List<UndoOperation> Operations = new List<UndoOperation>();
        }

        readonly EditorWorld world;
        readonly List<Group> done = new List<Group>();
        readonly List<Group> undone = new List<Group>();
        readonly List<KeyValuePair<GameObject, Dictionary<string, object>>> recording
            = new List<KeyValuePair<GameObject, Dictionary<string, object>>>();
        int current;
        string currentName = "";

        public UndoSystem(EditorWorld world)
        {
            this.world = world;
        }

        /// <summary>Raised after an undo or redo, before the changes that came of it are published.</summary>
        public event Action<UndoRedoInfo> UndoRedoPerformed;

        public int CurrentGroup
        {
            get { return current; }
        }

        public string CurrentGroupName
        {
            get { return currentName; }
        }

        /// <summary>The names of the steps that can be undone, oldest first.</summary>
        public IReadOnlyList<string> Done
        {
            get { return Names(done); }
        }

        /// <summary>The names of the steps that can be redone, the next one last.</summary>
        public IReadOnlyList<string> Undone
        {
            get { return Names(undone); }
        }

        /// <summary>What changes from here on opens a step of its own.</summary>
        public void IncrementCurrentGroup()
        {
            Flush();
            current += 1;
            currentName = "";
        }

        public void SetCurrentGroupName(string name)
        {
            currentName = name;
            if (done.Count > 0 && done[done.Count - 1].Index == current)
                done[done.Count - 1].Name = name;
        }

        /// <summary>To be called before the object's values are written.</summary>
        public void RecordObject(GameObject item, string name)
        {
            NameGroup(name);
            foreach (KeyValuePair<GameObject, Dictionary<string, object>> each in recording)
                if (each.Key == item)
                    return;
            recording.Add(new KeyValuePair<GameObject, Dictionary<string, object>>(item, ObjectState.Read(item)));
        }

        public void RegisterCreated(GameObject item, string name)
        {
            NameGroup(name);
            Add(new Existence(item, true, new Place(item)));
            world.Changes.Record(ObjectChangeKind.CreateGameObjectHierarchy, item.InstanceId);
        }

        public void Destroy(GameObject item, string name)
        {
            world.RefusePart(item);
            NameGroup(name);
            Flush();
            Add(new Existence(item, false, new Place(item)));
            world.Changes.Record(ObjectChangeKind.DestroyGameObjectHierarchy, item.InstanceId);
            item.Detach();
        }

        /// <summary>Local values stay as they are.</summary>
        public void SetParent(GameObject item, SceneData scene, GameObject parent, int index, string name)
        {
            world.RefusePart(item);
            NameGroup(name);
            Flush();
            var before = new Place(item);
            item.Attach(scene, parent, index);
            Add(new ParentChange(item, before, new Place(item)));
            world.Changes.Record(ObjectChangeKind.ChangeGameObjectParent, item.InstanceId);
        }

        public void AddComponent(GameObject item, Component component, string name)
        {
            NameGroup(name);
            Flush();
            item.AddComponent(component);
            Add(new ComponentChange(item, component, true));
            world.Changes.Record(ObjectChangeKind.ChangeGameObjectStructure, item.InstanceId);
        }

        public void RemoveComponent(GameObject item, Component component, string name)
        {
            NameGroup(name);
            Flush();
            item.RemoveComponent(component);
            Add(new ComponentChange(item, component, false));
            world.Changes.Record(ObjectChangeKind.ChangeGameObjectStructure, item.InstanceId);
        }

        /// <summary>Compares what was to be recorded with what it is now; without a difference there is no step.</summary>
        public void Flush()
        {
            if (recording.Count == 0)
                return;
            KeyValuePair<GameObject, Dictionary<string, object>>[] recorded = recording.ToArray();
            recording.Clear();
            foreach (KeyValuePair<GameObject, Dictionary<string, object>> each in recorded)
            {
                if (each.Key.Scene == null)
                    continue;
                Dictionary<string, object> now = ObjectState.Read(each.Key);
                List<string> differing = ObjectState.Differing(each.Value, now);
                foreach (string path in differing)
                {
                    each.Value.TryGetValue(path, out object before);
                    now.TryGetValue(path, out object after);
                    Add(new PropertyChange(each.Key, path, before, after));
                }
                if (differing.Count > 0)
                    world.Changes.Record(
                        ObjectChangeKind.ChangeGameObjectOrComponentProperties,
                        each.Key.InstanceId,
                        new HashSet<string>(differing.ConvertAll(ObjectState.PartOf)));
            }
        }

        /// <summary>Takes back what the current group holds; there is no redo of it.</summary>
        public void RevertAllInCurrentGroup()
        {
            Flush();
            if (done.Count == 0 || done[done.Count - 1].Index != current)
                return;
            List<UndoOperation> operations = Pop(done).Operations;
            for (int index = operations.Count - 1; index >= 0; index -= 1)
                operations[index].Undo(world);
        }

        /// <summary>Whether a step of this group can be undone.</summary>
        public bool Has(int group)
        {
            return done.Exists(each => each.Index == group);
        }

        /// <summary>As RevertAllDownToGroup for one group: takes back what is in it and forgets it.</summary>
        public void Discard(int group)
        {
            Flush();
            if (current == group)
                RevertAllInCurrentGroup();
        }

        /// <summary>All steps from this group on become one.</summary>
        public void Collapse(int group)
        {
            Flush();
            int first = done.FindIndex(each => each.Index >= group);
            if (first < 0)
                return;
            for (int index = first + 1; index < done.Count; index += 1)
                done[first].Operations.AddRange(done[index].Operations);
            done.RemoveRange(first + 1, done.Count - first - 1);
        }

        /// <summary>False when there is nothing to undo.</summary>
        public bool PerformUndo()
        {
            Flush();
            if (done.Count == 0)
                return false;
            Group group = Pop(done);
            for (int index = group.Operations.Count - 1; index >= 0; index -= 1)
                group.Operations[index].Undo(world);
            undone.Add(group);
            Moved(group, false);
            return true;
        }

        /// <summary>False when there is nothing to redo.</summary>
        public bool PerformRedo()
        {
            Flush();
            if (undone.Count == 0)
                return false;
            Group group = Pop(undone);
            foreach (UndoOperation each in group.Operations)
                each.Redo(world);
            done.Add(group);
            Moved(group, true);
            return true;
        }

        public void ClearAll()
        {
            recording.Clear();
            done.Clear();
            undone.Clear();
        }

        /// <summary>How many steps there are, to go back to with <see cref="Truncate"/>.</summary>
        public int Mark
        {
            get { return done.Count; }
        }

        /// <summary>Forgets steps without undoing them: those of play mode, at its end.</summary>
        public void Truncate(int mark)
        {
            recording.Clear();
            undone.Clear();
            if (done.Count > mark)
                done.RemoveRange(mark, done.Count - mark);
        }

        void Moved(Group group, bool isRedo)
        {
            current += 1;
            currentName = "";
            world.MarkDirty();
            UndoRedoPerformed?.Invoke(new UndoRedoInfo(group.Index, group.Name, isRedo));
        }

        void NameGroup(string name)
        {
            if (currentName == "")
                currentName = name;
        }

        void Add(UndoOperation operation)
        {
            undone.Clear();
            if (done.Count == 0 || done[done.Count - 1].Index != current)
                done.Add(new Group { Index = current, Name = currentName });
            done[done.Count - 1].Operations.Add(operation);
            world.MarkDirty();
        }

        static Group Pop(List<Group> groups)
        {
            Group last = groups[groups.Count - 1];
            groups.RemoveAt(groups.Count - 1);
            return last;
        }

        static string[] Names(List<Group> groups)
        {
            return groups.ConvertAll(each => each.Name).ToArray();
        }
    }
}
