using UnityEditor;
using UnityEngine;

namespace VibeSync.Editor
{
    /// <summary>What the person at this editor is holding (rule 6).</summary>
    static class Hands
    {
        /// <summary>Something is being dragged: what is selected, since nothing else is moved by a drag in Unity. Looking around in the
        /// scene view is dragging too, and holds nothing. Who has gone to another application holds nothing here, though Unity may not
        /// have seen the button let go.</summary>
        public static bool AreFull
        {
            get { return GUIUtility.hotControl != 0 && !Tools.viewToolActive && EditorApplication.isFocused; }
        }

        /// <summary>A person is typing a value of what is selected: a text field works on that, also where it stands in the hierarchy, and
        /// the caret may rest in it for long. Unity does not say which field it is; where it is a search, what is selected waits for
        /// as long.</summary>
        public static bool AreTyping
        {
            get { return EditorGUIUtility.editingTextField && EditorApplication.isFocused; }
        }
    }
}
