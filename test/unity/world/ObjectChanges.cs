using System;
using System.Collections.Generic;

namespace VibeSync.World
{
    /// <summary>As UnityEditor.ObjectChangeKind, as far as it is about objects of a scene.</summary>
    public enum ObjectChangeKind
    {
        CreateGameObjectHierarchy,
        ChangeGameObjectStructure,
        ChangeGameObjectParent,
        ChangeGameObjectOrComponentProperties,
        DestroyGameObjectHierarchy,
    }

    /// <summary>Unity names the object itself, or the component whose properties changed; here the object is named, and the
    /// components beside it: two changes of one object are the same change.</summary>
    public readonly struct ObjectChange : IEquatable<ObjectChange>
    {
        public ObjectChange(ObjectChangeKind kind, long instanceId, IReadOnlyCollection<string> parts = null)
        {
            Kind = kind;
            InstanceId = instanceId;
            Parts = parts ?? new string[0];
        }

        public ObjectChangeKind Kind { get; }

        public long InstanceId { get; }

        /// <summary>Types of the components whose properties changed, of the object itself <see cref="ObjectState.Itself"/>.</summary>
        public IReadOnlyCollection<string> Parts { get; }

        public bool Equals(ObjectChange other)
        {
            return Kind == other.Kind && InstanceId == other.InstanceId;
        }

        public override bool Equals(object other)
        {
            return other is ObjectChange change && Equals(change);
        }

        public override int GetHashCode()
        {
            return InstanceId.GetHashCode() * 31 + (int)Kind;
        }
    }

    /// <summary>The stream of undoable changes to loaded objects, published once a frame, in the order in which they were
    /// applied; what a script writes without registering it is not in it. Undo and redo are.
    /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/ObjectChangeEvents-changesPublished.html</summary>
    public sealed class ObjectChanges
    {
        readonly List<ObjectChange> recorded = new List<ObjectChange>();

        public event Action<IReadOnlyList<ObjectChange>> ChangesPublished;

        public void Record(ObjectChangeKind kind, long instanceId, IReadOnlyCollection<string> parts = null)
        {
            recorded.Add(new ObjectChange(kind, instanceId, parts));
        }

        public void Publish()
        {
            if (recorded.Count == 0)
                return;
            ObjectChange[] stream = recorded.ToArray();
            recorded.Clear();
            ChangesPublished?.Invoke(stream);
        }

        public void Forget()
        {
            recorded.Clear();
        }
    }
}
