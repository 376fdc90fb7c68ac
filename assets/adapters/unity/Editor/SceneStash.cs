using System;
using System.Collections.Generic;
using UnityEditor;
using UnityEngine;
using Object = UnityEngine.Object;

namespace VibeSync.Editor
{
    /// <summary>Deleted objects that may have to come back (R15): below a hidden object that is never saved.</summary>
    sealed class SceneStash
    {
        const string HolderName = "VibeSync stash";

        readonly UnityScene scene;
        readonly Dictionary<GameObject, Kept> kept = new Dictionary<GameObject, Kept>();
        readonly HashSet<GameObject> parts = new HashSet<GameObject>();
        Transform holder;

        public SceneStash(UnityScene scene)
        {
            this.scene = scene;
            holder = FindHolder();
        }

        /// <summary>Whether it is out of the scene. The person's undo may have taken it out or brought it back.</summary>
        public bool Holds(GameObject item)
        {
            if (holder != null && item.transform.root == holder)
                return true;
            return scene.Steps.IsWriting && parts.Contains(item);
        }

        /// <summary>Takes it out. A part of a prefab's instance cannot leave that, and is followed by it in the same step.</summary>
        public void Put(GameObject item)
        {
            kept[item] = Kept.Of(item);
            Deselect(item);
            if (UnityObject.IsInsidePrefab(item))
                parts.Add(item);
            else
                scene.Hang(item, Holder());
        }

        public void TakeBack(GameObject item, Transform parent)
        {
            if (!parts.Remove(item))
                scene.Hang(item, parent);
            Kept was;
            if (kept.TryGetValue(item, out was))
                was.Select(item);
            kept.Remove(item);
        }

        /// <summary>Nobody will ask for it any more. What hangs on it and is nobody's to delete goes back into the scene, to where it
        /// stood. A part of a prefab's instance goes with that.</summary>
        public void Destroy(GameObject item)
        {
            Kept was;
            kept.TryGetValue(item, out was);
            for (int index = item.transform.childCount - 1; index >= 0; index -= 1)
            {
                Transform child = item.transform.GetChild(index);
                if (!UnityObject.IsInsidePrefab(child.gameObject) && !kept.ContainsKey(child.gameObject))
                    Release(child, was);
            }
            kept.Remove(item);
            if (!parts.Remove(item) && !UnityObject.IsInsidePrefab(item))
                Object.DestroyImmediate(item);
        }

        /// <summary>A new step begins. Parts whose whole was brought back by an undo are in the scene.</summary>
        public void Sweep()
        {
            parts.RemoveWhere(each => each == null || holder == null || each.transform.root != holder);
        }

        /// <summary>The scene closes. What is kept here would outlive it.</summary>
        public void Clear()
        {
            kept.Clear();
            parts.Clear();
            if (holder != null)
                Object.DestroyImmediate(holder.gameObject);
            holder = null;
        }

        void Release(Transform child, Kept was)
        {
            Spot spot = was == null ? Spot.Of(child) : was.SpotOf(child);
            scene.Hang(child.gameObject, null);
            scene.Steps.Before(child);
            spot.Give(child);
            scene.Steps.After(child, child.gameObject);
        }

        Transform Holder()
        {
            if (holder == null)
            {
                // Hidden from the start, so that it is never an object of the open scene.
                GameObject made = EditorUtility.CreateGameObjectWithHideFlags(HolderName, HideFlags.HideAndDontSave);
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
                Selection.objects = Array.FindAll(Selection.objects, each => each != item);
        }

        /// <summary>What it takes to put something back as it was.</summary>
        sealed class Kept
        {
            const int NotSelected = -1;

            readonly Dictionary<Transform, Spot> children = new Dictionary<Transform, Spot>();
            int selected = NotSelected;

            public static Kept Of(GameObject item)
            {
                var made = new Kept { selected = Array.FindIndex(Selection.objects, each => each == item) };
                Transform place = item.transform;
                for (int index = 0; index < place.childCount; index += 1)
                    made.children.Add(place.GetChild(index), Spot.Of(place.GetChild(index)));
                return made;
            }

            public Spot SpotOf(Transform child)
            {
                Spot spot;
                return children.TryGetValue(child, out spot) ? spot : Spot.Of(child);
            }

            public void Select(GameObject item)
            {
                if (selected == NotSelected || Selection.Contains(item))
                    return;
                var chosen = new List<Object>(Selection.objects);
                chosen.Insert(Math.Min(selected, chosen.Count), item);
                Selection.objects = chosen.ToArray();
            }
        }

        /// <summary>A place in the world. As Unity's own lossyScale it leaves shear out.</summary>
        struct Spot
        {
            Vector3 position;
            Quaternion rotation;
            Vector3 scale;

            public static Spot Of(Transform place)
            {
                return new Spot { position = place.position, rotation = place.rotation, scale = place.lossyScale };
            }

            public void Give(Transform root)
            {
                root.localPosition = position;
                root.localRotation = rotation;
                root.localScale = scale;
            }
        }
    }
}
