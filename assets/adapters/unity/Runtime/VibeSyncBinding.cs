using UnityEngine;

namespace VibeSync
{
    /// <summary>Links the scene that it stands in to a project (R21): hints, neither secret nor trusted. Taking it away
    /// unlinks the scene.</summary>
    [DisallowMultipleComponent]
    [AddComponentMenu("")]
    public sealed class VibeSyncBinding : MonoBehaviour
    {
        const long Unknown = -1;

        [SerializeField, HideInInspector] string project = "";
        [SerializeField, HideInInspector] string scene = "";
        [SerializeField, HideInInspector] long revision = Unknown;

        public string Project
        {
            get { return project; }
            set { project = value; }
        }

        public string SceneId
        {
            get { return scene; }
            set { scene = value; }
        }

        /// <summary>The last confirmed number when it was written; negative where that is not known.</summary>
        public long Revision
        {
            get { return revision; }
            set { revision = value < 0 ? Unknown : value; }
        }
    }
}
