using System.Collections.Generic;
using UnityEditor;
using UnityEngine;
using UnityEngine.SceneManagement;
using VibeSync.Core;
using Object = UnityEngine.Object;
using Transform = UnityEngine.Transform;
#if UNITY_6000_4_OR_NEWER
using EngineId = UnityEngine.EntityId;
#else
using EngineId = System.Int32;
#endif

namespace VibeSync.Editor
{
    /// <summary>What Unity shows in play mode, and what hands change there. Unity publishes what went through its undo history: what is
    /// typed into an inspector or moved with a handle, and not what physics and scripts do. It names the component, so that a hand on
    /// one is not taken for one on another that physics moves.</summary>
    sealed class PlayedObjects : IPlayedScene
    {
        readonly UnityScene scene;
        readonly SceneLink link;
        readonly List<PlayedTouch> touches = new List<PlayedTouch>();

        public PlayedObjects(UnityScene scene, SceneLink link)
        {
            this.scene = scene;
            this.link = link;
        }

        public IReadOnlyList<PlayedTouch> Take()
        {
            PlayedTouch[] taken = touches.ToArray();
            touches.Clear();
            return taken;
        }

        /// <summary>The copy carries the link of what it is a copy of.</summary>
        public IEnumerable<IEngineObject> Walk()
        {
            for (int index = 0; index < SceneManager.sceneCount; index += 1)
            {
                Scene copy = SceneManager.GetSceneAt(index);
                if (!link.IsSame(copy))
                    continue;
                foreach (GameObject root in copy.GetRootGameObjects())
                    foreach (IEngineObject each in Walk(root.transform))
                        yield return each;
                yield break;
            }
        }

        /// <summary>ObjectChangeEvents.changesPublished, in play mode.</summary>
        public void Published(ref ObjectChangeEventStream stream)
        {
            for (int index = 0; index < stream.length; index += 1)
                Look(ref stream, index);
        }

        void Look(ref ObjectChangeEventStream stream, int index)
        {
            switch (stream.GetEventType(index))
            {
                case ObjectChangeKind.ChangeGameObjectOrComponentProperties:
                    ChangeGameObjectOrComponentPropertiesEventArgs values;
                    stream.GetChangeGameObjectOrComponentPropertiesEvent(index, out values);
#if UNITY_6000_4_OR_NEWER
                    Touch(values.entityId, PlayedPart.None);
#else
                    Touch(values.instanceId, PlayedPart.None);
#endif
                    break;
                case ObjectChangeKind.ChangeGameObjectParent:
                    ChangeGameObjectParentEventArgs parent;
                    stream.GetChangeGameObjectParentEvent(index, out parent);
#if UNITY_6000_4_OR_NEWER
                    Touch(parent.entityId, PlayedPart.Parent);
#else
                    Touch(parent.instanceId, PlayedPart.Parent);
#endif
                    break;
                case ObjectChangeKind.ChangeGameObjectStructureHierarchy:
                    ChangeGameObjectStructureHierarchyEventArgs hierarchy;
                    stream.GetChangeGameObjectStructureHierarchyEvent(index, out hierarchy);
                    // The whole object was registered, whatever of it changed; what is below it says nothing.
#if UNITY_6000_4_OR_NEWER
                    Touch(hierarchy.entityId, PlayedPart.All);
#else
                    Touch(hierarchy.instanceId, PlayedPart.All);
#endif
                    break;
                default:
                    break;
            }
        }

        /// <summary>Without a part, what the id stands for says which it is.</summary>
        void Touch(EngineId id, PlayedPart part)
        {
            Object found = ObjectHandles.ObjectOf(id);
            GameObject item = ObjectHandles.GameObjectOf(id);
            PlayedPart touched = part == PlayedPart.None ? PartOf(found) : part;
            if (item != null && touched != PlayedPart.None)
                touches.Add(new PlayedTouch(scene.Wrap(item), touched));
        }

        static PlayedPart PartOf(Object found)
        {
            if (found is GameObject)
                return PlayedPart.Itself;
            if (found is Transform)
                return PlayedPart.Place;
            return found is VibeSyncIdentity ? PlayedPart.Properties : PlayedPart.None;
        }

        IEnumerable<IEngineObject> Walk(Transform place)
        {
            var waiting = new Stack<Transform>();
            waiting.Push(place);
            while (waiting.Count > 0)
            {
                Transform next = waiting.Pop();
                for (int index = next.childCount - 1; index >= 0; index -= 1)
                    waiting.Push(next.GetChild(index));
                yield return scene.Wrap(next.gameObject);
            }
        }
    }
}
