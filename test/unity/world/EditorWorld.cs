using System;
using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.World
{
    /// <summary>What Unity's own code refuses.</summary>
    public sealed class EditorError : Exception
    {
        public EditorError(string message) : base(message)
        {
        }
    }

    /// <summary>An editor with scenes, a selection, undo and one main thread whose frames somebody steps. It outlives what
    /// runs inside it: a domain reload takes the adapter, not this.</summary>
    public sealed partial class EditorWorld
    {
        readonly List<SceneData> loaded = new List<SceneData>();
        readonly Dictionary<long, GameObject> known = new Dictionary<long, GameObject>();
        readonly HashSet<GameObject> dragged = new HashSet<GameObject>();
        long lastId;

        public EditorWorld()
        {
            Changes = new ObjectChanges();
            Undo = new UndoSystem(this);
            Apart = new SceneData("apart");
            Active = new SceneData(null);
            loaded.Add(Active);
        }

        public ObjectChanges Changes { get; }

        public UndoSystem Undo { get; }

        /// <summary>The scene that new objects go to.</summary>
        public SceneData Active { get; private set; }

        /// <summary>A preview scene: neither shown nor saved, as of EditorSceneManager.NewPreviewScene.
        /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/SceneManagement.EditorSceneManager.NewPreviewScene.html</summary>
        public SceneData Apart { get; }

        public IReadOnlyList<SceneData> Loaded
        {
            get { return loaded; }
        }

        public List<GameObject> Selection { get; } = new List<GameObject>();

        /// <summary>As the camera of SceneView.lastActiveSceneView; null where no scene view is open.
        /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/SceneView-lastActiveSceneView.html</summary>
        public EngineViewpoint? Viewpoint { get; set; }

        /// <summary>As UnityEditor.SessionState: kept over domain reloads, gone with the editor.
        /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/SessionState.html</summary>
        public Dictionary<string, string> SessionState { get; } = new Dictionary<string, string>();

        /// <summary>As EditorGUIUtility.editingTextField: the caret is in a field, of an inspector or elsewhere.
        /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/EditorGUIUtility-editingTextField.html</summary>
        public bool IsTyping { get; set; }

        public bool IsCompiling { get; set; }

        public bool IsImporting { get; set; }

        public bool IsBaking { get; set; }

        public long FrameCount { get; private set; }

        /// <summary>As EditorApplication.update.</summary>
        public event Action Update;

        /// <summary>One turn of the main thread: whoever runs in it, then the undoable changes of the frame are told. So an edit can
        /// be seen in the frame before its evidence comes.</summary>
        public void Frame()
        {
            FrameCount += 1;
            ImportAssets();
            foreach (SceneData scene in loaded)
                foreach (GameObject each in scene.All())
                    RunDrivers(each);
            Update?.Invoke();
            Undo.Flush();
            Changes.Publish();
        }

        /// <summary>A new object at the end of the scene's root or of a parent's children; nothing is registered.</summary>
        public GameObject Create(string name, SceneData scene, GameObject parent)
        {
            GameObject made = Make(name);
            made.Attach(scene, parent, int.MaxValue);
            return made;
        }

        /// <summary>Ctrl+D: everything is copied, the identity component with its id included; the copy gets the next free number
        /// among its siblings. https://docs.unity3d.com/2022.3/Documentation/Manual/UsingTheSceneView.html,
        /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/GameObjectUtility.EnsureUniqueNameForSibling.html</summary>
        public GameObject Duplicate(GameObject item)
        {
            GameObject copy = Copy(item);
            copy.Attach(item.Scene, item.Parent, item.SiblingIndex + 1);
            copy.SetName(NameForSibling(item));
            return copy;
        }

        public GameObject Find(long instanceId)
        {
            return known.TryGetValue(instanceId, out GameObject found) && found.Scene != null ? found : null;
        }

        /// <summary>The first object of this name in the active scene. Names are not unique in Unity.</summary>
        public GameObject Find(string name)
        {
            foreach (GameObject each in Active.All())
                if (each.Name == name && !each.IsHidden)
                    return each;
            throw new EditorError("There is no “" + name + "” in the scene.");
        }

        public void MarkDirty()
        {
            Active.IsDirty = true;
        }

        public void RefusePart(GameObject item)
        {
            if (item.IsPrefabPart)
                throw new EditorError("Children of a Prefab instance cannot be deleted or moved.");
        }

        /// <summary>What the mouse holds at this moment.</summary>
        public IReadOnlyCollection<GameObject> Dragged
        {
            get { return dragged; }
        }

        /// <summary>The mouse goes down on the move handle.</summary>
        public void BeginDrag(IEnumerable<GameObject> items)
        {
            Undo.IncrementCurrentGroup();
            dragged.UnionWith(items);
        }

        /// <summary>The mouse moves: a handle records what it moves each time.</summary>
        public void DragBy(Vector3 way)
        {
            foreach (GameObject each in dragged)
            {
                Undo.RecordObject(each, "Move");
                each.SetPosition(new Vector3(each.Position.X + way.X, each.Position.Y + way.Y, each.Position.Z + way.Z));
            }
        }

        /// <summary>The mouse goes up. Esc takes the step back instead.</summary>
        public void EndDrag(bool escaped)
        {
            if (escaped)
                Undo.RevertAllInCurrentGroup();
            Undo.IncrementCurrentGroup();
            dragged.Clear();
        }

        GameObject Make(string name)
        {
            lastId -= 2;
            var made = new GameObject(lastId, name);
            known[lastId] = made;
            return made;
        }

        GameObject Copy(GameObject item)
        {
            GameObject copy = Make(item.Name);
            copy.IsPrefabRoot = item.IsPrefabRoot;
            copy.IsPrefabPart = item.IsPrefabPart;
            copy.SetActive(item.IsActive);
            copy.Restore(item.Position, item.Rotation, item.Scale);
            foreach (Component each in item.Components)
                copy.AddComponent(each.Copy());
            foreach (GameObject child in item.Children)
                Copy(child).Attach(null, copy, int.MaxValue);
            return copy;
        }

        static string NameForSibling(GameObject item)
        {
            string stem = item.Name;
            int open = stem.LastIndexOf(" (", StringComparison.Ordinal);
            if (open > 0 && stem.EndsWith(")", StringComparison.Ordinal)
                && int.TryParse(stem.Substring(open + 2, stem.Length - open - 3), out int number))
                stem = stem.Substring(0, open);
            IReadOnlyList<GameObject> siblings = item.Parent != null ? item.Parent.Children : item.Scene.RootList;
            for (number = 1; ; number += 1)
            {
                string name = stem + " (" + number + ")";
                bool isTaken = false;
                foreach (GameObject each in siblings)
                    isTaken = isTaken || each.Name == name;
                if (!isTaken)
                    return name;
            }
        }

        /// <summary>What an animation or a constraint holds is written in each frame, without an undo step.</summary>
        static void RunDrivers(GameObject item)
        {
            Component driver = item.Find(DrivenBy);
            JsonValue height = driver?.Fields.ContainsKey("height") == true ? driver.Fields["height"] : null;
            if (height != null && item.Position.Y != (float)height.AsNumber)
                item.SetPosition(new Vector3(item.Position.X, (float)height.AsNumber, item.Position.Z));
        }

        /// <summary>A component that sets the object's place in each frame.</summary>
        public const string DrivenBy = "PositionConstraint";
    }
}
