using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.World
{
    /// <summary>A component of one type with its serialised fields.</summary>
    public sealed class Component
    {
        public const string Identity = "VibeSyncIdentity";
        public const string Mesh = "MeshFilter";
        public const string Light = "Light";
        public const string Camera = "Camera";

        public Component(string type)
        {
            Type = type;
        }

        public string Type { get; }

        public SortedList<string, JsonValue> Fields { get; private set; }
            = new SortedList<string, JsonValue>(System.StringComparer.Ordinal);

        public Component Copy()
        {
            var copy = new Component(Type);
            foreach (KeyValuePair<string, JsonValue> each in Fields)
                copy.Fields[each.Key] = each.Value;
            return copy;
        }
    }

    /// <summary>A GameObject with its Transform: values are local to the parent, left-handed, Y up, 32-bit floats.</summary>
    /// <remarks>Every write goes through a method here and is counted in <see cref="Writes"/>, also where it changes nothing.</remarks>
    public sealed class GameObject
    {
        readonly List<GameObject> children = new List<GameObject>();
        readonly List<Component> components = new List<Component>();

        public GameObject(long instanceId, string name)
        {
            InstanceId = instanceId;
            Name = name;
            IsActive = true;
            Rotation = Quaternion.Identity;
            Scale = Vector3.One;
        }

        /// <summary>Unique as long as the object is loaded; another after a reload.
        /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/Object.GetInstanceID.html</summary>
        public long InstanceId { get; set; }

        public string Name { get; private set; }

        public bool IsActive { get; private set; }

        public Vector3 Position { get; private set; }

        public Quaternion Rotation { get; private set; }

        public Vector3 Scale { get; private set; }

        public GameObject Parent { get; private set; }

        /// <summary>The scene that it is in; null once it is destroyed.</summary>
        public SceneData Scene { get; private set; }

        public IReadOnlyList<GameObject> Children
        {
            get { return children; }
        }

        public IReadOnlyList<Component> Components
        {
            get { return components; }
        }

        /// <summary>Whether it is the root of a prefab's instance.</summary>
        public bool IsPrefabRoot { get; set; }

        /// <summary>Whether it is an inner part of a prefab's instance: it can be neither moved elsewhere nor deleted.
        /// https://docs.unity3d.com/2022.3/Documentation/Manual/PrefabInstanceOverrides.html (from 2022.2 on a deletion can be an
        /// override; this world keeps to the older, narrower rule)</summary>
        public bool IsPrefabPart { get; set; }

        /// <summary>Not shown in the hierarchy and not saved, as HideFlags.HideAndDontSave.</summary>
        public bool IsHidden { get; set; }

        public int Writes { get; set; }

        /// <summary>A script that runs when the place is written, as OnValidate may, and keeps this height.</summary>
        public float? KeptHeight { get; set; }

        /// <summary>Whether writing the rotation normalises it in 32 bits, as the scripting interface does.</summary>
        public static bool NormalisesRotations { get; set; }

        public void SetName(string name)
        {
            Writes += 1;
            Name = name;
        }

        public void SetActive(bool active)
        {
            Writes += 1;
            IsActive = active;
        }

        public void SetPosition(Vector3 position)
        {
            Writes += 1;
            Position = KeptHeight.HasValue ? new Vector3(position.X, KeptHeight.Value, position.Z) : position;
        }

        public void SetRotation(Quaternion rotation)
        {
            Writes += 1;
            Rotation = NormalisesRotations ? Normalised(rotation) : rotation;
        }

        public void SetScale(Vector3 scale)
        {
            Writes += 1;
            Scale = scale;
        }

        /// <summary>As loading or copying does it: bit for bit, past every setter.</summary>
        public void Restore(Vector3 position, Quaternion rotation, Vector3 scale)
        {
            Position = position;
            Rotation = rotation;
            Scale = scale;
        }

        public Component Find(string type)
        {
            foreach (Component each in components)
                if (each.Type == type)
                    return each;
            return null;
        }

        public void AddComponent(Component component)
        {
            Writes += 1;
            components.Add(component);
        }

        public void RemoveComponent(Component component)
        {
            Writes += 1;
            components.Remove(component);
        }

        /// <summary>Sets a field of a component or, with null, takes it away.</summary>
        public void SetField(Component component, string field, JsonValue value)
        {
            Writes += 1;
            if (value == null)
                component.Fields.Remove(field);
            else
                component.Fields[field] = value;
        }

        /// <summary>Hangs it into a scene, below a parent of it or at its root, at this place among its siblings.</summary>
        public void Attach(SceneData scene, GameObject parent, int index)
        {
            Writes += 1;
            Detach();
            List<GameObject> siblings = parent != null ? parent.children : scene.RootList;
            siblings.Insert(index < siblings.Count ? index : siblings.Count, this);
            Parent = parent;
            SetScene(scene);
        }

        /// <summary>Takes it out of its scene, with everything below it.</summary>
        public void Detach()
        {
            if (Parent != null)
                Parent.children.Remove(this);
            else if (Scene != null)
                Scene.RootList.Remove(this);
            Parent = null;
            SetScene(null);
        }

        public int SiblingIndex
        {
            get { return (Parent != null ? Parent.children : Scene.RootList).IndexOf(this); }
        }

        public bool IsBelow(GameObject other)
        {
            for (GameObject each = this; each != null; each = each.Parent)
                if (each == other)
                    return true;
            return false;
        }

        /// <summary>It and everything below it, parents before their children, in sibling order.</summary>
        public IEnumerable<GameObject> Hierarchy()
        {
            yield return this;
            foreach (GameObject child in children)
                foreach (GameObject each in child.Hierarchy())
                    yield return each;
        }

        void SetScene(SceneData scene)
        {
            foreach (GameObject each in Hierarchy())
                each.Scene = scene;
        }

        static Quaternion Normalised(Quaternion rotation)
        {
            float square = rotation.X * rotation.X;
            square = (float)(square + (float)(rotation.Y * rotation.Y));
            square = (float)(square + (float)(rotation.Z * rotation.Z));
            square = (float)(square + (float)(rotation.W * rotation.W));
            float length = (float)System.Math.Sqrt(square);
            return new Quaternion(rotation.X / length, rotation.Y / length, rotation.Z / length, rotation.W / length);
        }
    }

    /// <summary>A loaded scene: its root objects in order, and whether it differs from its file.</summary>
    public sealed class SceneData
    {
        public SceneData(string path)
        {
            Path = path;
        }

        /// <summary>The file's path; null for a new scene.</summary>
        public string Path { get; set; }

        public bool IsDirty { get; set; }

        public List<GameObject> RootList { get; } = new List<GameObject>();

        /// <summary>The fields of the hidden object that holds the adapter's hints of this scene.</summary>
        public SortedDictionary<string, JsonValue> Hints { get; } = new SortedDictionary<string, JsonValue>(System.StringComparer.Ordinal);

        public IEnumerable<GameObject> All()
        {
            foreach (GameObject root in RootList)
                foreach (GameObject each in root.Hierarchy())
                    yield return each;
        }
    }
}
