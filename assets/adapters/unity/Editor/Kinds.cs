using System;
using UnityEngine;
using VibeSync.Core;

namespace VibeSync.Editor
{
    /// <summary>The shared kinds of objects, as the components that make a GameObject one of them.</summary>
    static class Kinds
    {
        public static ObjectKind Of(GameObject item)
        {
            Camera camera;
            Light light;
            Renderer renderer;
            if (item.TryGetComponent(out camera))
                return ObjectKind.Camera;
            if (item.TryGetComponent(out light))
                return ObjectKind.Light;
            return item.TryGetComponent(out renderer) ? ObjectKind.Mesh : ObjectKind.Empty;
        }

        /// <summary>What an object of this kind starts with.</summary>
        public static void AddData(GameObject made, ObjectKind kind)
        {
            switch (kind)
            {
                case ObjectKind.Camera:
                    made.AddComponent<Camera>();
                    break;
                case ObjectKind.Light:
                    made.AddComponent<Light>();
                    break;
                case ObjectKind.Mesh:
                    made.AddComponent<MeshFilter>();
                    made.AddComponent<MeshRenderer>();
                    break;
                case ObjectKind.Empty:
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(kind));
            }
        }
    }
}
