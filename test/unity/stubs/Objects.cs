// UnityEngine's objects, as far as the package uses them. Addresses: see README.md in this folder for what precedes them.
using System;
using System.Collections.Generic;
using UnityEngine.SceneManagement;

namespace UnityEngine
{
    // Object.html
    public class Object
    {
        internal bool isDestroyed;
        readonly int number;
        static int lastNumber;

        // Object-operator_eq.html: its example makes one
        public Object()
        {
            number = --lastNumber;
            Numbers[number] = this;
        }

        internal static readonly Dictionary<int, Object> Numbers = new Dictionary<int, Object>();

        internal int Number
        {
            get { return number; }
        }

        // Object-name.html
        public virtual string name { get; set; } = "";

        // Object-hideFlags.html
        public HideFlags hideFlags { get; set; }

#if UNITY_6000_3_OR_NEWER
        // Object.GetEntityId.html, from 6.2 on
        public EntityId GetEntityId()
        {
            return new EntityId(number);
        }

#if UNITY_6000_5_OR_NEWER
        // Object.GetInstanceID.html: the compiler warns of it from 6.3 on, and refuses it from 6.5 on
        [Obsolete("Use GetEntityId.", true)]
#else
        [Obsolete("Use GetEntityId.")]
#endif
#endif
        public int GetInstanceID()
        {
            return number;
        }

        // Object.DestroyImmediate.html
        public static void DestroyImmediate(Object obj)
        {
            Destruction.Destroy(obj);
        }

        public override bool Equals(object other)
        {
            return this == other as Object;
        }

        public override int GetHashCode()
        {
            return number;
        }

        // Object-operator_eq.html: what is destroyed equals null
        public static bool operator ==(Object x, Object y)
        {
            bool noX = (object)x == null || x.isDestroyed;
            bool noY = (object)y == null || y.isDestroyed;
            if (noX || noY)
                return noX && noY && ((object)x == null || (object)y == null || x.number == y.number);
            return x.number == y.number;
        }

        // Object-operator_ne.html
        public static bool operator !=(Object x, Object y)
        {
            return !(x == y);
        }
    }

#if UNITY_6000_3_OR_NEWER
    // EntityId.html, from 6.2 on
    public struct EntityId : IEquatable<EntityId>
    {
        internal readonly int Number;

        internal EntityId(int number)
        {
            Number = number;
        }

        // EntityId.Equals.html
        public bool Equals(EntityId other)
        {
            return Number == other.Number;
        }

        public override bool Equals(object obj)
        {
            return obj is EntityId && Equals((EntityId)obj);
        }

        public override int GetHashCode()
        {
            return Number;
        }

#if !UNITY_6000_4_OR_NEWER
        // The Manual of 6.3, instanceid-to-entityid-migration.html: both conversions are silent there. From 6.4 on the compiler warns.
        public static implicit operator EntityId(int number)
        {
            return new EntityId(number);
        }

        // The Manual of 6.3, instanceid-to-entityid-migration.html: the other one.
        public static implicit operator int(EntityId id)
        {
            return id.Number;
        }
#endif
    }
#endif

    // HideFlags.html
    [Flags]
    public enum HideFlags
    {
        None = 0,
        HideInHierarchy = 1,
        HideInInspector = 2,
        DontSaveInEditor = 4,
        NotEditable = 8,
        DontSaveInBuild = 16,
        DontUnloadUnusedAsset = 32,
        DontSave = 52,
        HideAndDontSave = 61,
    }

    // ScriptableObject.html
    public class ScriptableObject : Object
    {
    }

    // Component.html
    public class Component : Object
    {
        // Component-gameObject.html
        public GameObject gameObject { get; internal set; }

        // Component-transform.html
        public Transform transform
        {
            get { return gameObject.transform; }
        }

        public override string name
        {
            get { return gameObject.name; }
            set { gameObject.name = value; }
        }
    }

    // Behaviour.html
    public class Behaviour : Component
    {
    }

    // MonoBehaviour.html
    public class MonoBehaviour : Behaviour
    {
    }

    // Camera.html
    public sealed class Camera : Behaviour
    {
        // Camera-orthographic.html
        public bool orthographic { get; set; }

        // Camera-orthographicSize.html: half of the height
        public float orthographicSize { get; set; }

        // Camera-fieldOfView.html: vertical, in degrees
        public float fieldOfView { get; set; }

        // Camera-nearClipPlane.html
        public float nearClipPlane { get; set; }

        // Camera-farClipPlane.html
        public float farClipPlane { get; set; }
    }

    // Light.html
    public sealed class Light : Behaviour
    {
    }

    // Renderer.html
    public class Renderer : Component
    {
    }

    // MeshRenderer.html
    public class MeshRenderer : Renderer
    {
    }

    // MeshFilter.html
    public sealed class MeshFilter : Component
    {
        // MeshFilter-sharedMesh.html
        public Mesh sharedMesh { get; set; }
    }

    // Mesh.html
    public sealed class Mesh : Object
    {
        // Mesh-bounds.html
        public Bounds bounds { get; set; }
    }

    // GameObject.html
    public sealed class GameObject : Object
    {
        readonly List<Component> components = new List<Component>();
        internal Scene place;

        // GameObject-ctor.html
        public GameObject(string name)
        {
            this.name = name;
            Bind(new Transform());
            SceneManager.GetActiveScene().Take(this);
            activeSelf = true;
        }

        // GameObject-activeSelf.html
        public bool activeSelf { get; private set; }

        // GameObject-scene.html
        public Scene scene
        {
            get { return transform.root.gameObject.place; }
        }

        // GameObject-tag.html
        public string tag { get; set; } = "Untagged";

        // GameObject-transform.html
        public Transform transform { get; private set; }

        // GameObject.SetActive.html
        public void SetActive(bool value)
        {
            activeSelf = value;
        }

        // GameObject.AddComponent.html
        public T AddComponent<T>() where T : Component
        {
            var added = Activator.CreateInstance<T>();
            Bind(added);
            return added;
        }

        // GameObject.TryGetComponent.html
        public bool TryGetComponent<T>(out T component)
        {
            component = (T)(object)components.Find(each => each is T && !each.isDestroyed);
            return component != null;
        }

        // GameObject.GetComponents.html
        public void GetComponents<T>(List<T> results)
        {
            results.Clear();
            foreach (Component each in components)
                if (each is T && !each.isDestroyed)
                    results.Add((T)(object)each);
        }

        void Bind(Component added)
        {
            added.gameObject = this;
            components.Add(added);
            if (added is Transform)
                transform = (Transform)added;
        }

        /// <summary>For checks: an object whose place comes from anchors.</summary>
        internal void BindRect()
        {
            components.Clear();
            Bind(new RectTransform());
        }

        internal IEnumerable<Component> All
        {
            get { return components; }
        }
    }

    // Resources.html
    public sealed class Resources
    {
        // Resources.FindObjectsOfTypeAll.html: also what is hidden or not active
        public static T[] FindObjectsOfTypeAll<T>() where T : Object
        {
            var found = new List<T>();
            foreach (Object each in Object.Numbers.Values)
                if (each is T && !each.isDestroyed)
                    found.Add((T)each);
            return found.ToArray();
        }
    }

    // Debug.html
    public class Debug
    {
        internal static readonly List<string> Warnings = new List<string>();

        // Debug.LogWarning.html
        public static void LogWarning(object message, Object context)
        {
            Warnings.Add((string)message);
        }

        // Debug.LogException.html
        public static void LogException(Exception exception)
        {
            Warnings.Add(exception.ToString());
        }
    }

    // Application.html
    public class Application
    {
        // Application-dataPath.html
        public static string dataPath
        {
            get { return "/projects/street/Assets"; }
        }

        // Application-unityVersion.html
        public static string unityVersion
        {
            get { return "2022.3.0f1"; }
        }
    }

    /// <summary>What destroying does, with undo or without.</summary>
    static class Destruction
    {
        public static void Destroy(Object destroyed)
        {
            destroyed.isDestroyed = true;
            var item = destroyed as GameObject;
            if ((object)item == null)
                return;
            foreach (Transform child in item.transform.Children())
                Destroy(child.gameObject);
            foreach (Component each in item.All)
                each.isDestroyed = true;
            item.transform.Leave();
        }
    }
}
