using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.World
{
    /// <summary>One GameObject as the adapter sees it.</summary>
    public sealed class WorldObject : IEngineObject
    {
        const string IdField = "id";
        const string KindField = "kind";
        const string SharedNameField = "shared_name";
        const string OwnNameField = "own_name";
        const string ViewportField = "viewport";
        const string RenderField = "render";
        public const string PropertyPrefix = "property:";

        static readonly IReadOnlyList<KeyValuePair<string, JsonValue>> NoProperties = new KeyValuePair<string, JsonValue>[0];

        readonly WorldScene scene;

        public WorldObject(WorldScene scene, GameObject item)
        {
            this.scene = scene;
            Item = item;
        }

        public GameObject Item { get; }

        public long Handle
        {
            get { return Item.InstanceId; }
        }

        public bool IsAlive
        {
            get { return Item.Scene != null; }
        }

        public string Id
        {
            get { return Read().Field(IdField)?.AsText; }
            set
            {
                scene.WriteUnrecorded(Item, IdField, JsonValue.Text(value));
                scene.WriteUnrecorded(Item, KindField, value == null ? JsonValue.Null : JsonValue.Text(KindOf(Item).Word()));
                scene.WriteUnrecorded(Item, SharedNameField, null);
                scene.WriteUnrecorded(Item, OwnNameField, null);
            }
        }

        public string Name
        {
            get { return Read().Item.Name; }
            set
            {
                scene.Record(Item);
                Item.SetName(value);
            }
        }

        public KeptName? KeptName
        {
            get
            {
                JsonValue shared = Read().Field(SharedNameField);
                return shared == null ? (KeptName?)null : new KeptName(shared.AsText, Field(OwnNameField).AsText);
            }

            set
            {
                scene.Write(Item, SharedNameField, JsonValue.Text(value?.Shared));
                scene.Write(Item, OwnNameField, JsonValue.Text(value?.Own));
            }
        }

        public ObjectKind Kind
        {
            get
            {
                JsonValue fixedKind = Read().Field(KindField);
                return fixedKind != null && ObjectKinds.TryParse(fixedKind.AsText, out ObjectKind kind) ? kind : KindOf(Item);
            }
        }

        public bool IsShareable
        {
            get { return !Read().Item.IsHidden && Item.Find("RectTransform") == null; }
        }

        public IEngineObject Parent
        {
            get { return scene.Wrap(Read().Item.Parent); }
        }

        public IEngineObject Whole
        {
            get { return scene.Wrap(PrefabInstances.RootOf(Item)); }
        }

        public void SetParent(IEngineObject parent)
        {
            scene.Move(Item, parent == null ? null : ((WorldObject)parent).Item);
        }

        public EngineTransform Local
        {
            get { return new EngineTransform(Read().Item.Position, Item.Rotation, Item.Scale); }
            set
            {
                scene.Record(Item);
                if (Item.Position != value.Position)
                    Item.SetPosition(value.Position);
                if (Item.Rotation != value.Rotation)
                    Item.SetRotation(value.Rotation);
                if (Item.Scale != value.Scale)
                    Item.SetScale(value.Scale);
            }
        }

        public bool IsActive
        {
            get { return Read().Item.IsActive; }
            set
            {
                scene.Switching?.Invoke(Item, value);
                scene.Record(Item);
                Item.SetActive(value);
            }
        }

        public Visibility? WrittenVisibility
        {
            get
            {
                JsonValue viewport = Read().Field(ViewportField);
                return viewport == null ? (Visibility?)null : new Visibility(viewport.AsBoolean, Field(RenderField).AsBoolean);
            }

            set
            {
                scene.Write(Item, ViewportField, value == null ? JsonValue.Null : JsonValue.Boolean(value.Value.Viewport));
                scene.Write(Item, RenderField, value == null ? JsonValue.Null : JsonValue.Boolean(value.Value.Render));
            }
        }

        public IReadOnlyList<KeyValuePair<string, JsonValue>> Properties
        {
            get
            {
                Component identity = Read().Item.Find(Component.Identity);
                List<KeyValuePair<string, JsonValue>> found = null;
                // Without an enumerator: an object that has none costs nothing.
                for (int index = 0; identity != null && index < identity.Fields.Count; index += 1)
                {
                    string field = identity.Fields.Keys[index];
                    if (!field.StartsWith(PropertyPrefix, System.StringComparison.Ordinal))
                        continue;
                    found = found ?? new List<KeyValuePair<string, JsonValue>>();
                    found.Add(
                        new KeyValuePair<string, JsonValue>(field.Substring(PropertyPrefix.Length), identity.Fields.Values[index]));
                }
                return found ?? NoProperties;
            }
        }

        public void SetProperty(string key, JsonValue value)
        {
            scene.Write(Item, PropertyPrefix + key, value);
        }

        public DrivenFacets Driven
        {
            get { return Read().Item.Find(EditorWorld.DrivenBy) != null ? DrivenFacets.Transform : DrivenFacets.None; }
        }

        public static ObjectKind KindOf(GameObject item)
        {
            if (item.Find(Component.Camera) != null)
                return ObjectKind.Camera;
            if (item.Find(Component.Light) != null)
                return ObjectKind.Light;
            return item.Find(Component.Mesh) != null ? ObjectKind.Mesh : ObjectKind.Empty;
        }

        /// <summary>Something of it is read now.</summary>
        WorldObject Read()
        {
            scene.Reads += 1;
            return this;
        }

        JsonValue Field(string name)
        {
            JsonValue value;
            Component identity = Item.Find(Component.Identity);
            return identity != null && identity.Fields.TryGetValue(name, out value) ? value : null;
        }
    }
}
