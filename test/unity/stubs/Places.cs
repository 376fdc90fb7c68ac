// Transforms and scenes. Addresses: see README.md in this folder for what precedes them.
using System.Collections.Generic;

namespace UnityEngine
{
    // Vector3.html
    public struct Vector3
    {
        // Vector3-x.html
        public float x;
        public float y;
        public float z;

        // Vector3-ctor.html
        public Vector3(float x, float y, float z)
        {
            this.x = x;
            this.y = y;
            this.z = z;
        }
    }

    // Bounds.html
    public struct Bounds
    {
        // Bounds-min.html
        public Vector3 min { get; set; }

        // Bounds-max.html
        public Vector3 max { get; set; }
    }

    // Quaternion.html
    public struct Quaternion
    {
        // Quaternion-x.html
        public float x;
        public float y;
        public float z;
        public float w;

        // Quaternion-ctor.html
        public Quaternion(float x, float y, float z, float w)
        {
            this.x = x;
            this.y = y;
            this.z = z;
            this.w = w;
        }
    }

    // Vector4.html
    public struct Vector4
    {
        // Vector4-x.html
        public float x;
        public float y;
        public float z;
        public float w;

        // Vector4-ctor.html
        public Vector4(float x, float y, float z, float w)
        {
            this.x = x;
            this.y = y;
            this.z = z;
            this.w = w;
        }
    }

    // Matrix4x4.html
    public struct Matrix4x4
    {
        Vector4[] columns;

        // Matrix4x4.GetColumn.html
        public Vector4 GetColumn(int index)
        {
            return columns[index];
        }

        /// <summary>Of a Transform, by where it has its own axes and its origin.</summary>
        internal static Matrix4x4 Of(Transform place)
        {
            return new Matrix4x4
            {
                columns = new[]
                {
                    place.ToWorld(new Vector4(1f, 0f, 0f, 0f)),
                    place.ToWorld(new Vector4(0f, 1f, 0f, 0f)),
                    place.ToWorld(new Vector4(0f, 0f, 1f, 0f)),
                    place.ToWorld(new Vector4(0f, 0f, 0f, 1f)),
                },
            };
        }
    }

    // Transform.html
    public class Transform : Component
    {
        readonly List<Transform> children = new List<Transform>();
        Transform up;

        // Transform-localPosition.html
        public Vector3 localPosition { get; set; }

        // Transform-localRotation.html
        public Quaternion localRotation { get; set; } = new Quaternion(0f, 0f, 0f, 1f);

        // Transform-localScale.html
        public Vector3 localScale { get; set; } = new Vector3(1f, 1f, 1f);

        // Transform-position.html: here of parents that neither turn nor scale
        public Vector3 position
        {
            get
            {
                if (up == null)
                    return localPosition;
                Vector3 above = up.position;
                return new Vector3(above.x + localPosition.x, above.y + localPosition.y, above.z + localPosition.z);
            }
        }

        // Transform-rotation.html
        public Quaternion rotation
        {
            get { return localRotation; }
        }

        // Transform-lossyScale.html
        public Vector3 lossyScale
        {
            get { return localScale; }
        }

        // Transform-localToWorldMatrix.html
        public Matrix4x4 localToWorldMatrix
        {
            get { return Matrix4x4.Of(this); }
        }

        // Transform-parent.html
        public Transform parent
        {
            get { return up; }
        }

        // Transform-root.html
        public Transform root
        {
            get { return up == null ? this : up.root; }
        }

        // Transform-childCount.html
        public int childCount
        {
            get { return children.Count; }
        }

        // Transform.GetChild.html
        public Transform GetChild(int index)
        {
            return children[index];
        }

        // Transform.SetParent.html
        public void SetParent(Transform parent, bool worldPositionStays)
        {
            SceneManagement.Scene from = gameObject.scene;
            Leave();
            up = parent;
            if (parent != null)
                parent.children.Add(this);
            else
                from.Take(gameObject);
        }

        // Transform.GetSiblingIndex.html
        public int GetSiblingIndex()
        {
            return up != null ? up.children.IndexOf(this) : gameObject.place.Roots.IndexOf(gameObject);
        }

        // Transform.SetSiblingIndex.html
        public void SetSiblingIndex(int index)
        {
            if (up != null)
            {
                up.children.Remove(this);
                up.children.Insert(index, this);
            }
            else
            {
                gameObject.place.Roots.Remove(gameObject);
                gameObject.place.Roots.Insert(index, gameObject);
            }
        }

        /// <summary>A point (w = 1) or a direction (w = 0): scaled, turned, moved, by each Transform up to the root.</summary>
        internal Vector4 ToWorld(Vector4 own)
        {
            float x = own.x * localScale.x, y = own.y * localScale.y, z = own.z * localScale.z;
            Quaternion q = localRotation;
            // Twice the axis' cross product with the vector, and that crossed once more.
            float a = 2f * (q.y * z - q.z * y), b = 2f * (q.z * x - q.x * z), c = 2f * (q.x * y - q.y * x);
            var above = new Vector4(
                x + q.w * a + q.y * c - q.z * b + own.w * localPosition.x,
                y + q.w * b + q.z * a - q.x * c + own.w * localPosition.y,
                z + q.w * c + q.x * b - q.y * a + own.w * localPosition.z,
                own.w);
            return up == null ? above : up.ToWorld(above);
        }

        internal IEnumerable<Transform> Children()
        {
            return children.ToArray();
        }

        internal void Leave()
        {
            if (up != null)
                up.children.Remove(this);
            else if (gameObject.place.IsValid())
                gameObject.place.Roots.Remove(gameObject);
            up = null;
        }
    }

    // RectTransform.html
    public sealed class RectTransform : Transform
    {
    }
}

namespace UnityEngine.Animations
{
    // Animations.IConstraint.html
    public interface IConstraint
    {
        // Animations.IConstraint-constraintActive.html
        bool constraintActive { get; set; }
    }

    // Animations.ParentConstraint.html
    public sealed class ParentConstraint : Behaviour, IConstraint
    {
        // Animations.ParentConstraint-constraintActive.html
        public bool constraintActive { get; set; }
    }
}

namespace UnityEngine.SceneManagement
{
    // SceneManagement.Scene.html
    public struct Scene
    {
        readonly Contents contents;

        internal sealed class Contents
        {
            public readonly List<GameObject> Roots = new List<GameObject>();
            public string Path = "";
            public bool IsLoaded = true;
            public bool IsDirty;
        }

        internal Scene(Contents contents)
        {
            this.contents = contents;
        }

        internal Contents Inner
        {
            get { return contents; }
        }

        internal List<GameObject> Roots
        {
            get { return contents.Roots; }
        }

        internal void Take(GameObject item)
        {
            if (item.place.contents != null)
                item.place.contents.Roots.Remove(item);
            item.place = this;
            if (contents != null && item.transform.parent == null)
                contents.Roots.Add(item);
        }

        // SceneManagement.Scene-isDirty.html
        public bool isDirty
        {
            get { return contents.IsDirty; }
        }

        // SceneManagement.Scene-isLoaded.html
        public bool isLoaded
        {
            get { return contents != null && contents.IsLoaded; }
        }

        // SceneManagement.Scene-path.html
        public string path
        {
            get { return contents == null ? "" : contents.Path; }
        }

        // SceneManagement.Scene-rootCount.html
        public int rootCount
        {
            get { return contents.Roots.Count; }
        }

        // SceneManagement.Scene.GetRootGameObjects.html
        public GameObject[] GetRootGameObjects()
        {
            return contents.Roots.ToArray();
        }

        // SceneManagement.Scene.IsValid.html
        public bool IsValid()
        {
            return contents != null;
        }

        // SceneManagement.Scene-operator_eq.html
        public static bool operator ==(Scene lhs, Scene rhs)
        {
            return lhs.contents == rhs.contents;
        }

        // SceneManagement.Scene-operator_ne.html
        public static bool operator !=(Scene lhs, Scene rhs)
        {
            return lhs.contents != rhs.contents;
        }

        public override bool Equals(object other)
        {
            return other is Scene && this == (Scene)other;
        }

        public override int GetHashCode()
        {
            return contents == null ? 0 : contents.GetHashCode();
        }
    }

    // SceneManagement.SceneManager.html
    public class SceneManager
    {
        internal static readonly List<Scene> Open = new List<Scene> { new Scene(new Scene.Contents()) };

        // SceneManagement.SceneManager-sceneCount.html
        public static int sceneCount
        {
            get { return Open.Count; }
        }

        // SceneManagement.SceneManager.GetActiveScene.html
        public static Scene GetActiveScene()
        {
            return Open[0];
        }

        // SceneManagement.SceneManager.GetSceneAt.html
        public static Scene GetSceneAt(int index)
        {
            return Open[index];
        }

        // SceneManagement.SceneManager.MoveGameObjectToScene.html
        public static void MoveGameObjectToScene(GameObject go, Scene scene)
        {
            scene.Take(go);
        }
    }
}
