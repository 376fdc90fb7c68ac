using System.Collections.Generic;
using System.IO;
using UnityEditor;
using UnityEditor.SceneManagement;
using UnityEngine;
using UnityEngine.SceneManagement;
using VibeSync.Core;
using Object = UnityEngine.Object;
using Transform = UnityEngine.Transform;

namespace VibeSync.Editor
{
    /// <summary>The scene that the session works on: the one that is linked to a project, or the active one as long as none is.
    /// Other scenes that are open beside it are not looked at.</summary>
    sealed class UnityScene : IEngineScene
    {
        const string Untitled = "untitled";

        static readonly ISet<long> Nothing = new HashSet<long>();

        readonly ObjectHandles handles = new ObjectHandles();
        readonly OwnWrites own;
        readonly SceneLink link;
        readonly SiblingPlaces siblings = new SiblingPlaces();
        readonly Dictionary<long, UnityObject> objects = new Dictionary<long, UnityObject>();
        Scene scene;
        bool hasLeft;
        // Null where it has to be asked for anew.
        IEnumerable<long> selected;
        ISet<long> held = Nothing;
        ISet<long> typed = Nothing;

        public UnityScene()
        {
            own = new OwnWrites(handles);
            link = new SceneLink(handles);
            Steps = new UndoSteps(own, () => scene);
            Stash = new SceneStash(this);
            Events = new SceneEvents(handles, own, Steps, Shows);
            PlayedObjects = new PlayedObjects(this, link);
            Choose();
        }

        public UndoSteps Steps { get; }

        public SceneStash Stash { get; }

        public SceneEvents Events { get; }

        public PlayedObjects PlayedObjects { get; }

        public IPlayedScene Played
        {
            get { return PlayedObjects; }
        }

        public string Title
        {
            get { return string.IsNullOrEmpty(scene.path) ? Untitled : Path.GetFileName(scene.path); }
        }

        /// <summary>Moved or renamed in the editor a scene keeps its GUID, and a copy gets another one. Another project, also a copy of
        /// this one, may have the same.</summary>
        public string FileKey
        {
            get
            {
                string path = scene.path;
                if (string.IsNullOrEmpty(path) || Path.IsPathRooted(path))
                    return string.IsNullOrEmpty(path) ? null : path;
                string guid = AssetDatabase.AssetPathToGUID(path);
                return string.IsNullOrEmpty(guid) ? null : Path.Combine(Path.GetDirectoryName(Application.dataPath), guid);
            }
        }

        public bool IsUnsaved
        {
            get { return scene.IsValid() && scene.isDirty; }
        }

        /// <summary>In play mode Unity shows a copy in its stead, and does not say that it is one: it has not left view.</summary>
        public bool IsLoaded
        {
            get { return EditorActivity.IsPlaying || IsThere; }
        }

        bool IsThere
        {
            get { return scene.IsValid() && scene.isLoaded; }
        }

        public SceneBinding Binding
        {
            get { return link.Read(scene); }
            set { link.Write(scene, value); }
        }

        public ISet<long> InHands
        {
            get { return held = Gripped(held, Hands.AreFull); }
        }

        public ISet<long> InEdit
        {
            get { return typed = Gripped(typed, Hands.AreTyping); }
        }

        public IEnumerable<long> Selected
        {
            get { return selected ?? (selected = HandlesOf(Selection.gameObjects)); }
        }

        /// <summary>Whether the Scene views show the scenes: in Prefab Mode it is the inside of a prefab.</summary>
        public static bool IsInView
        {
            get { return StageUtility.GetCurrentStageHandle() == StageUtility.GetMainStageHandle(); }
        }

        /// <summary>That of the scene view that was used last, whichever scenes it shows: they are all in one world.</summary>
        public EngineViewpoint? Viewpoint
        {
            get
            {
                UnityEditor.SceneView window = UnityEditor.SceneView.lastActiveSceneView;
                Camera camera = window == null || !IsInView ? null : window.camera;
                if (camera == null)
                    return null;
                UnityEngine.Vector3 position = camera.transform.position;
                UnityEngine.Quaternion rotation = camera.transform.rotation;
                return new EngineViewpoint(
                    new Core.Vector3(position.x, position.y, position.z),
                    new Core.Quaternion(rotation.x, rotation.y, rotation.z, rotation.w),
                    camera.orthographic,
                    camera.orthographic ? 2f * camera.orthographicSize : camera.fieldOfView,
                    camera.nearClipPlane,
                    camera.farClipPlane);
            }
        }

        public EngineActivity Activity
        {
            get { return EditorActivity.Current; }
        }

        /// <summary>Whether this is the scene that the session works on.</summary>
        public bool Shows(Scene other)
        {
            return other == scene;
        }

        public IEnumerable<IEngineObject> Walk(IEngineObject root = null)
        {
            if (!IsThere)
                yield break;
            Scene walked = scene;
            GameObject[] tops = root == null ? walked.GetRootGameObjects() : new[] { ((UnityObject)root).Item };
            // What comes next stands last.
            var waiting = new List<Transform>();
            foreach (GameObject top in tops)
            {
                // Here and below: it may have gone since, or to another scene.
                if (top == null || link.IsOn(top))
                    continue;
                waiting.Add(top.transform);
                while (waiting.Count > 0)
                {
                    Transform place = waiting[waiting.Count - 1];
                    waiting.RemoveAt(waiting.Count - 1);
                    if (place == null || place.gameObject.scene != walked)
                        continue;
                    for (int index = place.childCount - 1; index >= 0; index -= 1)
                        waiting.Add(place.GetChild(index));
                    if (!Stash.Holds(place.gameObject))
                        yield return Wrap(place.gameObject);
                }
            }
        }

        public IEngineObject Find(long handle)
        {
            UnityObject known;
            objects.TryGetValue(handle, out known);
            GameObject item = known != null && known.Item != null ? known.Item : handles.Find(handle);
            if (item == null || item.scene != scene || Stash.Holds(item))
                return null;
            return Wrap(item);
        }

        public IEngineObject Create(ObjectKind kind, string name, IEngineObject parent)
        {
            var made = new GameObject(name);
            if (made.scene != scene)
                SceneManager.MoveGameObjectToScene(made, scene);
            if (parent != null)
                made.transform.SetParent(TransformOf(parent), false);
            Kinds.AddData(made, kind);
            if (Steps.IsInStep)
                Undo.RegisterCreatedObjectUndo(made, Steps.Name);
            Steps.Wrote(made);
            return Wrap(made);
        }

        public void Destroy(IEngineObject item)
        {
            GameObject destroyed = ((UnityObject)item).Item;
            if (destroyed == null)
                return;
            if (Stash.Holds(destroyed))
            {
                Stash.Destroy(destroyed);
                return;
            }
            if (UnityObject.IsInsidePrefab(destroyed))
                throw FixedPart(destroyed);
            for (int index = destroyed.transform.childCount - 1; index >= 0; index -= 1)
                if (!UnityObject.IsInsidePrefab(destroyed.transform.GetChild(index).gameObject))
                    Release(destroyed.transform.GetChild(index));
            Steps.Wrote(destroyed);
            if (Steps.IsInStep)
                Undo.DestroyObjectImmediate(destroyed);
            else
                Object.DestroyImmediate(destroyed);
        }

        void IEngineScene.Stash(IEngineObject item)
        {
            Stash.Put(((UnityObject)item).Item);
        }

        public void Unstash(IEngineObject item, IEngineObject parent)
        {
            Stash.TakeBack(((UnityObject)item).Item, TransformOf(parent));
        }

        public void BeginStep(string name)
        {
            Events.Recording();
            Stash.Sweep();
            Steps.Begin(name);
        }

        public UndoGroup EndStep()
        {
            return Steps.End();
        }

        public void DropStep()
        {
            Steps.Drop();
        }

        public void BeginSilence()
        {
            Stash.Sweep();
            Steps.BeginSilence();
        }

        public void EndSilence()
        {
            Steps.EndSilence();
        }

        public IReadOnlyList<EngineEvent> TakeEvents()
        {
            return Events.Take();
        }

        public ITrialScene OpenTrial()
        {
            return new PreviewTrial();
        }

        /// <summary>The one object of this scene that stands for a GameObject.</summary>
        public UnityObject Wrap(GameObject item)
        {
            long handle = handles.Of(item);
            UnityObject known;
            if (!objects.TryGetValue(handle, out known))
                objects.Add(handle, known = new UnityObject(this, handle, item));
            known.Item = item;
            return known;
        }

        public static Transform TransformOf(IEngineObject item)
        {
            return item == null ? null : ((UnityObject)item).Item.transform;
        }

        public static EngineRefusal FixedPart(GameObject item)
        {
            return new EngineRefusal(
                EngineRefusal.FixedPart,
                "“" + item.name + "” is part of a prefab instance and stays where it is in that. Unpack the prefab in Unity first.");
        }

        /// <summary>Hangs it below another object, in the step that is under way if there is one. Local values stay to the bit.</summary>
        public void Hang(GameObject item, Transform parent)
        {
            Transform place = item.transform;
            SiblingPlaces.Place left = SiblingPlaces.Leave(place);
            if (Steps.IsInStep)
                Undo.SetTransformParent(place, parent, false, Steps.Name);
            else
                place.SetParent(parent, false);
            if (place.parent != parent)
                throw new EngineRefusal("parent_refused", "Unity does not let “" + item.name + "” hang there.");
            // From the stash it would come back into no scene, or into the active one.
            if (parent == null && item.scene != scene && IsThere)
                SceneManager.MoveGameObjectToScene(item, scene);
            siblings.Arrive(place, left);
            Steps.After(place, item);
        }

        /// <summary>Another scene is open, or the same one anew: no handle means anything any more.</summary>
        public void Reopen()
        {
            Choose();
            Events.Opened();
        }

        /// <summary>Play mode is over: the scene is the one of before, with objects that are other ones.</summary>
        public void Restored()
        {
            Choose();
            Events.Restored();
        }

        /// <summary>Objects came, went or hang elsewhere; or all of them are other ones, where a scene was read anew.</summary>
        public void Rearranged()
        {
            if (link.IsReplacedIn(scene))
                Reopen();
            else
                Events.HierarchyChanged();
        }

        /// <summary>Something else is selected. Only then is all of it gone through.</summary>
        public void Reselected()
        {
            selected = null;
            held = typed = Nothing;
        }

        /// <summary>A scene was opened beside the others: the linked one may be back.</summary>
        public void Appeared(Scene opened)
        {
            if (!hasLeft || !link.IsSame(opened))
                return;
            Forget();
            scene = opened;
            link.Read(scene);
            hasLeft = false;
            Events.Unloaded();
        }

        /// <summary>A scene is about to be closed. What is stashed would outlive it.</summary>
        public void Closing(Scene closing)
        {
            if (Shows(closing))
                Stash.Clear();
        }

        /// <summary>A scene was closed while others stay open.</summary>
        public void Closed()
        {
            if (IsThere || hasLeft)
                return;
            if (!link.IsHeld)
            {
                Reopen();
                return;
            }
            hasLeft = true;
            Events.Unloaded();
        }

        /// <summary>Another scene is the active one; that matters as long as none is linked.</summary>
        public void Activated()
        {
            if (!link.IsHeld)
                Reopen();
        }

        /// <summary>What was selected when it was gripped, until something else is.</summary>
        ISet<long> Gripped(ISet<long> kept, bool isGripped)
        {
            if (!isGripped)
                return Nothing;
            return kept != Nothing ? kept : new HashSet<long>(HandlesOf(Selection.gameObjects));
        }

        IEnumerable<long> HandlesOf(GameObject[] items)
        {
            foreach (GameObject each in items)
                // It may have gone since.
                if (each != null && Shows(each.scene))
                    yield return handles.Of(each);
        }

        void Choose()
        {
            Forget();
            hasLeft = false;
            scene = SceneManager.GetActiveScene();
            link.Forget();
            for (int index = 0; index < SceneManager.sceneCount; index += 1)
            {
                Scene candidate = SceneManager.GetSceneAt(index);
                if (!candidate.isLoaded || link.Read(candidate).Scene == null)
                    continue;
                scene = candidate;
                return;
            }
        }

        void Forget()
        {
            objects.Clear();
            own.Forget();
            siblings.Forget();
            handles.Forget();
            Reselected();
        }

        void Release(Transform child)
        {
            if (Steps.IsInStep)
                Undo.SetTransformParent(child, null, true, Steps.Name);
            else
                child.SetParent(null, true);
            Steps.After(child, child.gameObject);
        }
    }
}
