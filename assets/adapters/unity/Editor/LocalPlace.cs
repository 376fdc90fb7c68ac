using VibeSync.Core;
using Quaternion = UnityEngine.Quaternion;
using Transform = UnityEngine.Transform;
using Vector3 = UnityEngine.Vector3;

namespace VibeSync.Editor
{
    /// <summary>A Transform's own values, as the core has them.</summary>
    static class LocalPlace
    {
        public static EngineTransform Read(Transform place)
        {
            Vector3 position = place.localPosition;
            Quaternion rotation = place.localRotation;
            Vector3 scale = place.localScale;
            return new EngineTransform(
                new Core.Vector3(position.x, position.y, position.z),
                new Core.Quaternion(rotation.x, rotation.y, rotation.z, rotation.w),
                new Core.Vector3(scale.x, scale.y, scale.z));
        }

        public static void Write(Transform place, EngineTransform value)
        {
            place.localPosition = new Vector3(value.Position.X, value.Position.Y, value.Position.Z);
            place.localRotation = new Quaternion(value.Rotation.X, value.Rotation.Y, value.Rotation.Z, value.Rotation.W);
            place.localScale = new Vector3(value.Scale.X, value.Scale.Y, value.Scale.Z);
        }
    }
}
