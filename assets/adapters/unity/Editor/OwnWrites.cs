using System.Collections.Generic;
using UnityEngine;

namespace VibeSync.Editor
{
    /// <summary>What this adapter wrote since Unity last told of changes. Unity tells of these as of a person's; they are told apart
    /// by the object still being as it was left.</summary>
    sealed class OwnWrites
    {
        readonly ObjectHandles handles;
        readonly Dictionary<long, GameObject> written = new Dictionary<long, GameObject>();
        readonly Dictionary<long, State> left = new Dictionary<long, State>();

        public OwnWrites(ObjectHandles handles)
        {
            this.handles = handles;
        }

        public void Add(GameObject item)
        {
            written[handles.Of(item)] = item;
        }

        /// <summary>Everything that was added is written.</summary>
        public void Settle()
        {
            foreach (KeyValuePair<long, GameObject> each in written)
                left[each.Key] = State.Of(each.Value);
            written.Clear();
        }

        /// <summary>Whether nobody has changed this object since. `item` is null where it is gone.</summary>
        public bool Explain(long handle, GameObject item)
        {
            State known;
            return left.TryGetValue(handle, out known) && known.Equals(State.Of(item));
        }

        public void Forget()
        {
            left.Clear();
        }

        /// <summary>All that this adapter writes of an object.</summary>
        struct State
        {
            bool exists;
            string name;
            string sharedName;
            bool isActive;
            HideFlags flags;
            Transform parent;
            Vector3 position;
            Quaternion rotation;
            Vector3 scale;
            int properties;

            public static State Of(GameObject item)
            {
                if (item == null)
                    return new State();
                Transform place = item.transform;
                VibeSyncIdentity identity;
                item.TryGetComponent(out identity);
                return new State
                {
                    exists = true,
                    name = item.name,
                    sharedName = identity == null ? "" : identity.SharedName,
                    isActive = item.activeSelf,
                    flags = item.hideFlags,
                    parent = place.parent,
                    position = place.localPosition,
                    rotation = place.localRotation,
                    scale = place.localScale,
                    properties = identity == null ? 0 : PropertyValues.Fingerprint(identity),
                };
            }

            public bool Equals(State other)
            {
                return exists == other.exists
                    && name == other.name
                    && sharedName == other.sharedName
                    && isActive == other.isActive
                    && flags == other.flags
                    && parent == other.parent
                    && position.Equals(other.position)
                    && rotation.Equals(other.rotation)
                    && scale.Equals(other.scale)
                    && properties == other.properties;
            }
        }
    }
}
