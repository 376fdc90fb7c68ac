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

        /// <summary>New names for those of `changed` that collide, in that order: (id, name). `nameOf` holds everybody's wanted name;
        /// whoever is not in `changed` keeps theirs, and so does the first of several that changed.</summary>
        public static List<KeyValuePair<string, string>> Collisions(
            IReadOnlyDictionary<string, string> nameOf, IReadOnlyList<string> changed)
        {
            var newcomers = new HashSet<string>(changed);
            var taken = new HashSet<string>(StringComparer.Ordinal);
            foreach (KeyValuePair<string, string> each in nameOf)
                if (!newcomers.Contains(each.Key))
                    taken.Add(each.Value);
            var renamed = new List<KeyValuePair<string, string>>();
            foreach (string id in changed)
            {
                string name = FreeFormOf(nameOf[id], taken.Contains);
                taken.Add(name);
                if (name != nameOf[id])
                    renamed.Add(new KeyValuePair<string, string>(id, name));
            }
            return renamed;
        }
    }
}
