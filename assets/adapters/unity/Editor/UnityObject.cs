using System.Collections.Generic;
using UnityEditor;
using UnityEngine;
using UnityEngine.Animations;
using VibeSync.Core;
using Transform = UnityEngine.Transform;

namespace VibeSync.Editor
{
    /// <summary>A GameObject as the session sees it.</summary>
    sealed class UnityObject : IEngineObject
    {
        const HideFlags OutOfSight = HideFlags.HideInHierarchy | HideFlags.DontSaveInEditor;
        const int ViewportBit = 1;
        const int RenderBit = 2;
        static readonly KeyValuePair<string, JsonValue>[] NoProperties = new KeyValuePair<string, JsonValue>[0];
        static readonly List<IConstraint> Constraints = new List<IConstraint>();

        readonly UnityScene scene;
        HashSet<string> refused;

        public UnityObject(UnityScene scene, long handle, GameObject item)
        {
            this.scene = scene;
            Handle = handle;
            Item = item;
        }

        public long Handle { get; }

        /// <summary>Unity makes another one for an object that an undo brings back; the scene sees to that.</summary>
        public GameObject Item { get; set; }

        public bool IsAlive
        {
            get { return Item != null; }
        }

        public string Id
        {
            get
            {
                VibeSyncIdentity identity;
                // Also asked of what has gone since it was listed.
                return Item != null && Item.TryGetComponent(out identity) && identity.Id.Length > 0 ? identity.Id : null;
            }
            set
            {
                VibeSyncIdentity identity;
                if (!Item.TryGetComponent(out identity))
                {
                    if (value == null)
                        return;
                    identity = Item.AddComponent<VibeSyncIdentity>();
                }
                if (identity.Id.Length == 0)
                    identity.Kind = (int)Kinds.Of(Item);
                identity.Id = value ?? "";
                identity.SharedName = "";
                identity.OwnName = "";
                scene.Steps.Aside(identity);
            }
        }

        public string Name
        {
            get { return Item.name; }
            set
            {
                scene.Steps.Before(Item);
                Item.name = value;
                scene.Steps.After(Item, Item);
            }
        }

        public KeptName? KeptName
        {
            get
            {
                VibeSyncIdentity identity;
                if (!Item.TryGetComponent(out identity) || identity.SharedName.Length == 0)
                    return null;
                return new KeptName(identity.SharedName, identity.OwnName);
            }
            set
            {
                VibeSyncIdentity identity = EnsureIdentity();
                scene.Steps.Before(identity);
                identity.SharedName = value.HasValue ? value.Value.Shared : "";
                identity.OwnName = value.HasValue ? value.Value.Own : "";
                scene.Steps.After(identity, Item);
            }
        }

        public ObjectKind Kind
        {
            get
            {
                VibeSyncIdentity identity;
                return Item.TryGetComponent(out identity) && identity.Id.Length > 0 ? (ObjectKind)identity.Kind : Kinds.Of(Item);
            }
        }

        /// <summary>A place on a canvas comes from its anchors, and what Unity hides or does not save is no part of the scene.</summary>
        public bool IsShareable
        {
            get { return (Item.hideFlags & OutOfSight) == 0 && !(Item.transform is RectTransform); }
        }

        public IEngineObject Parent
        {
            get
            {
                Transform parent = Item.transform.parent;
                return parent == null ? null : scene.Wrap(parent.gameObject);
            }
        }

        public IEngineObject Whole
        {
            get { return IsInsidePrefab(Item) ? scene.Wrap(PrefabUtility.GetOutermostPrefabInstanceRoot(Item)) : null; }
        }

        public void SetParent(IEngineObject parent)
        {
            if (IsInsidePrefab(Item))
                throw UnityScene.FixedPart(Item);
            scene.Hang(Item, UnityScene.TransformOf(parent));
        }

        public EngineTransform Local
        {
            get { return LocalPlace.Read(Item.transform); }
            set
            {
                Transform place = Item.transform;
                scene.Steps.Before(place);
                LocalPlace.Write(place, value);
                scene.Steps.After(place, Item);
            }
        }

        public bool IsActive
        {
            get { return Item.activeSelf; }
            set
            {
                scene.Steps.Before(Item);
                Item.SetActive(value);
                scene.Steps.After(Item, Item);
            }
        }

        public Visibility? WrittenVisibility
        {
            get
            {
                VibeSyncIdentity identity;
                if (!Item.TryGetComponent(out identity) || identity.WrittenVisibility < 0)
                    return null;
                int bits = identity.WrittenVisibility;
                return new Visibility((bits & ViewportBit) != 0, (bits & RenderBit) != 0);
            }
            set
            {
                VibeSyncIdentity identity = EnsureIdentity();
                scene.Steps.Before(identity);
                identity.WrittenVisibility = value.HasValue
                    ? (value.Value.Viewport ? ViewportBit : 0) + (value.Value.Render ? RenderBit : 0)
                    : -1;
                scene.Steps.After(identity, Item);
            }
        }

        public IReadOnlyList<KeyValuePair<string, JsonValue>> Properties
        {
            get
            {
                VibeSyncIdentity identity;
                if (!Item.TryGetComponent(out identity) || identity.Properties.Count == 0)
                    return NoProperties;
                return PropertyValues.Read(identity, Refuse);
            }
        }

        public void SetProperty(string key, JsonValue value)
        {
            VibeSyncIdentity identity = EnsureIdentity();
            scene.Steps.Before(identity);
            PropertyValues.Write(identity, key, value);
            scene.Steps.After(identity, Item);
        }

        public DrivenFacets Driven
        {
            get
            {
                DrivenFacets driven = IsInsidePrefab(Item) ? DrivenFacets.Parent : DrivenFacets.None;
                Item.GetComponents(Constraints);
                foreach (IConstraint each in Constraints)
                    if (each.constraintActive)
                        driven |= DrivenFacets.Transform;
                Constraints.Clear();
                return driven;
            }
        }

        /// <summary>Whether its place in the hierarchy is the prefab's to say: Unity lets nobody change it in an instance.</summary>
        public static bool IsInsidePrefab(GameObject item)
        {
            return PrefabUtility.IsPartOfPrefabInstance(item) && !PrefabUtility.IsOutermostPrefabInstanceRoot(item);
        }

        VibeSyncIdentity EnsureIdentity()
        {
            VibeSyncIdentity identity;
            if (Item.TryGetComponent(out identity))
                return identity;
            return scene.Steps.IsInStep
                ? Undo.AddComponent<VibeSyncIdentity>(Item)
                : Item.AddComponent<VibeSyncIdentity>();
        }

        void Refuse(string key, string why)
        {
            refused = refused ?? new HashSet<string>();
            if (refused.Add(key + why))
                Debug.LogWarning("VibeSync does not share the property “" + key + "” of “" + Item.name + "”: " + why + ".", Item);
        }
    }
}
