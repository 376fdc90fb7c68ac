namespace VibeSync.Core
{
    /// <summary>A known object: what is written, and where it then has to be in Unity's world.</summary>
    public sealed class ConversionPose
    {
        public ConversionPose(
            string name, ObjectKind kind, int? parent, Transform transform, WorldPlace place, Vector3? looks)
        {
            Name = name;
            Kind = kind;
            Parent = parent;
            Transform = transform;
            Place = place;
            Looks = looks;
        }

        public string Name { get; }

        public ObjectKind Kind { get; }

        /// <summary>Which of the poses before it, or null.</summary>
        public int? Parent { get; }

        /// <summary>Shared and local.</summary>
        public Transform Transform { get; }

        public WorldPlace Place { get; }

        /// <summary>Which way it looks or shines, of length one; null for what does neither.</summary>
        public Vector3? Looks { get; }
    }
}
