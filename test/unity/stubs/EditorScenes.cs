// Scenes in the editor. Addresses: see README.md in this folder for what precedes them.
namespace UnityEditor.SceneManagement
{
    using UnityEngine.SceneManagement;

    // SceneManagement.OpenSceneMode.html
    public enum OpenSceneMode
    {
        Single,
        Additive,
        AdditiveWithoutLoading,
    }

    // SceneManagement.NewSceneSetup.html
    public enum NewSceneSetup
    {
        EmptyScene,
        DefaultGameObjects,
    }

    // SceneManagement.NewSceneMode.html
    public enum NewSceneMode
    {
        Single,
        Additive,
    }

#pragma warning disable 67
    // SceneManagement.EditorSceneManager.html
    public sealed class EditorSceneManager : SceneManager
    {
        // SceneManagement.EditorSceneManager.NewSceneCreatedCallback.html
        public delegate void NewSceneCreatedCallback(Scene scene, NewSceneSetup setup, NewSceneMode mode);

        // SceneManagement.EditorSceneManager.SceneOpenedCallback.html
        public delegate void SceneOpenedCallback(Scene scene, OpenSceneMode mode);

        // SceneManagement.EditorSceneManager.SceneClosingCallback.html
        public delegate void SceneClosingCallback(Scene scene, bool removingScene);

        // SceneManagement.EditorSceneManager.SceneClosedCallback.html
        public delegate void SceneClosedCallback(Scene scene);

        // SceneManagement.EditorSceneManager.SceneSavingCallback.html
        public delegate void SceneSavingCallback(Scene scene, string path);

        // SceneManagement.EditorSceneManager.SceneSavedCallback.html
        public delegate void SceneSavedCallback(Scene scene);

        // SceneManagement.EditorSceneManager-newSceneCreated.html
        public static event NewSceneCreatedCallback newSceneCreated;

        // SceneManagement.EditorSceneManager-sceneOpened.html
        public static event SceneOpenedCallback sceneOpened;

        // SceneManagement.EditorSceneManager-sceneClosing.html
        public static event SceneClosingCallback sceneClosing;

        // SceneManagement.EditorSceneManager-sceneClosed.html
        public static event SceneClosedCallback sceneClosed;

        // SceneManagement.EditorSceneManager-sceneSaving.html
        public static event SceneSavingCallback sceneSaving;

        // SceneManagement.EditorSceneManager-sceneSaved.html
        public static event SceneSavedCallback sceneSaved;

        // SceneManagement.EditorSceneManager-activeSceneChangedInEditMode.html
        public static event UnityEngine.Events.UnityAction<Scene, Scene> activeSceneChangedInEditMode;

        internal static void Tell(Scene scene, OpenSceneMode mode)
        {
            sceneOpened(scene, mode);
        }

        internal static readonly System.Collections.Generic.List<Scene> Previews = new System.Collections.Generic.List<Scene>();

        // SceneManagement.EditorSceneManager.NewPreviewScene.html
        public static Scene NewPreviewScene()
        {
            var made = new Scene(new Scene.Contents());
            Previews.Add(made);
            return made;
        }

        // SceneManagement.EditorSceneManager.ClosePreviewScene.html
        public static bool ClosePreviewScene(Scene scene)
        {
            return Previews.Remove(scene);
        }

        // SceneManagement.EditorSceneManager.MarkSceneDirty.html
        public static bool MarkSceneDirty(Scene scene)
        {
            if (EditorApplication.isPlaying)
                throw new System.InvalidOperationException("As Unity does in play mode.");
            scene.Inner.IsDirty = true;
            return true;
        }
    }
#pragma warning restore 67

    // SceneManagement.StageHandle.html
    public struct StageHandle
    {
        internal int Number;

        // SceneManagement.StageHandle.html: the operators have no page
        public static bool operator ==(StageHandle s1, StageHandle s2)
        {
            return s1.Number == s2.Number;
        }

        // SceneManagement.StageHandle.html: the operators have no page
        public static bool operator !=(StageHandle s1, StageHandle s2)
        {
            return s1.Number != s2.Number;
        }

        public override bool Equals(object other)
        {
            return other is StageHandle && this == (StageHandle)other;
        }

        public override int GetHashCode()
        {
            return Number;
        }
    }

    // SceneManagement.StageUtility.html
    public static class StageUtility
    {
        internal static readonly StageHandle Prefab = new StageHandle { Number = 2 };
        static readonly StageHandle Main = new StageHandle { Number = 1 };
        internal static StageHandle? Entered;

        // SceneManagement.StageUtility.GetCurrentStageHandle.html
        public static StageHandle GetCurrentStageHandle()
        {
            return Entered ?? Main;
        }

        // SceneManagement.StageUtility.GetMainStageHandle.html
        public static StageHandle GetMainStageHandle()
        {
            return Main;
        }
    }
}

namespace UnityEngine.Events
{
    // Events.UnityAction.html
    public delegate void UnityAction<T0, T1>(T0 arg0, T1 arg1);
}
