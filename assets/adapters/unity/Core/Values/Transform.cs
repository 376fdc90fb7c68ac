using System;

namespace VibeSync.Core
{
    /// <summary>A local transform in the shared frame (right-handed, Y up): translation in metres, unit rotation, scale.</summary>
    public readonly struct Transform : IEquatable<Transform>
    {
        public static readonly Transform Identity = new Transform(Vector3.Zero, Quaternion.Identity, Vector3.One);

        public Transform(Vector3 translation, Quaternion rotation, Vector3 scale)
        {
            Translation = translation;
            Rotation = rotation;
            Scale = scale;
        }

        /// <summary>Metres.</summary>
        public Vector3 Translation { get; }

        public Quaternion Rotation { get; }

        public Vector3 Scale { get; }

        /// <summary>Raises UnrepresentableException for what is not finite.</summary>
        public Transform Canonical()
        {
            return new Transform(Translation.Canonical(), Rotation.Canonical(), Scale.Canonical());
        }

        /// <summary>Canonical. Raises ProtocolError.</summary>
        public static Transform FromJson(JsonValue value, string path)
        {
            var fields = new JsonFields(value, path);
            var read = new Transform(
                Vector3.FromJson(fields.Take("translation"), fields.PathOf("translation")),
                Quaternion.FromJson(fields.Take("rotation"), fields.PathOf("rotation")),
                Vector3.FromJson(fields.Take("scale"), fields.PathOf("scale")));
            fields.End();
            return read;
        }

        public JsonValue ToJson()
        {
            return JsonValue.Object(
                JsonValue.Member("translation", Translation.ToJson()),
                JsonValue.Member("rotation", Rotation.ToJson()),
                JsonValue.Member("scale", Scale.ToJson()));
        }

        public bool Equals(Transform other)
        {
            return Translation == other.Translation && Rotation == other.Rotation && Scale == other.Scale;
        }

        public override bool Equals(object other)
        {
            return other is Transform transform && Equals(transform);
        }

        public override int GetHashCode()
        {
            return (Translation.GetHashCode() * 31 + Rotation.GetHashCode()) * 31 + Scale.GetHashCode();
        }

        public static bool operator ==(Transform a, Transform b)
        {
            return a.Equals(b);
        }

        public static bool operator !=(Transform a, Transform b)
        {
            return !a.Equals(b);
        }
    }
}
