using System;

namespace VibeSync.Core
{
    /// <summary>A place of its own for trying something out: never part of a scene that is shown or saved, without undo steps, and
    /// nobody is told of it. Disposing takes everything in it away.</summary>
    public interface ITrialScene : IDisposable
    {
        /// <summary>A new object of this kind below another one of this scene, or at the root where that is null, with identity
        /// local transform.</summary>
        ITrialObject Create(ObjectKind kind, ITrialObject parent);
    }

    public interface ITrialObject
    {
        /// <summary>Written and read as those of shared objects are.</summary>
        EngineTransform Local { get; set; }

        /// <summary>Where the engine itself says that it is.</summary>
        WorldPlace World { get; }
    }

    /// <summary>A place in the engine's world: an object's axes, each as long as it is scaled, and where it stands, in metres. Shear
    /// shows in it.</summary>
    public readonly struct WorldPlace
    {
        public WorldPlace(Vector3 x, Vector3 y, Vector3 z, Vector3 origin)
        {
            X = x;
            Y = y;
            Z = z;
            Origin = origin;
        }

        public Vector3 X { get; }

        public Vector3 Y { get; }

        public Vector3 Z { get; }

        public Vector3 Origin { get; }
    }
}
