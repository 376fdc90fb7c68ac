using System;

namespace VibeSync.Core
{
    /// <summary>In the order of their numbers in an object's bytes.</summary>
    public enum ObjectKind
    {
        Empty = 0,
        Mesh = 1,
        Light = 2,
        Camera = 3,
    }

    public static class ObjectKinds
    {
        static readonly string[] Words = { "empty", "mesh", "light", "camera" };

        public static string Word(this ObjectKind kind)
        {
            return Words[(int)kind];
        }

        /// <summary>False for a word that is no kind.</summary>
        public static bool TryParse(string word, out ObjectKind kind)
        {
            int index = Array.IndexOf(Words, word);
            kind = index < 0 ? ObjectKind.Empty : (ObjectKind)index;
            return index >= 0;
        }

        /// <summary>Raises ProtocolError.</summary>
        public static ObjectKind FromJson(JsonValue value, string path)
        {
            ObjectKind kind;
            if (value.Kind != JsonKind.Text || !TryParse(value.AsText, out kind))
                throw JsonFields.Wrong(path, "no kind of object");
            return kind;
        }
    }
}
