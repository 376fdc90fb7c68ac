using System;
using System.Collections.Generic;
using System.Text;

namespace VibeSync.Core
{
    /// <summary>Pieces of the sentences that the artist reads.</summary>
    public static class Wording
    {
        const int NamesListed = 3;
        const int AuthorsNamed = 2;

        public static string Count(int number, string noun)
        {
            return number == 1 ? "1 " + noun : number + " " + noun + "s";
        }

        /// <summary>What is kept of others: in their names as far as these are known, null standing for whoever is not.</summary>
        public static string Whose(IEnumerable<string> authors)
        {
            var named = new List<string>(new SortedSet<string>(authors, StringComparer.Ordinal));
            bool areOthers = named.Remove(null);
            if (named.Count == 0)
                return "the shared scene’s values";
            if (named.Count > AuthorsNamed)
            {
                named.RemoveRange(AuthorsNamed, named.Count - AuthorsNamed);
                areOthers = true;
            }
            if (areOthers)
                named.Add("others");
            string last = named[named.Count - 1];
            named.RemoveAt(named.Count - 1);
            return "what " + (named.Count == 0 ? last : string.Join(", ", named) + " and " + last) + " changed";
        }

        public static string List(IReadOnlyList<string> names)
        {
            var text = new StringBuilder();
            for (int index = 0; index < names.Count && index < NamesListed; index += 1)
                text.Append(index == 0 ? "“" : ", “").Append(names[index]).Append('”');
            if (names.Count > NamesListed)
                text.Append(" and ").Append(names.Count - NamesListed).Append(" more");
            return text.ToString();
        }
    }
}
