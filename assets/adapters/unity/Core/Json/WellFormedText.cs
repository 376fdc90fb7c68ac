using System.Text;

namespace VibeSync.Core
{
    /// <summary>Text that can travel: no lone surrogate and no NUL.</summary>
    public static class WellFormedText
    {
        const char Replacement = '\uFFFD';

        public static bool Is(string text)
        {
            for (int index = 0; index < text.Length; index += 1)
                if (text[index] == '\0' || !IsPart(text, index))
                    return false;
            return true;
        }

        /// <summary>False where a lone surrogate stands.</summary>
        public static bool IsPart(string text, int index)
        {
            if (char.IsHighSurrogate(text[index]))
                return index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]);
            return !char.IsLowSurrogate(text[index]) || (index > 0 && char.IsHighSurrogate(text[index - 1]));
        }

        /// <summary>The beginning of a text, at most so many UTF-16 units, with what cannot travel replaced.</summary>
        public static string Cut(string text, int maxUnits)
        {
            int length = text.Length;
            if (length > maxUnits)
                length = maxUnits > 0 && char.IsHighSurrogate(text[maxUnits - 1]) ? maxUnits - 1 : maxUnits;
            var kept = new StringBuilder(text, 0, length, length);
            for (int index = 0; index < length; index += 1)
                if (text[index] == '\0' || !IsPart(text, index))
                    kept[index] = Replacement;
            return kept.ToString();
        }
    }
}
