// What ObjectChangeEventStream hands out. Addresses: see README.md in this folder for what precedes them.
using Unity.Collections;
using UnityEngine.SceneManagement;
#if UNITY_6000_4_OR_NEWER
using UnityEngine;
#endif

namespace UnityEditor
{
    // ChangeGameObjectOrComponentPropertiesEventArgs.html
    public struct ChangeGameObjectOrComponentPropertiesEventArgs
    {
        internal ChangeData Inner;

#if UNITY_6000_4_OR_NEWER
        // ChangeGameObjectOrComponentPropertiesEventArgs-entityId.html
        public EntityId entityId
#else
        // ChangeGameObjectOrComponentPropertiesEventArgs-instanceId.html
        public int instanceId
#endif
        {
            get { return Inner.Id; }
        }

        // ChangeGameObjectOrComponentPropertiesEventArgs-scene.html
        public Scene scene
        {
            get { return Inner.Scene; }
        }
    }

    // ChangeGameObjectStructureEventArgs.html
    public struct ChangeGameObjectStructureEventArgs
    {
        internal ChangeData Inner;

#if UNITY_6000_4_OR_NEWER
        // ChangeGameObjectStructureEventArgs-entityId.html
        public EntityId entityId
#else
        // ChangeGameObjectStructureEventArgs-instanceId.html
        public int instanceId
#endif
        {
            get { return Inner.Id; }
        }

        // ChangeGameObjectStructureEventArgs-scene.html
        public Scene scene
        {
            get { return Inner.Scene; }
        }
    }

    // ChangeGameObjectStructureHierarchyEventArgs.html
    public struct ChangeGameObjectStructureHierarchyEventArgs
    {
        internal ChangeData Inner;

#if UNITY_6000_4_OR_NEWER
        // ChangeGameObjectStructureHierarchyEventArgs-entityId.html
        public EntityId entityId
#else
        // ChangeGameObjectStructureHierarchyEventArgs-instanceId.html
        public int instanceId
#endif
        {
            get { return Inner.Id; }
        }

        // ChangeGameObjectStructureHierarchyEventArgs-scene.html
        public Scene scene
        {
            get { return Inner.Scene; }
        }
    }

    // CreateGameObjectHierarchyEventArgs.html
    public struct CreateGameObjectHierarchyEventArgs
    {
        internal ChangeData Inner;

#if UNITY_6000_4_OR_NEWER
        // CreateGameObjectHierarchyEventArgs-entityId.html
        public EntityId entityId
#else
        // CreateGameObjectHierarchyEventArgs-instanceId.html
        public int instanceId
#endif
        {
            get { return Inner.Id; }
        }

        // CreateGameObjectHierarchyEventArgs-scene.html
        public Scene scene
        {
            get { return Inner.Scene; }
        }
    }

    // DestroyGameObjectHierarchyEventArgs.html
    public struct DestroyGameObjectHierarchyEventArgs
    {
        internal ChangeData Inner;

#if UNITY_6000_4_OR_NEWER
        // DestroyGameObjectHierarchyEventArgs-entityId.html
        public EntityId entityId
#else
        // DestroyGameObjectHierarchyEventArgs-instanceId.html
        public int instanceId
#endif
        {
            get { return Inner.Id; }
        }

        // DestroyGameObjectHierarchyEventArgs-scene.html
        public Scene scene
        {
            get { return Inner.Scene; }
        }
    }

    // ChangeGameObjectParentEventArgs.html
    public struct ChangeGameObjectParentEventArgs
    {
        internal ChangeData Inner;

#if UNITY_6000_4_OR_NEWER
        // ChangeGameObjectParentEventArgs-entityId.html
        public EntityId entityId
#else
        // ChangeGameObjectParentEventArgs-instanceId.html
        public int instanceId
#endif
        {
            get { return Inner.Id; }
        }

        // ChangeGameObjectParentEventArgs-previousScene.html
        public Scene previousScene
        {
            get { return Inner.Previous; }
        }

        // ChangeGameObjectParentEventArgs-newScene.html
        public Scene newScene
        {
            get { return Inner.Scene; }
        }
    }

    // UpdatePrefabInstancesEventArgs.html
    public struct UpdatePrefabInstancesEventArgs
    {
        internal ChangeData Inner;

#if UNITY_6000_4_OR_NEWER
        // UpdatePrefabInstancesEventArgs-entityIds.html
        public NativeArray<EntityId>.ReadOnly entityIds
        {
            get { return new NativeArray<EntityId>.ReadOnly(Inner.Ids); }
        }
#else
        // UpdatePrefabInstancesEventArgs-instanceIds.html
        public NativeArray<int>.ReadOnly instanceIds
        {
            get { return new NativeArray<int>.ReadOnly(Inner.Ids); }
        }
#endif

        // UpdatePrefabInstancesEventArgs-scene.html
        public Scene scene
        {
            get { return Inner.Scene; }
        }
    }
}
