using System;
using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>What is known of a scene's objects beside themselves.</summary>
    public static class SceneObjectsChecks
    {
        [Check("children and names are those of the objects, whatever was put in, changed and taken out")]
        public static void Kept()
        {
            const int most = 8;
            var random = new Random(3);
            var objects = new SceneObjects();
            var plain = new Dictionary<string, SceneObject>();
            for (int act = 0; act < 2000; act += 1)
            {
                int number = random.Next(1, most + 1);
                if (random.Next(4) == 0)
                {
                    objects.Remove(Sample.Id(number));
                    plain.Remove(Sample.Id(number));
                }
                else
                {
                    // Also in rings and below what is not there.
                    string parent = random.Next(3) == 0 ? null : Sample.Id(random.Next(1, most + 1));
                    SceneObject item = Sample.Object(number, "N" + random.Next(3), parent);
                    objects.Set(item);
                    plain[item.Id] = item;
                }
                string id = Sample.Id(random.Next(1, most + 1));
                var children = new List<string>(objects.ChildrenOf(id));
                children.Sort(StringComparer.Ordinal);
                Expect.Equal(string.Join(" ", ChildrenOf(id, plain)), string.Join(" ", children), "children after " + act);
                string name = "N" + random.Next(3);
                int holders = new List<SceneObject>(plain.Values).FindAll(each => each.Name == name).Count;
                Expect.Equal(holders, objects.HoldersOf(name), name + " after " + act);
                Expect.Equal(plain.Count, objects.Count, "how many");
            }
        }

        [Check("what hangs below comes parents first, siblings in id order, and each once")]
        public static void Descendants()
        {
            var objects = new SceneObjects(new[]
            {
                Sample.Object(1, "Top"), Sample.Object(4, "D", Sample.Id(1)), Sample.Object(2, "B", Sample.Id(1)),
                Sample.Object(3, "C", Sample.Id(4)), Sample.Object(5, "Other"),
            });
            Expect.Equal(
                string.Join(" ", Sample.Id(2), Sample.Id(4), Sample.Id(3)), string.Join(" ", objects.DescendantsOf(Sample.Id(1))), "below");
            objects.Set(Sample.Object(1, "Top", Sample.Id(3)));
            Expect.Equal(3, objects.DescendantsOf(Sample.Id(1)).Count, "in a ring");
        }

        static List<string> ChildrenOf(string parent, Dictionary<string, SceneObject> objects)
        {
            var found = new List<string>();
            foreach (SceneObject each in objects.Values)
                if (each.Parent == parent)
                    found.Add(each.Id);
            found.Sort(StringComparer.Ordinal);
            return found;
        }
    }
}
