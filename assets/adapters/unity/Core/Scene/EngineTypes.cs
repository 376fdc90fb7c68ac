using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>A local transform as the engine stores it: 32-bit floats in the engine's frame.</summary>
    public readonly struct EngineTransform
    {
        public EngineTransform(Vector3 position, Quaternion rotation, Vector3 scale)
        {
            Position = position;
            Rotation = rotation;
            Scale = scale;
        }

        /// <summary>Metres.</summary>
        public Vector3 Position { get; }

        public Quaternion Rotation { get; }

        public Vector3 Scale { get; }

        public bool IsSame(EngineTransform other)
        {
            return Position == other.Position && Rotation == other.Rotation && Scale == other.Scale;
        }
    }

    /// <summary>From where the artist looks at the scene, as the engine's own camera has it: in its frame, metres and degrees.</summary>
    public readonly struct EngineViewpoint
    {
        public EngineViewpoint(Vector3 position, Quaternion rotation, bool isOrthographic, float extent, float near, float far)
        {
            Position = position;
            Rotation = rotation;
            IsOrthographic = isOrthographic;
            Extent = extent;
            Near = near;
            Far = far;
        }

        public Vector3 Position { get; }

        public Quaternion Rotation { get; }

        public bool IsOrthographic { get; }

        /// <summary>Of what is seen, from bottom to top: metres where it is orthographic, else degrees.</summary>
        public float Extent { get; }

        public float Near { get; }

        public float Far { get; }
    }

    /// <summary>What a scene keeps of its link to a project (R21): hints, neither secret nor trusted.</summary>
    public sealed class SceneBinding
    {
        public SceneBinding(string project, string scene, long? revision)
        {
            Project = project;
            Scene = scene;
            Revision = revision;
        }

        /// <summary>The project's id, or null.</summary>
        public string Project { get; }

        /// <summary>The scene's id, or null.</summary>
        public string Scene { get; }

        /// <summary>The last confirmed number when it was written, or null.</summary>
        public long? Revision { get; }
    }

    [Flags]
    public enum DrivenFacets
    {
        None = 0,
        Transform = 1,
        Visibility = 2,
        Parent = 4,
    }

    /// <summary>What an engine is busy with (rule 7): short is waited for, parked falls behind.</summary>
    public sealed class EngineActivity
    {
        public EngineActivity(bool parks, string words)
        {
            Parks = parks;
            Words = words;
        }

        public bool Parks { get; }

        public string Words { get; }
    }

    /// <summary>One step of the engine's undo history. `Id` tells it from every other as long as the editor runs.</summary>
    public sealed class UndoGroup
    {
        public UndoGroup(int id, string name)
        {
            Id = id;
            Name = name;
        }

        public int Id { get; }

        public string Name { get; }
    }

    public enum EngineEventKind
    {
        /// <summary>A person's step: what it touched is in `Handles`; of a hierarchy that came or went its root is enough; none
        /// where the engine does not say. While a gesture lasts, one group may come again and again.</summary>
        Step,

        /// <summary>A step was undone. The engine may have changed anything.</summary>
        Undo,

        /// <summary>A step was redone.</summary>
        Redo,

        /// <summary>Something may have changed without a step.</summary>
        Touched,

        /// <summary>Another scene is open, or the same one anew: every handle is void.</summary>
        Opened,

        /// <summary>The bound scene left view without being deleted, or came back.</summary>
        Unloaded,

        /// <summary>Play mode is over: the scene is as it was before, with objects that are other ones.</summary>
        Restored,
    }

    public sealed class EngineEvent
    {
        static readonly long[] NoHandles = new long[0];

        public EngineEvent(
            EngineEventKind kind, UndoGroup group, IReadOnlyCollection<long> handles, IReadOnlyCollection<long> deleted = null)
        {
            Kind = kind;
            Group = group;
            Handles = handles ?? NoHandles;
            Deleted = deleted ?? NoHandles;
        }

        public EngineEventKind Kind { get; }

        /// <summary>The step that came, was undone or redone; else null.</summary>
        public UndoGroup Group { get; }

        public IReadOnlyCollection<long> Handles { get; }

        /// <summary>Of these, the ones that the step deleted itself, each with what hung on it then.</summary>
        public IReadOnlyCollection<long> Deleted { get; }
    }

    /// <summary>The engine cannot take this. `Code` is stable.</summary>
    public sealed class EngineRefusal : Exception
    {
        /// <summary>It is a fixed part of a whole, and neither goes nor moves elsewhere without that.</summary>
        public const string FixedPart = "fixed_part";

        public EngineRefusal(string code, string message) : base(message)
        {
            Code = code;
        }

        public string Code { get; }
    }
}
