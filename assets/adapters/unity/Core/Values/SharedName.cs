using System.Text;

namespace VibeSync.Core
{
    /// <summary>Which names and keys can be shared.</summary>
    public static class SharedName
    {
        const char FirstPrintable = '\u0020';
        const char FirstOfSecondControls = '\u007F';
        const char LastOfSecondControls = '\u009F';

        /// <summary>1 to `maxBytes` bytes of UTF-8 without control characters.</summary>
        public static bool Is(string text, int maxBytes)
        {
            if (text.Length == 0 || !WellFormedText.Is(text))
                return false;
            foreach (char each in text)
                if (each < FirstPrintable || (each >= FirstOfSecondControls && each <= LastOfSecondControls))
                    return false;
            return Encoding.UTF8.GetByteCount(text) <= maxBytes;
        }
    }
}
