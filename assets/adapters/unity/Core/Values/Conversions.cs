namespace VibeSync.Core
{
    /// <summary>Between the shared frame (glTF: right-handed, Y up) and Unity's (left-handed, Y up).</summary>
    /// <remarks>
    /// With M the mirror that negates x, an ordinary object whose world matrix is W stands in Unity at M W M. Cameras and lights
    /// look along −Z in the shared frame and along +Z in Unity, and keep looking there: theirs is M W M T, with T the half turn
    /// about Y. So an object's local matrix L becomes M L M with T on its right if it is one of them, and T⁻¹ on its left if its
    /// *parent* is. A half turn about Y only exchanges components and signs, as M does: every number stays what it was to the
    /// bit, in both directions.
    /// </remarks>
    public static class Conversions
    {
        /// <summary>Whether objects of this kind keep their own axes.</summary>
        public static bool KeepsAxes(ObjectKind kind)
        {
            return kind == ObjectKind.Camera || kind == ObjectKind.Light;
        }

        /// <summary>A shared local transform → Unity's. `parentKind` is null at the root.</summary>
        public static EngineTransform ToUnity(Transform shared, ObjectKind kind, ObjectKind? parentKind)
        {
            Vector3 position = Mirrored(shared.Translation);
            Quaternion rotation = Mirrored(shared.Rotation);
            if (IsTurned(parentKind))
            {
                position = HalfTurned(position);
                rotation = TurnedBackBefore(rotation);
            }
            if (IsTurned(kind))
                rotation = TurnedAfter(rotation);
            return new EngineTransform(position, rotation, shared.Scale);
        }

        /// <summary>Unity's local transform → the shared one in canonical form. Raises UnrepresentableException for what is not
        /// finite.</summary>
        public static Transform ToCanonical(EngineTransform local, ObjectKind kind, ObjectKind? parentKind)
        {
            Vector3 position = local.Position;
            Quaternion rotation = local.Rotation;
            if (IsTurned(kind))
                rotation = TurnedBackAfter(rotation);
            if (IsTurned(parentKind))
            {
                position = HalfTurned(position);
                rotation = TurnedBefore(rotation);
            }
            return new Transform(Mirrored(position), Mirrored(rotation), local.Scale).Canonical();
        }

        static bool IsTurned(ObjectKind? kind)
        {
            return kind.HasValue && KeepsAxes(kind.Value);
        }

        // Subtracting from zero, since Unity shows and keeps a negative zero.
        static Vector3 Mirrored(Vector3 value)
        {
            return new Vector3(0f - value.X, value.Y, value.Z);
        }

        static Quaternion Mirrored(Quaternion value)
        {
            return new Quaternion(value.X, 0f - value.Y, 0f - value.Z, value.W);
        }

        /// <summary>T v, which is T⁻¹ v as well.</summary>
        static Vector3 HalfTurned(Vector3 value)
        {
            return new Vector3(0f - value.X, value.Y, 0f - value.Z);
        }

        /// <summary>q T, with T = (0, 1, 0, 0).</summary>
        static Quaternion TurnedAfter(Quaternion q)
        {
            return new Quaternion(0f - q.Z, q.W, q.X, 0f - q.Y);
        }

        /// <summary>q T⁻¹</summary>
        static Quaternion TurnedBackAfter(Quaternion q)
        {
            return new Quaternion(q.Z, 0f - q.W, 0f - q.X, q.Y);
        }

        /// <summary>T q</summary>
        static Quaternion TurnedBefore(Quaternion q)
        {
            return new Quaternion(q.Z, q.W, 0f - q.X, 0f - q.Y);
        }

        /// <summary>T⁻¹ q</summary>
        static Quaternion TurnedBackBefore(Quaternion q)
        {
            return new Quaternion(0f - q.Z, 0f - q.W, q.X, q.Y);
        }
    }
}
