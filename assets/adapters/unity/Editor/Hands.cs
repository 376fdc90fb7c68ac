using UnityEditor;
using UnityEngine;

namespace VibeSync.Editor
{
    /// <summary>What the person at this editor is holding (rule 6).</summary>
    static class Hands
    {
        /// <summary>Something is being dragged. Looking around in the scene view is dragging too, and holds nothing.</summary>
        public static bool AreFull
        {
            get { return GUIUtility.hotControl != 0 && !Tools.viewToolActive; }
        }

        public static bool Hold(GameObject item)
        {
            return AreFull && Selection.Contains(item);
        }
    }
}
