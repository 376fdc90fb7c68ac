using System.Collections.Generic;
using System.IO;
using VibeSync.Core;

namespace VibeSync.World
{
    /// <summary>The adapter's view of the editor's bound scene: what the Editor layer is over Unity, this is over
    /// <see cref="EditorWorld"/>. It knows no more than that layer can know there.</summary>
    public sealed class WorldScene : IEngineScene
    {
        const string ProjectHint = "project";
        const string SceneHint = "scene";
        const string RevisionHint = "revision";

        static readonly List<GameObject> Nobody = new List<GameObject>();

        readonly EditorWorld world;
        readonly SceneEvents events;
        readonly StashedObjects stash;
        readonly PrefabInstances prefabs = new PrefabInstances();
        readonly SiblingOrder order = new SiblingOrder();
        readonly Dictionary<GameObject, WorldObject> wrapped = new Dictionary<GameObject, WorldObject>();
        readonly KeptHandles held;
        readonly KeptHandles typed;
        readonly KeptHandles selected;
        SceneData bound;
        string boundPath;
        string stepName;
        int stepGroup;
        bool isSilent;

        public WorldScene(EditorWorld world)
        {
            this.world = world;
            bound = world.Active;
            boundPath = bound.Path;
            events = new SceneEvents(world);
            Played = new PlayedObjects(this, world);
            stash = new StashedObjects(world);
            held = new KeptHandles(this);
            typed = new KeptHandles(this);
            selected = new KeptHandles(this);
            world.SceneOpened += Opened;
            world.SceneClosed += Closed;
            world.SceneSaved += Saved;
            world.PlayModeChanged += PlayModeChanged;
        }

        public string Title
        {
            get { return AssetPath == null ? "Untitled" : Path.GetFileName(AssetPath); }
        }

        public string FileKey
        {
            get
            {
                string guid = AssetPath == null ? null : world.GuidOf(AssetPath);
                return guid == null ? null : Path.Combine(EditorWorld.ProjectFolder, guid);
            }
        }

        public bool IsUnsaved
        {
            get { return bound.IsDirty; }
        }

        public bool IsLoaded { get; private set; } = true;

        public SceneBinding Binding
        {
            get
            {
                if (!IsLoaded)
                    return new SceneBinding(null, null, null);
                JsonValue revision;
                bound.Hints.TryGetValue(RevisionHint, out revision);
                return new SceneBinding(Hint(ProjectHint), Hint(SceneHint), revision == null ? (long?)null : (long)revision.AsNumber);
            }

            set
            {
                if (value.Project != Hint(ProjectHint) || value.Scene != Hint(SceneHint))
                    bound.IsDirty = true;
                SetHint(ProjectHint, value.Project == null ? null : JsonValue.Text(value.Project));
                SetHint(SceneHint, value.Scene == null ? null : JsonValue.Text(value.Scene));
                SetHint(RevisionHint, value.Revision == null ? null : JsonValue.Number(value.Revision.Value));
            }
        }

        public EngineActivity Activity
        {
            get
            {
                if (world.IsPlaying)
                    return new EngineActivity(true, "play mode");
                if (world.IsBaking)
                    return new EngineActivity(true, "baking");
                if (world.IsCompiling)
                    return new EngineActivity(false, "compiling");
                return world.IsImporting ? new EngineActivity(false, "importing assets") : null;
            }
        }

        public ISet<long> InHands
        {
            get { return held.Of(world.Dragged, bound).AsSet; }
        }

        public ISet<long> InEdit
        {
            get { return typed.Of(world.IsTyping ? world.Selection : Nobody, bound).AsSet; }
        }

        public EngineViewpoint? Viewpoint
        {
            get { return world.Viewpoint; }
        }

        public IEnumerable<long> Selected
        {
            get { return selected.Of(world.Selection, bound).AsList; }
        }

        public IEnumerable<IEngineObject> Walk(IEngineObject root = null)
        {
            SceneData walked = bound;
            // What comes next stands last.
            var waiting = new List<GameObject>(root == null ? walked.RootList : new List<GameObject> { Item(root) });
            waiting.Reverse();
            while (waiting.Count > 0)
            {
                GameObject each = waiting[waiting.Count - 1];
                waiting.RemoveAt(waiting.Count - 1);
                if (each.Scene != walked)
                    continue;
                for (int index = each.Children.Count - 1; index >= 0; index -= 1)
                    waiting.Add(each.Children[index]);
                Reads += 1;
                if (IsShown(each))
                    yield return Wrap(each);
            }
        }

        /// <summary>How often an object was looked for, or something of one or its place in the selection was read.</summary>
        public long Reads { get; set; }

        public IEngineObject Find(long handle)
        {
            Reads += 1;
            GameObject item = world.Find(handle);
            return item != null && item.Scene == bound && IsShown(item) ? Wrap(item) : null;
        }

        public IEngineObject Create(ObjectKind kind, string name, IEngineObject parent)
        {
            GameObject made = world.Create(name, bound, Item(parent));
            foreach (string type in StartingComponents.Of(kind))
                made.AddComponent(new Component(type));
            if (stepName != null)
            {
                events.Expect(ObjectChangeKind.CreateGameObjectHierarchy, made);
                world.Undo.RegisterCreated(made, stepName);
            }
            return Wrap(made);
        }

        public void Destroy(IEngineObject item)
        {
            GameObject gone = Item(item);
            if (prefabs.IsOut(gone))
            {
                // Its root takes it along.
                prefabs.CountIn(gone);
                return;
            }
            Refuse(gone);
            foreach (GameObject child in new List<GameObject>(gone.Children))
            {
                if (child.IsPrefabPart)
                    continue;
                EngineTransform place = stash.WorldPlace(child);
                Hang(child, bound, null, bound.RootList.Count);
                Record(child);
                child.SetPosition(place.Position);
                child.SetRotation(place.Rotation);
                child.SetScale(place.Scale);
            }
            stash.Forget(gone);
            if (stepName != null)
            {
                events.Expect(ObjectChangeKind.DestroyGameObjectHierarchy, gone);
                world.Undo.Destroy(gone, stepName);
            }
            else
            {
                gone.Detach();
            }
        }

        public void Stash(IEngineObject item)
        {
            GameObject gone = Item(item);
            stash.Take(gone);
            if (gone.IsPrefabPart)
            {
                prefabs.CountOut(gone);
                return;
            }
            Leave(gone);
            Hang(gone, world.Apart, null, world.Apart.RootList.Count);
        }

        public void Unstash(IEngineObject item, IEngineObject parent)
        {
            GameObject back = Item(item);
            if (back.IsPrefabPart)
                prefabs.CountIn(back);
            else
                Hang(back, bound, Item(parent), PlaceBelow(Item(parent), back));
            stash.GiveBack(back);
        }

        public void BeginStep(string name)
        {
            events.NoteGroup();
            world.Undo.IncrementCurrentGroup();
            world.Undo.SetCurrentGroupName(name);
            stepGroup = world.Undo.CurrentGroup;
            stepName = name;
        }

        public UndoGroup EndStep()
        {
            world.Undo.Flush();
            string name = stepName;
            stepName = null;
            bool wrote = world.Undo.Has(stepGroup);
            world.Undo.IncrementCurrentGroup();
            return wrote ? new UndoGroup(stepGroup, name) : null;
        }

        public void DropStep()
        {
            stepName = null;
            world.Undo.Discard(stepGroup);
            world.Undo.IncrementCurrentGroup();
        }

        public void BeginSilence()
        {
            isSilent = true;
        }

        public void EndSilence()
        {
            isSilent = false;
        }

        public IReadOnlyList<EngineEvent> TakeEvents()
        {
            return events.Take();
        }

        public IPlayedScene Played { get; }

        /// <summary>Something may have changed, nobody says what; as of EditorApplication.hierarchyChanged.</summary>
        public void Touch()
        {
            events.Add(EngineEventKind.Touched);
        }

        public ITrialScene OpenTrial()
        {
            return new TrialScene(world);
        }

        public IEngineObject Wrap(GameObject item)
        {
            if (item == null)
                return null;
            WorldObject found;
            if (!wrapped.TryGetValue(item, out found))
                wrapped.Add(item, found = new WorldObject(this, item));
            return found;
        }

        /// <summary>To be called before an object is written to.</summary>
        /// <summary>What comes before the adapter switches an object on or off: where it raises, the engine does not take it.</summary>
        public System.Action<GameObject, bool> Switching { get; set; }

        public void Record(GameObject item)
        {
            if (stepName == null || isSilent)
                return;
            events.Expect(ObjectChangeKind.ChangeGameObjectOrComponentProperties, item);
            world.Undo.RecordObject(item, stepName);
        }

        /// <summary>Writes a field of the identity component, which comes with the first.</summary>
        public void Write(GameObject item, string field, JsonValue value)
        {
            Component identity = Identity(item, value);
            if (identity == null)
                return;
            Record(item);
            item.SetField(identity, field, IsNothing(value) ? null : value);
        }

        /// <summary>As <see cref="Write"/>, outside every undo step.</summary>
        public void WriteUnrecorded(GameObject item, string field, JsonValue value)
        {
            Component identity = Identity(item, value);
            if (identity == null)
                return;
            world.Undo.Flush();
            item.SetField(identity, field, IsNothing(value) ? null : value);
            bound.IsDirty = true;
        }

        public void Move(GameObject item, GameObject parent)
        {
            if (parent != null && parent.IsBelow(item))
                throw new EngineRefusal("cycle", "An object cannot hang below itself.");
            Refuse(item);
            Leave(item);
            Hang(item, bound, parent, PlaceBelow(parent, item));
        }

        string AssetPath
        {
            get { return (IsLoaded ? bound : world.Active).Path; }
        }

        bool IsShown(GameObject item)
        {
            return !item.IsHidden && !prefabs.IsOut(item);
        }

        void Hang(GameObject item, SceneData scene, GameObject parent, int index)
        {
            if (stepName == null || isSilent)
            {
                item.Attach(scene, parent, index);
                return;
            }
            events.Expect(ObjectChangeKind.ChangeGameObjectParent, item);
            world.Undo.SetParent(item, scene, parent, index, stepName);
        }

        void Leave(GameObject item)
        {
            order.Leaves(item.Parent?.InstanceId, Handles(item.Parent), item.InstanceId);
        }

        int PlaceBelow(GameObject parent, GameObject item)
        {
            return order.Returns(parent?.InstanceId, Handles(parent), item.InstanceId);
        }

        List<long> Handles(GameObject parent)
        {
            var handles = new List<long>();
            foreach (GameObject each in parent != null ? parent.Children : bound.RootList)
                handles.Add(each.InstanceId);
            return handles;
        }

        static void Refuse(GameObject item)
        {
            if (item.IsPrefabPart)
                throw new EngineRefusal(EngineRefusal.FixedPart, "“" + item.Name + "” is part of a prefab’s instance: Unity does not let it go.");
        }

        static Component Identity(GameObject item, JsonValue value)
        {
            Component identity = item.Find(Component.Identity);
            if (identity != null || IsNothing(value))
                return identity;
            item.AddComponent(identity = new Component(Component.Identity));
            return identity;
        }

        static bool IsNothing(JsonValue value)
        {
            return value == null || value.IsNull;
        }

        static GameObject Item(IEngineObject item)
        {
            return item == null ? null : ((WorldObject)item).Item;
        }

        string Hint(string name)
        {
            JsonValue value;
            return bound.Hints.TryGetValue(name, out value) ? value.AsText : null;
        }

        void SetHint(string name, JsonValue value)
        {
            if (value == null)
                bound.Hints.Remove(name);
            else
                bound.Hints[name] = value;
        }

        void Opened(SceneData scene)
        {
            bool isOnly = world.Loaded.Count == 1;
            if (!isOnly && (IsLoaded || scene.Path != boundPath))
                return;
            bound = scene;
            boundPath = scene.Path;
            IsLoaded = true;
            order.Forget();
            prefabs.Forget();
            stash.Clear();
            events.Add(EngineEventKind.Opened);
        }

        void Closed(SceneData scene)
        {
            if (scene != bound)
                return;
            IsLoaded = false;
            events.Add(EngineEventKind.Unloaded);
        }

        void Saved(SceneData scene)
        {
            boundPath = bound.Path;
        }

        void PlayModeChanged()
        {
            if (!world.IsPlaying)
                events.Add(EngineEventKind.Restored);
        }
    }
}
