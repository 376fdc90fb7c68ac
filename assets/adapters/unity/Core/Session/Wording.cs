using System.Collections.Generic;
using System.Text;

namespace VibeSync.Core
{
    /// <summary>Pieces of the sentences that the artist reads.</summary>
    public static class Wording
    {
        const int NamesListed = 3;

        public static string Count(int number, string noun)
        {
            return number == 1 ? "1 " + noun : number + " " + noun + "s";
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
