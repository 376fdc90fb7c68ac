using System.Collections.Generic;
using UnityEditor;
using UnityEngine;
using Object = UnityEngine.Object;

namespace VibeSync.Editor
{
    /// <summary>Deleted objects that may have to come back (R15): below a hidden object that is never saved. What is inside a
    /// prefab instance cannot leave it, and is switched off and hidden where it stands.</summary>
    sealed class SceneStash
    {
        const string HolderName = "VibeSync stash";
        // What is deleted for good stays a while: the person's own undo may want it, and Unity cannot make it anew.
        const int KeptForUndo = 256;

        readonly UnityScene scene;
        readonly Dictionary<GameObject, Place> places = new Dictionary<GameObject, Place>();
        readonly HashSet<GameObject> hidden = new HashSet<GameObject>();
        readonly HashSet<GameObject> givenUp = new HashSet<GameObject>();
        readonly Queue<GameObject> oldest = new Queue<GameObject>();
        Transform holder;

        public SceneStash(UnityScene scene)
        {
            this.scene = scene;
            holder = FindHolder();
        }

        /// <summary>Whether it is out of the scene. An undo may have taken it out or brought it back.</summary>
        public bool Holds(GameObject item)
        {
            if (hidden.Count > 0 && hidden.Contains(item))
                return (item.hideFlags & HideFlags.HideInHierarchy) != 0;
            return holder != null && item.transform.root == holder;
        }

        /// <summary>Whether it is kept for nobody but the person's undo.</summary>
        public bool IsGivenUp(GameObject item)
        {
            return givenUp.Count > 0 && givenUp.Contains(item) && Holds(item);
        }

        public void Put(GameObject item)
        {
            givenUp.Remove(item);
            places[item] = Place.Of(item);
            Deselect(item);
            if (UnityObject.IsInsidePrefab(item))
            {
                hidden.Add(item);
                Hide(item, false, item.hideFlags | HideFlags.HideInHierarchy);
            }
            else
            {
                scene.Hang(item, Holder());
            }
        }

        public void TakeBack(GameObject item, Transform parent)
        {
            Place place;
            bool known = places.TryGetValue(item, out place);
            places.Remove(item);
            givenUp.Remove(item);
            if (hidden.Remove(item))
                Hide(item, known ? place.IsActive : item.activeSelf, item.hideFlags & ~HideFlags.HideInHierarchy);
            else
                scene.Hang(item, parent);
            if (!known)
                return;
            if (item.transform.parent == place.Parent)
                item.transform.SetSiblingIndex(place.Index);
            place.Select(item);
        }

        /// <summary>Nobody but the person's undo will ask for it any more.</summary>
        public void GiveUp(GameObject item)
        {
            givenUp.Add(item);
            oldest.Enqueue(item);
            while (oldest.Count > KeptForUndo)
                Discard(oldest.Dequeue());
        }

        /// <summary>The scene closes. What is kept here would outlive it.</summary>
        public void Clear()
        {
            places.Clear();
            hidden.Clear();
            givenUp.Clear();
            oldest.Clear();
            if (holder != null)
                Object.DestroyImmediate(holder.gameObject);
            holder = null;
        }

        void Discard(GameObject item)
        {
            bool isKept = item != null && IsGivenUp(item);
            givenUp.Remove(item);
            places.Remove(item);
            hidden.Remove(item);
            // One inside a prefab goes with its instance, or stays switched off: the scene must not become another by forgetting.
            if (isKept && !UnityObject.IsInsidePrefab(item))
                Object.DestroyImmediate(item);
        }

        void Hide(GameObject item, bool isActive, HideFlags flags)
        {
            scene.Steps.Before(item);
            item.SetActive(isActive);
            item.hideFlags = flags;
            scene.Steps.After(item, item);
        }

        Transform Holder()
        {
            if (holder == null)
            {
                var made = new GameObject(HolderName) { hideFlags = HideFlags.HideAndDontSave };
                made.SetActive(false);
                holder = made.transform;
            }
            return holder;
        }

        /// <summary>The one from before a domain reload: it and what hangs below it live on, and so does Unity's undo history.</summary>
        static Transform FindHolder()
        {
            foreach (Transform each in Resources.FindObjectsOfTypeAll<Transform>())
                if (each.parent == null && each.name == HolderName && each.gameObject.hideFlags == HideFlags.HideAndDontSave)
                    return each;
            return null;
        }

        static void Deselect(GameObject item)
        {
            if (Selection.Contains(item))
                Selection.objects = System.Array.FindAll(Selection.objects, each => each != item);
        }

        struct Place
        {
            bool isSelected;
            bool isLeading;

            public Transform Parent { get; private set; }

            public int Index { get; private set; }

            public bool IsActive { get; private set; }

            public static Place Of(GameObject item)
            {
                return new Place
                {
                    Parent = item.transform.parent,
                    Index = item.transform.GetSiblingIndex(),
                    IsActive = item.activeSelf,
                    isSelected = Selection.Contains(item),
                    isLeading = Selection.activeGameObject == item,
                };
            }

            public void Select(GameObject item)
            {
                if (!isSelected || Selection.Contains(item))
                    return;
                var selected = new List<Object>(Selection.objects);
                // The first one is the leading one.
                selected.Insert(isLeading ? 0 : selected.Count, item);
                Selection.objects = selected.ToArray();
            }
        }
    }
}
