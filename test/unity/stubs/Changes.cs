// Undo and what it tells. Addresses: see README.md in this folder for what precedes them.
using System;
using System.Collections.Generic;
using Unity.Collections;
using UnityEngine;
using UnityEngine.SceneManagement;
using Object = UnityEngine.Object;
#if UNITY_6000_4_OR_NEWER
using EngineId = UnityEngine.EntityId;
#else
using EngineId = System.Int32;
#endif

namespace Unity.Collections
{
    // Unity.Collections.NativeArray_1.html
    public struct NativeArray<T> where T : struct
    {
        // Unity.Collections.NativeArray_1.ReadOnly.html
        public struct ReadOnly : IEnumerable<T>
        {
            readonly T[] items;

            internal ReadOnly(T[] items)
            {
                this.items = items;
            }

            // Unity.Collections.NativeArray_1.ReadOnly.GetEnumerator.html
            public IEnumerator<T> GetEnumerator()
            {
                return ((IEnumerable<T>)items).GetEnumerator();
            }

            System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator()
            {
                return items.GetEnumerator();
            }
        }
    }
}

namespace UnityEditor
{
    // UndoRedoInfo.html, from 2022.2 on
    public struct UndoRedoInfo
    {
        // UndoRedoInfo-isRedo.html
        public bool isRedo { get; set; }

        // UndoRedoInfo-undoGroup.html
        public int undoGroup;

        // UndoRedoInfo-undoName.html
        public string undoName;
    }

    // Undo.html
    public partial class Undo
    {
        /// <summary>For checks: what went into the history, one line each.</summary>
        internal static readonly List<string> Recorded = new List<string>();

        static int group = 1;
        static string groupName = "";

        // Undo.UndoRedoEventCallback.html
        public delegate void UndoRedoEventCallback(in UndoRedoInfo undo);

        // Undo.WillFlushUndoRecord.html
        public delegate void WillFlushUndoRecord();

#pragma warning disable 649
        // Undo-undoRedoEvent.html, from 2022.2 on
        public static UndoRedoEventCallback undoRedoEvent;

        // Undo-willFlushUndoRecord.html
        public static WillFlushUndoRecord willFlushUndoRecord;
#pragma warning restore 649

        // Undo-isProcessing.html, from 2022.2 on
        public static bool isProcessing { get; internal set; }

        // Undo.RecordObject.html
        public static void RecordObject(Object objectToUndo, string name)
        {
            Recorded.Add(group + " record " + objectToUndo.name);
        }

        // Undo.FlushUndoRecordObjects.html
        public static void FlushUndoRecordObjects()
        {
        }

        // Undo.RegisterCreatedObjectUndo.html
        public static void RegisterCreatedObjectUndo(Object objectToUndo, string name)
        {
            Recorded.Add(group + " create " + objectToUndo.name);
        }

        // Undo.DestroyObjectImmediate.html
        public static void DestroyObjectImmediate(Object objectToUndo)
        {
            Recorded.Add(group + " destroy " + objectToUndo.name);
            Destruction.Destroy(objectToUndo);
        }

        // Undo.AddComponent.html
        public static T AddComponent<T>(GameObject gameObject) where T : Component
        {
            Recorded.Add(group + " component " + gameObject.name);
            return gameObject.AddComponent<T>();
        }

        // Undo.SetTransformParent.html: this overload is on the page from 6.0 on, and in the C# sources that Unity publishes of 2022.2
        public static void SetTransformParent(Transform transform, Transform newParent, bool worldPositionStays, string name)
        {
            Recorded.Add(group + " parent " + transform.name);
            transform.SetParent(newParent, worldPositionStays);
        }

        // Undo.GetCurrentGroup.html
        public static int GetCurrentGroup()
        {
            return group;
        }

        // Undo.GetCurrentGroupName.html
        public static string GetCurrentGroupName()
        {
            return groupName;
        }

        // Undo.SetCurrentGroupName.html
        public static void SetCurrentGroupName(string name)
        {
            groupName = name;
        }

        // Undo.IncrementCurrentGroup.html
        public static void IncrementCurrentGroup()
        {
            group += 1;
            groupName = "";
        }

        // Undo.CollapseUndoOperations.html
        public static void CollapseUndoOperations(int groupIndex)
        {
        }

        // Undo.RevertAllDownToGroup.html
        public static void RevertAllDownToGroup(int group)
        {
            Recorded.RemoveAll(each => int.Parse(each.Split(' ')[0]) >= group);
        }

        internal static void Tell(UndoRedoInfo info)
        {
            undoRedoEvent(in info);
        }
    }

    // ObjectChangeKind.html
    public enum ObjectChangeKind : ushort
    {
        None = 0,
        ChangeScene = 1,
        CreateGameObjectHierarchy = 2,
        ChangeGameObjectStructureHierarchy = 3,
        ChangeGameObjectStructure = 4,
        ChangeGameObjectParent = 5,
        ChangeGameObjectOrComponentProperties = 6,
        DestroyGameObjectHierarchy = 7,
        CreateAssetObject = 8,
        DestroyAssetObject = 9,
        ChangeAssetObjectProperties = 10,
        UpdatePrefabInstances = 11,
        ChangeChildrenOrder = 12,
    }

    /// <summary>What all of the arguments below have: from 6.4 on `entityId` in place of `instanceId`.</summary>
    struct ChangeData
    {
        public ObjectChangeKind Kind;
        public EngineId Id;
        public EngineId[] Ids;
        public Scene Scene;
        public Scene Previous;
    }

    // ObjectChangeEvents.html
    public static class ObjectChangeEvents
    {
        // ObjectChangeEvents.ObjectChangeEventsHandler.html
        public delegate void ObjectChangeEventsHandler(ref ObjectChangeEventStream stream);

        // ObjectChangeEvents-changesPublished.html
#pragma warning disable 67
        public static event ObjectChangeEventsHandler changesPublished;
#pragma warning restore 67
    }

    // ObjectChangeEventStream.html
    public struct ObjectChangeEventStream
    {
        internal List<ChangeData> Changes;

        // ObjectChangeEventStream-length.html
        public int length
        {
            get { return Changes.Count; }
        }

        // ObjectChangeEventStream.GetEventType.html
        public ObjectChangeKind GetEventType(int eventIdx)
        {
            return Changes[eventIdx].Kind;
        }

        // ObjectChangeEventStream.GetChangeGameObjectOrComponentPropertiesEvent.html
        public void GetChangeGameObjectOrComponentPropertiesEvent(int eventIdx, out ChangeGameObjectOrComponentPropertiesEventArgs data)
        {
            data = new ChangeGameObjectOrComponentPropertiesEventArgs { Inner = Changes[eventIdx] };
        }

        // ObjectChangeEventStream.GetChangeGameObjectParentEvent.html
        public void GetChangeGameObjectParentEvent(int eventIdx, out ChangeGameObjectParentEventArgs data)
        {
            data = new ChangeGameObjectParentEventArgs { Inner = Changes[eventIdx] };
        }

        // ObjectChangeEventStream.GetChangeGameObjectStructureEvent.html
        public void GetChangeGameObjectStructureEvent(int eventIdx, out ChangeGameObjectStructureEventArgs data)
        {
            data = new ChangeGameObjectStructureEventArgs { Inner = Changes[eventIdx] };
        }

        // ObjectChangeEventStream.GetChangeGameObjectStructureHierarchyEvent.html
        public void GetChangeGameObjectStructureHierarchyEvent(int eventIdx, out ChangeGameObjectStructureHierarchyEventArgs data)
        {
            data = new ChangeGameObjectStructureHierarchyEventArgs { Inner = Changes[eventIdx] };
        }

        // ObjectChangeEventStream.GetCreateGameObjectHierarchyEvent.html
        public void GetCreateGameObjectHierarchyEvent(int eventIdx, out CreateGameObjectHierarchyEventArgs data)
        {
            data = new CreateGameObjectHierarchyEventArgs { Inner = Changes[eventIdx] };
        }

        // ObjectChangeEventStream.GetDestroyGameObjectHierarchyEvent.html
        public void GetDestroyGameObjectHierarchyEvent(int eventIdx, out DestroyGameObjectHierarchyEventArgs data)
        {
            data = new DestroyGameObjectHierarchyEventArgs { Inner = Changes[eventIdx] };
        }

        // ObjectChangeEventStream.GetUpdatePrefabInstancesEvent.html
        public void GetUpdatePrefabInstancesEvent(int eventIdx, out UpdatePrefabInstancesEventArgs data)
        {
            data = new UpdatePrefabInstancesEventArgs { Inner = Changes[eventIdx] };
        }
    }
}
