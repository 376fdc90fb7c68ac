using UnityEngine;
using UnityEngine.SceneManagement;
using VibeSync.Core;

namespace VibeSync.Editor
{
    /// <summary>The component that links a scene to a project (R21), on an object of its own at the scene's root.</summary>
    sealed class SceneLink
    {
        const string ObjectName = "VibeSync";
        // Unity leaves what has this tag out of what it builds.
        const string LeftOutOfBuilds = "EditorOnly";
        const string NoId = "";
        const long NoRevision = -1;
        static readonly SceneBinding Nothing = new SceneBinding(null, null, null);

        readonly ObjectHandles handles;
        VibeSyncBinding component;
        long componentHandle;
        string heldScene;

        public SceneLink(ObjectHandles handles)
        {
            this.handles = handles;
        }

        /// <summary>Whether the scene that was read or written last is linked.</summary>
        public bool IsHeld
        {
            get { return heldScene != null; }
        }

        public void Forget()
        {
            component = null;
            heldScene = null;
        }

        public bool IsOn(GameObject root)
        {
            return component != null && component.gameObject == root;
        }

        /// <summary>Whether this scene carries the link that is held.</summary>
        public bool IsSame(Scene other)
        {
            VibeSyncBinding found = FindIn(other);
            return found != null && IsHeld && found.SceneId == heldScene;
        }

        /// <summary>Whether another object carries the link in this scene than before. An undo brings back the same one, with its
        /// handle: this is the scene read from its file anew, of which Unity need not tell.</summary>
        public bool IsReplacedIn(Scene scene)
        {
            // Null to C# is what was never found; to Unity also what is destroyed.
            if ((object)component == null || component != null)
                return false;
            VibeSyncBinding found = FindIn(scene);
            return found != null && IsHeld && found.SceneId == heldScene && handles.Of(found.gameObject) != componentHandle;
        }

        public SceneBinding Read(Scene scene)
        {
            VibeSyncBinding found = In(scene);
            if (found == null)
                return Nothing;
            heldScene = OrNull(found.SceneId);
            return new SceneBinding(OrNull(found.Project), heldScene, found.Revision < 0 ? (long?)null : found.Revision);
        }

        public void Write(Scene scene, SceneBinding binding)
        {
            VibeSyncBinding written = In(scene);
            if (written == null)
            {
                if (binding.Project == null && binding.Scene == null)
                    return;
                written = AddTo(scene);
            }
            string project = binding.Project ?? NoId;
            string id = binding.Scene ?? NoId;
            bool linksAnew = written.Project != project || written.SceneId != id;
            written.Project = project;
            written.SceneId = id;
            written.Revision = binding.Revision ?? NoRevision;
            heldScene = OrNull(id);
            // Each confirmed change has made the scene unsaved already; its number alone is no change of the artist's scene.
            if (linksAnew)
                UndoSteps.MarkUnsaved(scene);
        }

        VibeSyncBinding In(Scene scene)
        {
            if (component == null || component.gameObject.scene != scene)
                Hold(FindIn(scene));
            return component;
        }

        void Hold(VibeSyncBinding found)
        {
            component = found;
            if (found != null)
                componentHandle = handles.Of(found.gameObject);
        }

        static VibeSyncBinding FindIn(Scene scene)
        {
            if (!scene.IsValid() || !scene.isLoaded)
                return null;
            VibeSyncBinding found;
            foreach (GameObject root in scene.GetRootGameObjects())
                if (root.TryGetComponent(out found))
                    return found;
            return null;
        }

        VibeSyncBinding AddTo(Scene scene)
        {
            var holder = new GameObject(ObjectName) { tag = LeftOutOfBuilds };
            if (holder.scene != scene)
                SceneManager.MoveGameObjectToScene(holder, scene);
            Hold(holder.AddComponent<VibeSyncBinding>());
            return component;
        }

        static string OrNull(string id)
        {
            return string.IsNullOrEmpty(id) ? null : id;
        }
    }
}
