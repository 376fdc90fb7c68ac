using System;
using System.Collections.Generic;
using System.Text;
using System.Text.RegularExpressions;

namespace VibeSync.Core
{
    /// <summary>Names are unique in the shared scene, and not in Unity: who comes to a taken one gets Unity's numbered
    /// form of it.</summary>
    public static class Names
    {
        static readonly Regex Numbered = new Regex(@"^(.*\S) \((\d{1,6})\)$", RegexOptions.Singleline);

        /// <summary>A name close to `wanted` that `isTaken` does not know, within the limits of shared names.</summary>
        public static string FreeFormOf(string wanted, Func<string, bool> isTaken)
        {
            if (!isTaken(wanted))
                return wanted;
            Match match = Numbered.Match(wanted);
            string stem = match.Success ? match.Groups[1].Value : wanted;
            for (int number = 1; ; number += 1)
            {
                string suffix = " (" + number + ")";
                string candidate = Shortened(stem, SceneLimits.NameBytes - suffix.Length) + suffix;
                if (!isTaken(candidate))
                    return candidate;
            }
        }

        static string Shortened(string text, int maxBytes)
        {
            while (Encoding.UTF8.GetByteCount(text) > maxBytes)
            {
                int units = char.IsLowSurrogate(text[text.Length - 1]) && text.Length > 1 ? 2 : 1;
                text = text.Substring(0, text.Length - units);
            }
            return text;
        }

        /// <summary>A name for each of `wanted` (id, name): the first of several that want one gets it, unless somebody else `hasTaken`
        /// it.</summary>
        public static List<KeyValuePair<string, string>> Free(
            IEnumerable<KeyValuePair<string, string>> wanted, Func<string, bool> hasTaken)
        {
            var given = new HashSet<string>(StringComparer.Ordinal);
            var named = new List<KeyValuePair<string, string>>();
            foreach (KeyValuePair<string, string> each in wanted)
            {
                string name = FreeFormOf(each.Value, candidate => given.Contains(candidate) || hasTaken(candidate));
                given.Add(name);
                named.Add(new KeyValuePair<string, string>(each.Key, name));
            }
            return named;
        }
    }
}
