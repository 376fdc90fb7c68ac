using System;
using System.Collections.Generic;
using UnityEngine;

namespace VibeSync
{
    /// <summary>Who a shared object is, kept in the scene (R21), and what of it Unity has no place for elsewhere. Only the
    /// editor's layer reads it; in a build it does nothing.</summary>
    [DisallowMultipleComponent]
    [AddComponentMenu("")]
    public sealed class VibeSyncIdentity : MonoBehaviour
    {
        const int NothingWritten = -1;

        [SerializeField, HideInInspector] string id = "";
        [SerializeField, HideInInspector] int kind;
        [SerializeField, HideInInspector] string sharedName = "";
        [SerializeField, HideInInspector] string ownName = "";
        [SerializeField, HideInInspector] int writtenVisibility = NothingWritten;
        [SerializeField, Tooltip("Values that all engines share.")] List<VibeSyncProperty> properties = new List<VibeSyncProperty>();

        /// <summary>A hint: copies carry it too. Empty where the object is not shared.</summary>
        public string Id
        {
            get { return id; }
            set { id = value; }
        }

        /// <summary>The number of the shared kind, fixed when the id was given. Means nothing without an id.</summary>
        public int Kind
        {
            get { return kind; }
            set { kind = value; }
        }

        /// <summary>By what the others know it while it is called <see cref="OwnName"/>, since several objects may be called so here.
        /// Empty where its own name was shared.</summary>
        public string SharedName
        {
            get { return sharedName; }
            set { sharedName = value ?? ""; }
        }

        /// <summary>What it was called when it got the shared name.</summary>
        public string OwnName
        {
            get { return ownName; }
            set { ownName = value ?? ""; }
        }

        /// <summary>1 for viewport and 2 for render; negative where nothing was written.</summary>
        public int WrittenVisibility
        {
            get { return writtenVisibility; }
            set { writtenVisibility = value < 0 ? NothingWritten : value; }
        }

        public List<VibeSyncProperty> Properties
        {
            get { return properties; }
        }
    }

    public enum VibeSyncPropertyKind
    {
        Boolean,
        Number,
        Text,
        Numbers,
    }

    /// <summary>One custom property. Of the values, the one that `kind` names counts.</summary>
    [Serializable]
    public sealed class VibeSyncProperty
    {
        public string key = "";
        public VibeSyncPropertyKind kind;
        public bool boolean;
        public float number;
        public string text = "";
        public float[] numbers = new float[0];
    }
}
