using System;
using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>Saying a difference as operations, and foreseeing what operations do.</summary>
    public static class DifferenceChecks
    {
        static readonly SceneObject A = Sample.Object(1, "A");
        static readonly SceneObject B = Sample.Object(2, "B", A.Id);
        static readonly SceneObject C = Sample.Object(3, "C", B.Id);

        [Check("any difference applies in its order, step by step without a taken name or a ring, and ends where it should")]
        public static void AnyDifference()
        {
            var random = new Random(11);
            for (int round = 0; round < 400; round += 1)
            {
                SceneObjects before = Scene(random);
                SceneObjects after = Scene(random);
                var changed = new HashSet<string>(before.Keys);
                changed.UnionWith(after.Keys);
                var now = new SceneObjects(before.Values);
                foreach (Operation each in Difference.Say(before, after, changed))
                {
                    Take(now, Foresight.Of(now, new[] { each }));
                    ExpectUniqueNames(now, "round " + round);
                }
                ExpectSame(after, now, "round " + round);
            }
        }

        [Check("what stays below what goes is hung elsewhere first")]
        public static void LeavesFirst()
        {
            SceneObjects before = Of(A, B, C);
            List<Operation> said = Difference.Say(before, Of(C.WithParent(null)), before.Keys);
            Expect.True(said[0] is ReparentOperation && said[0].Id == C.Id, "C leaves");
            Expect.Equal(1, ((DeleteOperation)said[1]).Descendants.Count, "only B goes with A");
        }

        [Check("swapped names and a hierarchy turned over go by a detour")]
        public static void Detours()
        {
            SceneObjects before = Of(A, B);
            List<Operation> said = Difference.Say(before, Of(A.WithName("B"), B.WithName("A")), before.Keys);
            Expect.Equal(3, said.Count, "one steps aside");
            said = Difference.Say(before, Of(A.WithParent(B.Id), B.WithParent(null)), before.Keys);
            var now = new SceneObjects(before.Values);
            said.ForEach(each => Take(now, Foresight.Of(now, new[] { each })));
            ExpectSame(Of(A.WithParent(B.Id), B.WithParent(null)), now, "turned over");
        }

        [Check("nothing is said where nothing differs")]
        public static void Nothing()
        {
            SceneObjects scene = Of(A, B, C);
            Expect.Equal(0, Difference.Say(scene, scene, scene.Keys).Count, "operations");
        }

        [Check("what does not fit is refused with its code")]
        public static void Refusals()
        {
            SceneObjects scene = Of(A, B, C);
            ExpectRefused("object_exists", scene, new CreateOperation(A));
            ExpectRefused("unknown_parent", scene, new CreateOperation(Sample.Object(9, "New", Sample.Id(8))));
            ExpectRefused("unknown_object", scene, new RenameOperation(Sample.Id(8), "New"));
            ExpectRefused("unknown_object", scene, new ReparentOperation(A.Id, Sample.Id(8)));
            ExpectRefused("cycle", scene, new ReparentOperation(A.Id, C.Id));
            ExpectRefused("cycle", scene, new ReparentOperation(A.Id, A.Id));
            ExpectRefused("closure_incomplete", scene, new DeleteOperation(A.Id, new[] { B.Id }));
            ExpectRefused("closure_incomplete", scene, new DeleteOperation(B.Id, new[] { C.Id, A.Id }));
            ExpectRefused("closure_incomplete", scene, new ReparentOperation(C.Id, A.Id), new DeleteOperation(B.Id, new[] { C.Id }));
            ExpectRefused("unknown_object", scene, new DeleteOperation(C.Id, new string[0]), new RenameOperation(C.Id, "Late"));
        }

        [Check("of what is created or deleted only the existence is written, and operations before a deletion count in it")]
        public static void Written()
        {
            SceneObject fresh = Sample.Object(4, "D", C.Id);
            Foresight foresight = Foresight.Of(
                Of(A, B, C),
                new Operation[]
                {
                    new RenameOperation(A.Id, "Top"),
                    new CreateOperation(fresh),
                    new RenameOperation(fresh.Id, "Deep"),
                    new RenameOperation(C.Id, "Going"),
                    new DeleteOperation(B.Id, new[] { C.Id, fresh.Id }),
                    new SetPropertyOperation(A.Id, "n", JsonValue.Number(1)),
                });
            Expect.Equal(
                string.Join(", ", new Touch(A.Id, Facets.Name), new Touch(fresh.Id, Facets.Existence), new Touch(B.Id, Facets.Existence),
                    new Touch(C.Id, Facets.Existence), new Touch(A.Id, Facets.Property("n"))),
                string.Join(", ", foresight.Written),
                "written");
            Expect.True(foresight.After[C.Id] == null && foresight.After[fresh.Id] == null, "gone");
            Expect.Equal("Top", foresight.After[A.Id].Name, "renamed");
        }

        [Check("what operations end with does not depend on where they start")]
        public static void Wanted()
        {
            SceneObject fresh = Sample.Object(4, "D");
            Dictionary<Touch, JsonValue> wanted = Foresight.WantedBy(
                new Operation[]
                {
                    new CreateOperation(fresh),
                    new RenameOperation(fresh.Id, "E"),
                    new RenameOperation(B.Id, "Going"),
                    new DeleteOperation(B.Id, new[] { C.Id }),
                    new SetPropertyOperation(A.Id, "n", JsonValue.Null),
                });
            Expect.Equal(4, wanted.Count, "how many");
            Expect.Equal(fresh.WithName("E").ToJson(), wanted[new Touch(fresh.Id, Facets.Existence)], "as it ends");
            Expect.Equal(JsonValue.Null, wanted[new Touch(C.Id, Facets.Existence)], "gone with B");
            Expect.Equal(JsonValue.Null, wanted[new Touch(A.Id, "property:n")], "none");
        }

        static void ExpectRefused(string code, SceneObjects scene, params Operation[] operations)
        {
            Expect.Equal(code, Expect.Throws<EngineRefusal>(() => Foresight.Of(scene, operations), code).Code, code);
        }

        static void Take(SceneObjects scene, Foresight foresight)
        {
            foreach (KeyValuePair<string, SceneObject> each in foresight.After)
            {
                if (each.Value == null)
                    scene.Remove(each.Key);
                else
                    scene.Set(each.Value);
            }
        }

        static void ExpectUniqueNames(SceneObjects scene, string what)
        {
            var names = new HashSet<string>();
            foreach (SceneObject each in scene.Values)
                Expect.True(names.Add(each.Name), what + ": “" + each.Name + "” twice");
        }

        static void ExpectSame(SceneObjects wanted, SceneObjects found, string what)
        {
            Expect.Equal(wanted.Count, found.Count, what);
            foreach (SceneObject each in wanted.Values)
                Expect.Equal(each.ToJson(), found[each.Id].ToJson(), what);
        }

        static SceneObjects Of(params SceneObject[] items)
        {
            return new SceneObjects(items);
        }

        /// <summary>Some of twelve objects, with shuffled names, in a random forest.</summary>
        static SceneObjects Scene(Random random)
        {
            const int most = 12;
            var scene = new SceneObjects();
            var numbers = new List<int>();
            for (int number = 1; number <= most; number += 1)
                numbers.Insert(random.Next(numbers.Count + 1), number);
            var names = new List<int>(numbers);
            names.Reverse();
            string[] placed = new string[most];
            int count = random.Next(most + 1);
            for (int index = 0; index < count; index += 1)
            {
                string parent = index == 0 || random.Next(3) == 0 ? null : placed[random.Next(index)];
                SceneObject made = Sample.Object(numbers[index], "N" + names[index], parent);
                if (random.Next(2) == 0)
                    made = made.WithProperty("p", JsonValue.Number(random.Next(3)));
                if (random.Next(2) == 0)
                    made = made.WithVisibility(new Visibility(random.Next(2) == 0, true));
                if (random.Next(2) == 0)
                    made = made.WithTransform(new Transform(Sample.Vector(random, 3.0), Sample.Rotation(random), Vector3.One));
                scene.Set(made);
                placed[index] = made.Id;
            }
            return scene;
        }
    }
}
