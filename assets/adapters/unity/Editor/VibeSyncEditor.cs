using UnityEditor;
using UnityEditor.SceneManagement;
using UnityEngine.SceneManagement;

namespace VibeSync.Editor
{
    /// <summary>Unity's callbacks. They take note or say what cannot wait; the work is done in the editor's own turns.</summary>
    [InitializeOnLoad]
    static class VibeSyncEditor
    {
        static VibeSyncEditor()
        {
            // Unity imports assets in processes of their own, which load every editor script as well.
            if (AssetDatabase.IsAssetImportWorkerProcess())
                return;
            // No scene is open yet. A delayCall would come only once Unity has focus, and a domain reload may be over long before that.
            EditorApplication.update += Start;
        }

        /// <summary>Null until the editor has started.</summary>
        public static VibeSyncSession Session { get; private set; }

        static void Start()
        {
            EditorApplication.update -= Start;
            Session = new VibeSyncSession();
            EditorApplication.update += Session.Pump;
            EditorApplication.hierarchyChanged += HierarchyChanged;
            Selection.selectionChanged += Reselected;
            EditorApplication.playModeStateChanged += PlayModeChanged;
            EditorApplication.quitting += Session.Disconnect;
            AssemblyReloadEvents.beforeAssemblyReload += Session.Suspend;
            ObjectChangeEvents.changesPublished += ChangesPublished;
            Undo.willFlushUndoRecord += Recording;
            Undo.undoRedoEvent += UndoneOrRedone;
            EditorSceneManager.newSceneCreated += SceneCreated;
            EditorSceneManager.sceneOpened += SceneOpened;
            EditorSceneManager.sceneClosing += SceneClosing;
            EditorSceneManager.sceneClosed += SceneClosed;
            EditorSceneManager.sceneSaving += SceneSaving;
            EditorSceneManager.sceneSaved += Session.AfterSave;
            EditorSceneManager.activeSceneChangedInEditMode += ActiveSceneChanged;
            UnityEditor.SceneView.duringSceneGui += GhostDrawing.Draw;
            Session.TakeUp();
        }

        static void HierarchyChanged()
        {
            if (!EditorActivity.IsPlaying)
                Session.Scene.Rearranged();
        }

        static void Reselected()
        {
            Session.Scene.Reselected();
        }

        static void ChangesPublished(ref ObjectChangeEventStream stream)
        {
            // What happens in play mode is no edit of the scene (rule 7); what hands do there is offered afterwards.
            if (!EditorApplication.isPlaying)
            {
                Session.Scene.Events.Published(ref stream);
                return;
            }
            Session.Scene.PlayedObjects.Published(ref stream);
            Session.LookAtPlay();
        }

        static void Recording()
        {
            Session.Scene.Events.Recording();
        }

        static void UndoneOrRedone(in UndoRedoInfo info)
        {
            if (!EditorApplication.isPlaying)
                Session.Scene.Events.UndoneOrRedone(in info);
        }

        static void PlayModeChanged(PlayModeStateChange change)
        {
            EditorActivity.IsLeavingPlay = change == PlayModeStateChange.ExitingPlayMode;
            Session.ActivityChanged();
            if (change == PlayModeStateChange.ExitingEditMode)
                Session.BeforePlay();
            if (change == PlayModeStateChange.ExitingPlayMode)
                Session.LeavePlay();
            if (change == PlayModeStateChange.EnteredEditMode)
                Session.Scene.Restored();
        }

        static void SceneCreated(Scene scene, NewSceneSetup setup, NewSceneMode mode)
        {
            if (mode == NewSceneMode.Single && !EditorActivity.IsPlaying)
                Session.Scene.Reopen();
        }

        static void SceneOpened(Scene scene, OpenSceneMode mode)
        {
            // Nobody opens a scene in play mode but Unity, which puts back what was open before.
            if (EditorActivity.IsPlaying)
                return;
            if (mode == OpenSceneMode.Single)
                Session.Scene.Reopen();
            else if (mode == OpenSceneMode.Additive)
                Session.Scene.Appeared(scene);
        }

        static void SceneClosing(Scene scene, bool isRemoved)
        {
            if (!EditorActivity.IsPlaying)
                Session.Scene.Closing(scene);
        }

        static void SceneClosed(Scene scene)
        {
            if (!EditorActivity.IsPlaying)
                Session.Scene.Closed();
        }

        static void SceneSaving(Scene scene, string path)
        {
            Session.BeforeSave(scene);
        }

        static void ActiveSceneChanged(Scene before, Scene now)
        {
            if (!EditorActivity.IsPlaying)
                Session.Scene.Activated();
        }
    }
}
