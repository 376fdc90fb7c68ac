using System;
using System.Collections.Generic;

namespace VibeSync.World
{
    /// <summary>Scenes and their files, play mode, and the reload of everything managed.</summary>
    public sealed partial class EditorWorld
    {
        /// <summary>What paths of scenes start from, but those that name all folders.</summary>
        public const string ProjectFolder = "/projects/street";

        readonly Dictionary<string, string> files = new Dictionary<string, string>();
        // Of the scenes that are assets already: those of files that were just written are not.
        readonly Dictionary<string, string> guids = new Dictionary<string, string>();
        List<GameObject> edited;
        int undoMark;

        /// <summary>Saved scenes by path, as text.</summary>
        public IReadOnlyDictionary<string, string> Files
        {
            get { return files; }
        }

        /// <summary>Null for what is no asset, or not yet.</summary>
        public string GuidOf(string path)
        {
            string guid;
            return guids.TryGetValue(path, out guid) ? guid : null;
        }

        /// <summary>As in the project's window: the asset stays the same, and so does a scene of it that is open.</summary>
        public void MoveAsset(string from, string to)
        {
            files.Add(to, files[from]);
            files.Remove(from);
            guids.Add(to, guids[from]);
            guids.Remove(from);
            foreach (SceneData each in loaded)
                if (each.Path == from)
                    each.Path = to;
        }

        /// <summary>What was written becomes an asset. Its GUID is the path that it began with, so that tests can tell it.</summary>
        void ImportAssets()
        {
            foreach (string each in files.Keys)
                if (!guids.ContainsKey(each))
                    guids.Add(each, "guid of " + each);
        }

        /// <summary>The next save fails after its announcement, as on a full disk.</summary>
        public bool FailsToSave { get; set; }

        public bool IsPlaying
        {
            get { return edited != null; }
        }

        /// <summary>Before a scene is written.
        /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/SceneManagement.EditorSceneManager-sceneSaving.html</summary>
        public event Action<SceneData> SceneSaving;

        /// <summary>After a scene was written; not raised where that failed.</summary>
        public event Action<SceneData> SceneSaved;

        public event Action<SceneData> SceneOpened;

        public event Action<SceneData> SceneClosed;

        public event Action PlayModeChanged;

        /// <summary>Play mode is about to be entered, and the scene is still the one that is edited.
        /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/PlayModeStateChange.ExitingEditMode.html</summary>
        public event Action EnteringPlayMode;

        /// <summary>Play mode is about to end, and what it shows is still there.
        /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/PlayModeStateChange.ExitingPlayMode.html</summary>
        public event Action LeavingPlayMode;

        /// <summary>The last moment of everything managed.
        /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/AssemblyReloadEvents-beforeAssemblyReload.html</summary>
        public event Action BeforeAssemblyReload;

        /// <summary>Writes the active scene. False where it failed: then nobody is told that it is over.</summary>
        public bool Save(string path)
        {
            Undo.Flush();
            SceneSaving?.Invoke(Active);
            if (FailsToSave)
            {
                FailsToSave = false;
                return false;
            }
            files[path] = SceneFile.Write(Active);
            Active.Path = path;
            Active.IsDirty = false;
            SceneSaved?.Invoke(Active);
            return true;
        }

        /// <summary>Writes the active scene to its file as it stands, without a word to anybody: a crash's backup.</summary>
        public void SaveUnannounced(string path)
        {
            files[path] = SceneFile.Write(Active);
        }

        /// <summary>Opens a scene alone, or a new one for null: all others are closed, undo is empty, every id is another.</summary>
        public void Open(string path)
        {
            RefuseInPlayMode();
            dragged.Clear();
            Selection.Clear();
            foreach (SceneData each in loaded.ToArray())
                Close(each);
            Active = Load(path);
            Undo.ClearAll();
            Changes.Forget();
            SceneOpened?.Invoke(Active);
        }

        /// <summary>Opens a scene beside those that are open.</summary>
        public void OpenAdditive(string path)
        {
            RefuseInPlayMode();
            SceneData opened = Load(path);
            if (Active == null)
                Active = opened;
            SceneOpened?.Invoke(opened);
        }

        /// <summary>Takes a scene away, not from its file. Unity keeps at least one.</summary>
        public void Unload(SceneData scene)
        {
            RefuseInPlayMode();
            if (loaded.Count < 2)
                throw new EditorError("Unloading the last loaded scene is not supported.");
            Close(scene);
            if (Active == scene)
                Active = loaded[0];
            Undo.ClearAll();
        }

        /// <summary>The scene is backed up and loaded anew: what happens from here on happens to copies. Ids are others.
        /// https://docs.unity3d.com/2022.3/Documentation/Manual/ConfigurableEnterPlayModeDetails.html</summary>
        public void EnterPlayMode()
        {
            RefuseInPlayMode();
            EnteringPlayMode?.Invoke();
            Undo.Flush();
            undoMark = Undo.Mark;
            edited = new List<GameObject>(Active.RootList);
            foreach (GameObject each in edited)
            {
                GameObject copy = Copy(each);
                each.Detach();
                copy.Attach(Active, null, int.MaxValue);
            }
            PlayModeChanged?.Invoke();
        }

        /// <summary>What was changed in play mode is gone.</summary>
        public void ExitPlayMode()
        {
            if (!IsPlaying)
                throw new EditorError("It is not in play mode.");
            LeavingPlayMode?.Invoke();
            foreach (GameObject each in Active.RootList.ToArray())
                each.Detach();
            foreach (GameObject each in edited)
            {
                Renumber(each);
                each.Attach(Active, null, int.MaxValue);
            }
            edited = null;
            Undo.Truncate(undoMark);
            Changes.Forget();
            PlayModeChanged?.Invoke();
        }

        /// <summary>Everything managed is lost: who listened listens no more. The scene stays, with other ids.</summary>
        public void ReloadDomain()
        {
            dragged.Clear();
            Undo.Flush();
            BeforeAssemblyReload?.Invoke();
            Update = null;
            SceneSaving = null;
            SceneSaved = null;
            SceneOpened = null;
            SceneClosed = null;
            PlayModeChanged = null;
            EnteringPlayMode = null;
            LeavingPlayMode = null;
            BeforeAssemblyReload = null;
            Changes.Forget();
            foreach (SceneData scene in loaded)
                foreach (GameObject root in scene.RootList)
                    Renumber(root);
            foreach (GameObject root in Apart.RootList)
                Renumber(root);
        }

        SceneData Load(string path)
        {
            var scene = new SceneData(path);
            loaded.Add(scene);
            if (path != null)
            {
                if (!files.TryGetValue(path, out string text))
                    throw new EditorError("There is no scene “" + path + "”.");
                ImportAssets();
                SceneFile.Read(text, scene, Make);
            }
            return scene;
        }

        void Close(SceneData scene)
        {
            loaded.Remove(scene);
            foreach (GameObject each in scene.RootList.ToArray())
                each.Detach();
            SceneClosed?.Invoke(scene);
        }

        void Renumber(GameObject root)
        {
            foreach (GameObject each in root.Hierarchy())
            {
                known.Remove(each.InstanceId);
                lastId -= 2;
                each.InstanceId = lastId;
                known[lastId] = each;
            }
        }

        void RefuseInPlayMode()
        {
            if (IsPlaying)
                throw new EditorError("This cannot be used during play mode.");
        }
    }
}
