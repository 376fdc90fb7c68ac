using System;
using System.Collections.Generic;
using UnityEditor;
using UnityEngine;
using UnityEngine.SceneManagement;
using VibeSync.Core;
#if UNITY_6000_4_OR_NEWER
using EngineId = UnityEngine.EntityId;
#else
using EngineId = System.Int32;
#endif

namespace VibeSync.Editor
{
    /// <summary>What Unity tells of its scene, as the session takes it. Unity publishes only what went through its undo history:
    /// that is the evidence of a person's hand (R24).</summary>
    sealed class SceneEvents
    {
        // Steps of one group are one entry, so that only a session that never looks comes near this.
        const int MostEntries = 1024;

        readonly ObjectHandles handles;
        readonly OwnWrites own;
        readonly UndoSteps steps;
        readonly Func<Scene, bool> concerns;
        readonly List<Entry> entries = new List<Entry>();
        readonly HashSet<long> touched = new HashSet<long>();
        readonly HashSet<long> deleted = new HashSet<long>();
        bool isVague;
        bool hasUndone;
        int groupAfterUndo;
        UndoGroup recorded;

        public SceneEvents(ObjectHandles handles, OwnWrites own, UndoSteps steps, Func<Scene, bool> concerns)
        {
            this.handles = handles;
            this.own = own;
            this.steps = steps;
            this.concerns = concerns;
        }

        public IReadOnlyList<EngineEvent> Take()
        {
            var taken = new List<EngineEvent>(entries.Count);
            foreach (Entry each in entries)
                taken.Add(new EngineEvent(each.Kind, each.Group, each.Handles, each.Deleted));
            entries.Clear();
            return taken;
        }

        public void Opened()
        {
            entries.Clear();
            recorded = null;
            Add(new Entry(EngineEventKind.Opened, null));
        }

        public void Restored()
        {
            entries.Clear();
            recorded = null;
            Add(new Entry(EngineEventKind.Restored, null));
        }

        public void Unloaded()
        {
            Add(new Entry(EngineEventKind.Unloaded, null));
        }

        /// <summary>Undo.willFlushUndoRecord: what is published next was recorded in the group that is current now. One without a
        /// name holds nothing yet.</summary>
        public void Recording()
        {
            if (!steps.IsInStep && !steps.IsDropping && !string.IsNullOrEmpty(Undo.GetCurrentGroupName()))
                recorded = CurrentGroup();
        }

        /// <summary>Undo.undoRedoEvent.</summary>
        public void UndoneOrRedone(in UndoRedoInfo info)
        {
            if (steps.IsDropping)
                return;
            hasUndone = true;
            groupAfterUndo = Undo.GetCurrentGroup();
            recorded = null;
            EngineEventKind kind = info.isRedo ? EngineEventKind.Redo : EngineEventKind.Undo;
            Add(new Entry(kind, new UndoGroup(info.undoGroup, info.undoName)));
        }

        /// <summary>EditorApplication.hierarchyChanged.</summary>
        public void HierarchyChanged()
        {
            AddTouched();
        }

        /// <summary>ObjectChangeEvents.changesPublished.</summary>
        public void Published(ref ObjectChangeEventStream stream)
        {
            touched.Clear();
            deleted.Clear();
            isVague = false;
            for (int index = 0; index < stream.length; index += 1)
                Look(ref stream, index);
            UndoGroup group = recorded ?? CurrentGroup();
            // An undo publishes what it changed like any step: it is told as an undo already.
            bool isUndo = Undo.isProcessing || (hasUndone && group.Id <= groupAfterUndo);
            if (touched.Count > 0 && !isUndo)
                AddStep(group);
            else if (isVague || touched.Count > 0)
                AddTouched();
            own.Forget();
            hasUndone = false;
            recorded = null;
        }

        void Look(ref ObjectChangeEventStream stream, int index)
        {
            switch (stream.GetEventType(index))
            {
                case ObjectChangeKind.ChangeGameObjectOrComponentProperties:
                    ChangeGameObjectOrComponentPropertiesEventArgs values;
                    stream.GetChangeGameObjectOrComponentPropertiesEvent(index, out values);
#if UNITY_6000_4_OR_NEWER
                    Touch(values.entityId, values.scene);
#else
                    Touch(values.instanceId, values.scene);
#endif
                    break;
                case ObjectChangeKind.ChangeGameObjectParent:
                    ChangeGameObjectParentEventArgs parent;
                    stream.GetChangeGameObjectParentEvent(index, out parent);
                    Scene concerned = concerns(parent.previousScene) ? parent.previousScene : parent.newScene;
#if UNITY_6000_4_OR_NEWER
                    Touch(parent.entityId, concerned);
#else
                    Touch(parent.instanceId, concerned);
#endif
                    break;
                case ObjectChangeKind.ChangeGameObjectStructure:
                    ChangeGameObjectStructureEventArgs structure;
                    stream.GetChangeGameObjectStructureEvent(index, out structure);
#if UNITY_6000_4_OR_NEWER
                    Touch(structure.entityId, structure.scene);
#else
                    Touch(structure.instanceId, structure.scene);
#endif
                    break;
                case ObjectChangeKind.ChangeGameObjectStructureHierarchy:
                    ChangeGameObjectStructureHierarchyEventArgs hierarchy;
                    stream.GetChangeGameObjectStructureHierarchyEvent(index, out hierarchy);
#if UNITY_6000_4_OR_NEWER
                    Touch(hierarchy.entityId, hierarchy.scene);
#else
                    Touch(hierarchy.instanceId, hierarchy.scene);
#endif
                    break;
                case ObjectChangeKind.CreateGameObjectHierarchy:
                    CreateGameObjectHierarchyEventArgs created;
                    stream.GetCreateGameObjectHierarchyEvent(index, out created);
#if UNITY_6000_4_OR_NEWER
                    Touch(created.entityId, created.scene);
#else
                    Touch(created.instanceId, created.scene);
#endif
                    break;
                case ObjectChangeKind.DestroyGameObjectHierarchy:
                    DestroyGameObjectHierarchyEventArgs destroyed;
                    stream.GetDestroyGameObjectHierarchyEvent(index, out destroyed);
#if UNITY_6000_4_OR_NEWER
                    long? gone = Touch(destroyed.entityId, destroyed.scene);
#else
                    long? gone = Touch(destroyed.instanceId, destroyed.scene);
#endif
                    if (gone.HasValue)
                        deleted.Add(gone.Value);
                    break;
                case ObjectChangeKind.UpdatePrefabInstances:
                    UpdatePrefabInstancesEventArgs instances;
                    stream.GetUpdatePrefabInstancesEvent(index, out instances);
                    // Whoever changes a prefab means its instances.
#if UNITY_6000_4_OR_NEWER
                    foreach (EngineId each in instances.entityIds)
#else
                    foreach (EngineId each in instances.instanceIds)
#endif
                        Touch(each, instances.scene);
                    break;
                case ObjectChangeKind.CreateAssetObject:
                case ObjectChangeKind.DestroyAssetObject:
                case ObjectChangeKind.ChangeAssetObjectProperties:
                    break;
                default:
                    isVague = true;
                    break;
            }
        }

        /// <summary>The handle where somebody else than this adapter touched it, else null.</summary>
        long? Touch(EngineId id, Scene where)
        {
            if (!concerns(where))
                return null;
            GameObject item = ObjectHandles.GameObjectOf(id);
            long? handle = item != null ? handles.Of(item) : handles.Known(id);
            if (!handle.HasValue)
                isVague = true;
            else if (!own.Explain(handle.Value, item))
            {
                touched.Add(handle.Value);
                return handle;
            }
            return null;
        }

        void AddStep(UndoGroup group)
        {
            Entry last = entries.Count > 0 ? entries[entries.Count - 1] : null;
            if (last == null || last.Kind != EngineEventKind.Step || last.Group.Id != group.Id)
                Add(last = new Entry(EngineEventKind.Step, group));
            last.Handles.UnionWith(touched);
            last.Deleted.UnionWith(deleted);
        }

        void AddTouched()
        {
            if (entries.Count == 0 || entries[entries.Count - 1].Kind != EngineEventKind.Touched)
                Add(new Entry(EngineEventKind.Touched, null));
        }

        void Add(Entry entry)
        {
            if (entries.Count >= MostEntries)
                entries.RemoveAt(0);
            entries.Add(entry);
        }

        static UndoGroup CurrentGroup()
        {
            return new UndoGroup(Undo.GetCurrentGroup(), Undo.GetCurrentGroupName());
        }

        sealed class Entry
        {
            public Entry(EngineEventKind kind, UndoGroup group)
            {
                Kind = kind;
                Group = group;
            }

            public EngineEventKind Kind { get; }

            public UndoGroup Group { get; }

            public HashSet<long> Handles { get; } = new HashSet<long>();

            public HashSet<long> Deleted { get; } = new HashSet<long>();
        }
    }
}
