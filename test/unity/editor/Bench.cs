using System;
using System.Collections.Generic;
using UnityEditor;
using UnityEditor.SceneManagement;
using UnityEngine;
using UnityEngine.SceneManagement;
using VibeSync.Core;
using VibeSync.Editor;
#if UNITY_6000_4_OR_NEWER
using EngineId = UnityEngine.EntityId;
#else
using EngineId = System.Int32;
#endif
using Object = UnityEngine.Object;

namespace VibeSync.Checks
{
    /// <summary>One open scene over the reference stubs, and what a person or Unity does to it.</summary>
    sealed class Bench
    {
        public Bench()
        {
            SceneManager.Open.Clear();
            SceneManager.Open.Add(New());
            Undo.IncrementCurrentGroup();
            Undo.Recorded.Clear();
            Undo.isProcessing = false;
            Selection.objects = new Object[0];
            PrefabUtility.Instances.Clear();
            PrefabUtility.Overrides.Clear();
            Debug.Warnings.Clear();
            EditorApplication.isPlayingOrWillChangePlaymode = EditorApplication.isPlaying = false;
            EditorApplication.isCompiling = EditorApplication.isUpdating = false;
            EditorApplication.isFocused = true;
            BuildPipeline.isBuildingPlayer = Lightmapping.isRunning = AnimationMode.IsOn = false;
            GUIUtility.hotControl = 0;
            EditorGUIUtility.editingTextField = false;
            EditorActivity.IsLeavingPlay = false;
            Tools.viewToolActive = false;
            StageUtility.Entered = null;
            Scene = new UnityScene();
            Selection.selectionChanged += Scene.Reselected;
            Scene.Stash.Clear();
        }

        public UnityScene Scene { get; }

        public static UnityEngine.SceneManagement.Scene Open
        {
            get { return SceneManager.Open[0]; }
        }

        public static UnityEngine.SceneManagement.Scene New()
        {
            return new UnityEngine.SceneManagement.Scene(new UnityEngine.SceneManagement.Scene.Contents());
        }

        public static GameObject Make(string name, GameObject parent = null)
        {
            var made = new GameObject(name);
            if (parent != null)
                made.transform.SetParent(parent.transform, false);
            return made;
        }

        /// <summary>A person does something to this object, in a group of this name.</summary>
        public void Step(string name, GameObject item)
        {
            Undo.SetCurrentGroupName(name);
            Publish(Change(ObjectChangeKind.ChangeGameObjectOrComponentProperties, item));
            Undo.IncrementCurrentGroup();
        }

        /// <summary>A person goes back over the last group, which has this name; `undo` is what Unity does then.</summary>
        public static void GoBack(UnityScene scene, string name, Action undo)
        {
            int group = int.Parse(Undo.Recorded[Undo.Recorded.Count - 1].Split(' ')[0]);
            undo();
            var info = new UndoRedoInfo { undoGroup = group, undoName = name };
            scene.Events.UndoneOrRedone(in info);
        }

        public void Publish(params ChangeData[] changes)
        {
            var stream = new ObjectChangeEventStream { Changes = new List<ChangeData>(changes) };
            Scene.Events.Published(ref stream);
        }

        public static ChangeData Change(ObjectChangeKind kind, Object item)
        {
            var component = item as Component;
            UnityEngine.SceneManagement.Scene where = component != null ? component.gameObject.scene : ((GameObject)item).scene;
            return new ChangeData { Kind = kind, Id = IdOf(item), Scene = where, Previous = where };
        }

        public static EngineId IdOf(Object item)
        {
#if UNITY_6000_3_OR_NEWER
            return item.GetEntityId();
#else
            return item.GetInstanceID();
#endif
        }

        /// <summary>The names of the objects that the session sees, in their order.</summary>
        public string Names
        {
            get
            {
                var names = new List<string>();
                foreach (IEngineObject each in Scene.Objects())
                    names.Add(each.Name);
                return string.Join(" ", names);
            }
        }

        /// <summary>What is told since it was asked last: kind, name of the group and number of handles.</summary>
        public string Told
        {
            get
            {
                var told = new List<string>();
                foreach (EngineEvent each in Scene.TakeEvents())
                    told.Add(each.Kind + (each.Group == null ? "" : " " + each.Group.Name) + " " + each.Handles.Count);
                return string.Join(", ", told);
            }
        }
    }
}
