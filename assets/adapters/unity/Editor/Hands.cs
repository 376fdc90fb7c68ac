using UnityEditor;
using UnityEngine;

namespace VibeSync.Editor
{
    /// <summary>What the person at this editor is holding (rule 6).</summary>
    static class Hands
    {
        static readonly GameObject[] Nothing = new GameObject[0];

        /// <summary>Something is being dragged. Looking around in the scene view is dragging too, and holds nothing. Who has gone to
        /// another application holds nothing here, though Unity may not have seen the button let go.</summary>
        public static bool AreFull
        {
            get { return GUIUtility.hotControl != 0 && !Tools.viewToolActive && EditorApplication.isFocused; }
        }

        /// <summary>What a person is typing a value of: a text field works on what is selected, also where it stands in the hierarchy, and
        /// the caret may rest in it for long. Unity does not say which field it is; where it is a search, what is selected waits for
        /// as long.</summary>
        public static GameObject[] Typed
        {
            get { return EditorGUIUtility.editingTextField && EditorApplication.isFocused ? Selection.gameObjects : Nothing; }
        }

        /// <summary>What is being dragged: nothing else is selected in Unity than what a drag moves.</summary>
        public static GameObject[] Held
        {
            get { return AreFull ? Selection.gameObjects : Nothing; }
        }
    }
}
