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

    public readonly struct ObjectChange
    {
        public ObjectChange(ObjectChangeKind kind, long instanceId)
        {
            Kind = kind;
            InstanceId = instanceId;
        }

        public ObjectChangeKind Kind { get; }

        public long InstanceId { get; }
    }

    /// <summary>The stream of undoable changes to loaded objects, published once a frame, in the order in which they were
    /// applied; what a script writes without registering it is not in it. Undo and redo are.
    /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/ObjectChangeEvents-changesPublished.html</summary>
    public sealed class ObjectChanges
    {
        readonly List<ObjectChange> recorded = new List<ObjectChange>();

        public event Action<IReadOnlyList<ObjectChange>> ChangesPublished;

        public void Record(ObjectChangeKind kind, long instanceId)
        {
            recorded.Add(new ObjectChange(kind, instanceId));
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
