using System;
using System.Collections.Generic;
using UnityEngine;

namespace VibeSync.Editor
{
    /// <summary>Where among its siblings an object stood, so that it comes back there when it comes back below the same parent.
    /// What is taken back in the reverse order comes back exactly.</summary>
    sealed class SiblingPlaces
    {
        readonly Dictionary<Transform, Place> places = new Dictionary<Transform, Place>();

        /// <summary>It is about to hang elsewhere: where it hangs now.</summary>
        public static Place Leave(Transform item)
        {
            return new Place(item.parent, item.GetSiblingIndex());
        }

        /// <summary>It hangs where it is to hang, and came from `left`.</summary>
        public void Arrive(Transform item, Place left)
        {
            Place known;
            if (places.TryGetValue(item, out known) && known.Parent == item.parent)
            {
                int last = item.parent != null ? item.parent.childCount - 1 : item.gameObject.scene.rootCount - 1;
                item.SetSiblingIndex(Math.Min(known.Index, last));
            }
            places[item] = left;
        }

        public void Forget()
        {
            places.Clear();
        }

        public struct Place
        {
            public Place(Transform parent, int index)
            {
                Parent = parent;
                Index = index;
            }

            public Transform Parent { get; }

            public int Index { get; }
        }
    }
}
