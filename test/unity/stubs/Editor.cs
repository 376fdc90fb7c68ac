// The editor itself. Addresses: see README.md in this folder for what precedes them.
using System;
using System.Collections.Generic;
using UnityEngine;
using Object = UnityEngine.Object;

namespace UnityEngine
{
    // GUIUtility.html
    public class GUIUtility
    {
        // GUIUtility-hotControl.html
        public static int hotControl { get; set; }
    }
}

namespace UnityEditor
{
    // EditorGUIUtility.html
    public sealed class EditorGUIUtility : GUIUtility
    {
        // EditorGUIUtility-editingTextField.html
        public static bool editingTextField { get; set; }
    }

    // PlayModeStateChange.html
    public enum PlayModeStateChange
    {
        EnteredEditMode,
        ExitingEditMode,
        EnteredPlayMode,
        ExitingPlayMode,
    }

#pragma warning disable 67, 649
    // EditorApplication.html
    public class EditorApplication
    {
        // EditorApplication.CallbackFunction.html
        public delegate void CallbackFunction();

        // EditorApplication-update.html
        public static CallbackFunction update;

        // EditorApplication-hierarchyChanged.html
        public static event Action hierarchyChanged;

        // EditorApplication-playModeStateChanged.html
        public static event Action<PlayModeStateChange> playModeStateChanged;

        // EditorApplication-quitting.html
        public static event Action quitting;

        internal static void Tell(PlayModeStateChange change)
        {
            playModeStateChanged(change);
        }

        // EditorApplication-isPlayingOrWillChangePlaymode.html
        public static bool isPlayingOrWillChangePlaymode { get; internal set; }

        // EditorApplication-isPlaying.html
        public static bool isPlaying { get; set; }

        // EditorApplication-isCompiling.html
        public static bool isCompiling { get; internal set; }

        // EditorApplication-isFocused.html
        public static bool isFocused { get; internal set; } = true;

        // EditorApplication-timeSinceStartup.html
        public static double timeSinceStartup { get; internal set; }

        // EditorApplication-isUpdating.html
        public static bool isUpdating { get; internal set; }
    }

    // AssemblyReloadEvents.html
    public static class AssemblyReloadEvents
    {
        // AssemblyReloadEvents.AssemblyReloadCallback.html
        public delegate void AssemblyReloadCallback();

        // AssemblyReloadEvents-beforeAssemblyReload.html
        public static event AssemblyReloadCallback beforeAssemblyReload;
    }
#pragma warning restore 67, 649

    // AssetDatabase.html
    public sealed class AssetDatabase
    {
        /// <summary>For checks: the assets, by path.</summary>
        internal static readonly Dictionary<string, string> Guids = new Dictionary<string, string>();

        // AssetDatabase.AssetPathToGUID.html
        public static string AssetPathToGUID(string path)
        {
            string guid;
            return Guids.TryGetValue(path, out guid) ? guid : "";
        }

        // AssetDatabase.IsAssetImportWorkerProcess.html of 6000.3: no page in 2022.3, where the published C# sources have it
        public static bool IsAssetImportWorkerProcess()
        {
            return false;
        }
    }

    // Lightmapping.html
    public static class Lightmapping
    {
        // Lightmapping.GIWorkflowMode.html
        public enum GIWorkflowMode
        {
            Iterative = 0,
            OnDemand = 1,
            Legacy = 2,
        }

        // Lightmapping-giWorkflowMode.html: the compiler warns of it from 6.0 on, where nothing is baked by itself any more
#if UNITY_6000_0_OR_NEWER
        [Obsolete("Lighting is baked on demand only.")]
#endif
        public static GIWorkflowMode giWorkflowMode { get; set; } = GIWorkflowMode.OnDemand;

        // Lightmapping-isRunning.html
        public static bool isRunning { get; internal set; }
    }

    // BuildPipeline.html
    public class BuildPipeline
    {
        // BuildPipeline-isBuildingPlayer.html
        public static bool isBuildingPlayer { get; internal set; }
    }

    // AnimationMode.html
    public class AnimationMode
    {
        internal static bool IsOn;
        internal static Exception Failure;

        // AnimationMode.InAnimationMode.html
        public static bool InAnimationMode()
        {
            if (Failure != null)
                throw Failure;
            return IsOn;
        }
    }

    // EditorUtility.html
    public class EditorUtility
    {
#if UNITY_6000_3_OR_NEWER
        // EditorUtility.EntityIdToObject.html, from 6.3 on
        public static Object EntityIdToObject(EntityId entityId)
        {
            return Living(entityId.Number);
        }

#if UNITY_6000_5_OR_NEWER
        // EditorUtility.InstanceIDToObject.html: the compiler warns of it from 6.3 on, and refuses it from 6.5 on
        [Obsolete("Use EntityIdToObject.", true)]
#else
        [Obsolete("Use EntityIdToObject.")]
#endif
#endif
        public static Object InstanceIDToObject(int instanceID)
        {
            return Living(instanceID);
        }

        // EditorUtility.CreateGameObjectWithHideFlags.html
        public static GameObject CreateGameObjectWithHideFlags(string name, HideFlags flags, params Type[] components)
        {
            return new GameObject(name) { hideFlags = flags };
        }

        static Object Living(int number)
        {
            Object found;
            return Object.Numbers.TryGetValue(number, out found) && !found.isDestroyed ? found : null;
        }
    }

    // Selection.html
    public sealed class Selection
    {
        static Object[] chosen = new Object[0];

        /// <summary>For checks: how often somebody went through all of it.</summary>
        internal static int Listed;

        // Selection-selectionChanged.html
        public static Action selectionChanged;

        // Selection-objects.html
        public static Object[] objects
        {
            get
            {
                return chosen;
            }

            set
            {
                chosen = value;
                selectionChanged?.Invoke();
            }
        }

        // Selection-gameObjects.html
        public static GameObject[] gameObjects
        {
            get
            {
                Listed += 1;
                return Array.ConvertAll(Array.FindAll(objects, each => each is GameObject), each => (GameObject)each);
            }
        }

        // Selection-activeGameObject.html
        public static GameObject activeGameObject
        {
            get { return objects.Length > 0 ? objects[0] as GameObject : null; }
        }

        // Selection.Contains.html
        public static bool Contains(Object obj)
        {
            return Array.Exists(objects, each => each == obj);
        }
    }

    // Tools.html
    public sealed class Tools
    {
        // Tools-viewToolActive.html
        public static bool viewToolActive { get; internal set; }
    }

    // SceneView.html
    public class SceneView
    {
        internal static int Repaints;

        // SceneView-duringSceneGui.html
        public static event Action<SceneView> duringSceneGui;

        // SceneView-drawGizmos.html
        public bool drawGizmos { get; set; } = true;

        // SceneView-lastActiveSceneView.html
        public static SceneView lastActiveSceneView { get; set; }

        // SceneView-camera.html
        public Camera camera { get; set; }

        // SceneView.RepaintAll.html
        public static void RepaintAll()
        {
            Repaints += 1;
        }

        internal static void Paint(SceneView view)
        {
            Handles.Lines.Clear();
            Handles.Labels.Clear();
            Handles.Strokes = 0;
            duringSceneGui(view);
        }
    }

    // Handles.html
    public sealed class Handles
    {
        internal static readonly List<Vector3> Lines = new List<Vector3>();
        internal static readonly List<string> Labels = new List<string>();
        internal static Color LinesColor;
        internal static int Strokes;

        // Handles-color.html
        public static Color color { get; set; }

        // Handles.DrawDottedLines.html
        public static void DrawDottedLines(Vector3[] lineSegments, float screenSpaceSize)
        {
            Lines.AddRange(lineSegments);
            LinesColor = color;
            Strokes += 1;
        }

        // Handles.Label.html
        public static void Label(Vector3 position, string text, GUIStyle style)
        {
            Labels.Add(style.richText ? "rich: " + text : text);
        }

        // Handles.DrawingScope.html
        public struct DrawingScope : IDisposable
        {
            readonly Color before;

            // Handles.DrawingScope-ctor.html
            public DrawingScope(Color color)
            {
                before = Handles.color;
                Handles.color = color;
            }

            // Handles.DrawingScope.Dispose.html
            public void Dispose()
            {
                Handles.color = before;
            }
        }
    }

    // EditorStyles.html
    public sealed class EditorStyles
    {
        // EditorStyles-label.html
        public static GUIStyle label
        {
            get { return new GUIStyle(); }
        }
    }

    // SessionState.html
    public static class SessionState
    {
        static readonly Dictionary<string, string> Kept = new Dictionary<string, string>();

        // SessionState.SetString.html
        public static void SetString(string key, string value)
        {
            Kept[key] = value;
        }

        // SessionState.GetString.html
        public static string GetString(string key, string defaultValue)
        {
            string found;
            return Kept.TryGetValue(key, out found) ? found : defaultValue;
        }

        // SessionState.EraseString.html
        public static void EraseString(string key)
        {
            Kept.Remove(key);
        }
    }

    // PrefabUtility.html
    public sealed class PrefabUtility
    {
        internal static readonly HashSet<GameObject> Instances = new HashSet<GameObject>();
        internal static readonly List<string> Overrides = new List<string>();

        // PrefabUtility.IsPartOfPrefabInstance.html
        public static bool IsPartOfPrefabInstance(Object componentOrGameObject)
        {
            var component = componentOrGameObject as Component;
            GameObject item = component != null ? component.gameObject : (GameObject)componentOrGameObject;
            for (Transform place = item.transform; place != null; place = place.parent)
                if (Instances.Contains(place.gameObject))
                    return true;
            return false;
        }

        // PrefabUtility.IsOutermostPrefabInstanceRoot.html
        public static bool IsOutermostPrefabInstanceRoot(GameObject gameObject)
        {
            return Instances.Contains(gameObject)
                && (gameObject.transform.parent == null || !IsPartOfPrefabInstance(gameObject.transform.parent));
        }

        // PrefabUtility.GetOutermostPrefabInstanceRoot.html
        public static GameObject GetOutermostPrefabInstanceRoot(Object componentOrGameObject)
        {
            Transform place = ((GameObject)componentOrGameObject).transform;
            while (!IsOutermostPrefabInstanceRoot(place.gameObject))
                place = place.parent;
            return place.gameObject;
        }

        // PrefabUtility.RecordPrefabInstancePropertyModifications.html
        public static void RecordPrefabInstancePropertyModifications(Object targetObject)
        {
            Overrides.Add(targetObject.name);
        }
    }
}
