using System.Collections.Generic;
using UnityEditor;
using UnityEngine;
// Up to 6.3 events carry a number, which 6.5 refuses to compile; from 6.4 on an id that no number holds.
#if UNITY_6000_4_OR_NEWER
using EngineId = UnityEngine.EntityId;
#else
using EngineId = System.Int32;
#endif

namespace VibeSync.Editor
{
    /// <summary>Handles for GameObjects. Unity gives an object that an undo brings back the id that it had, so that it has the
    /// same handle again.</summary>
    sealed class ObjectHandles
    {
        readonly Dictionary<EngineId, long> handles = new Dictionary<EngineId, long>();
        readonly Dictionary<long, EngineId> ids = new Dictionary<long, EngineId>();
        long last;

        public long Of(GameObject item)
        {
            EngineId id = IdOf(item);
            long handle;
            if (handles.TryGetValue(id, out handle))
                return handle;
            last += 1;
            handles.Add(id, last);
            ids.Add(last, id);
            return last;
        }

        /// <summary>The handle of an object that may be gone; null where it never had one.</summary>
        public long? Known(EngineId id)
        {
            long handle;
            return handles.TryGetValue(id, out handle) ? handle : (long?)null;
        }

        /// <summary>The object that has this handle now, or null.</summary>
        public GameObject Find(long handle)
        {
            EngineId id;
            return ids.TryGetValue(handle, out id) ? ObjectOf(id) as GameObject : null;
        }

        /// <summary>Handles are never given out twice, also when all of them are void.</summary>
        public void Forget()
        {
            handles.Clear();
            ids.Clear();
        }

        /// <summary>The GameObject that this id stands for, itself or by one of its components; null where neither is there.</summary>
        public static GameObject GameObjectOf(EngineId id)
        {
            Object found = ObjectOf(id);
            var component = found as Component;
            return component != null ? component.gameObject : found as GameObject;
        }

        // In 6.3 the number and the id are the same, and only asking by number is warned of.
        static EngineId IdOf(Object item)
        {
#if UNITY_6000_3_OR_NEWER
            return item.GetEntityId();
#else
            return item.GetInstanceID();
#endif
        }

        /// <summary>The object or component that this id stands for; null where it is gone.</summary>
        public static Object ObjectOf(EngineId id)
        {
#if UNITY_6000_3_OR_NEWER
            return EditorUtility.EntityIdToObject(id);
#else
            return EditorUtility.InstanceIDToObject(id);
#endif
        }
    }
}
