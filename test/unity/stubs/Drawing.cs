// What is drawn at once, as in the Scene view. Addresses: see README.md in this folder for what precedes them.
namespace UnityEngine
{
    // Color.html
    public struct Color
    {
        // Color-r.html
        public float r;
        public float g;
        public float b;
        public float a;

        // Color-ctor.html
        public Color(float r, float g, float b, float a)
        {
            this.r = r;
            this.g = g;
            this.b = b;
            this.a = a;
        }
    }

    // EventType.html
    public enum EventType
    {
        MouseMove = 2,
        Repaint = 7,
        Layout = 8,
    }

    // Event.html
    public sealed class Event
    {
        // Event-current.html
        public static Event current { get; set; }

        // Event-type.html
        public EventType type { get; set; }
    }

    // GUIStyleState.html
    public sealed class GUIStyleState
    {
        // GUIStyleState-textColor.html
        public Color textColor { get; set; }
    }

    // GUIStyle.html
    public sealed class GUIStyle
    {
        // GUIStyle-ctor.html
        public GUIStyle(GUIStyle other)
        {
            richText = other.richText;
        }

        internal GUIStyle()
        {
            richText = true;
        }

        // GUIStyle-richText.html
        public bool richText { get; set; }

        // GUIStyle-normal.html
        public GUIStyleState normal { get; set; } = new GUIStyleState();
    }
}
