using System;
using System.Collections.Generic;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Checks
{
    /// <summary>People, scripts, undo and the application at once, at random: in the end the engine holds the truth.</summary>
    public static class RandomWorkChecks
    {
        const int Rounds = 60;
        const int Acts = 40;
        const int ActsOfRegressions = 60;
        // Enough for about two objects.
        const int ReadsPerTurn = 30;

        // 382: a person hangs something below what a script has taken out from under it.
        static readonly int[] Regressions = { 382 };

        [Check("whatever people, scripts, undo and the application do, both agree in the end")]
        public static void Agreement()
        {
            for (int seed = 1; seed <= Rounds; seed += 1)
                Run(seed, Acts, false);
        }

        [Check("the same where a turn has time for a few objects only, and they are compared in between")]
        public static void AgreementInSlices()
        {
            for (int seed = 1; seed <= Rounds; seed += 1)
                Run(seed, Acts, true);
        }

        [Check("what once went wrong at random goes right")]
        public static void Regression()
        {
            foreach (int seed in Regressions)
                Run(seed, ActsOfRegressions, false);
        }

        static void Run(int seed, int acts, bool inSlices)
        {
            try
            {
                new Round(seed, inSlices).Run(acts);
            }
            catch (Exception error)
            {
                throw new CheckFailure("seed " + seed + ": " + error);
            }
        }

        sealed class Round
        {
            readonly Random random;
            readonly SessionDesk desk;
            readonly ModelApplication application;
            readonly bool inSlices;
            readonly List<string> done = new List<string>();
            int made = 100;

            public Round(int seed, bool inSlices)
            {
                this.inSlices = inSlices;
                random = new Random(seed);
                var truth = new List<SceneObject>();
                for (int number = 1; number <= 6; number += 1)
                    truth.Add(Sample.Object(number, "N" + number, number > 1 && random.Next(2) == 0 ? Sample.Id(random.Next(1, number)) : null));
                desk = SessionDesk.Live(truth.ToArray());
                application = new ModelApplication(desk, truth);
                if (!inSlices)
                    return;
                desk.SecondsPerRead = Crowd.SecondsPerRead;
                desk.BudgetSeconds = ReadsPerTurn * Crowd.SecondsPerRead;
            }

            public void Run(int acts)
            {
                try
                {
                    for (int act = 0; act < acts; act += 1)
                        Act();
                    application.Settle();
                    application.ExpectAgreement("in the end");
                }
                catch (Exception error)
                {
                    throw new CheckFailure(error + "\nafter " + string.Join(", ", done));
                }
            }

            void Act()
            {
                int kind = random.Next(10);
                if (kind < 4)
                    Work(true);
                else if (kind < 5)
                    Work(false);
                else if (kind < 7)
                    Move();
                else if (kind < 9)
                    Remote();
                else if (inSlices && random.Next(2) == 0)
                    Say("compare", Compare);
                else
                    Say("settle", application.Settle);
            }

            void Compare()
            {
                // What was begun is told first, as the application asks only whom it has heard out.
                application.Settle();
                application.Compare(() =>
                {
                    for (int acts = random.Next(4); acts > 0; acts -= 1)
                        if (random.Next(3) == 0)
                            Move();
                        else
                            Work(random.Next(3) > 0);
                });
            }

            void Say(string what, Action act)
            {
                done.Add(what);
                act();
            }

            void Work(bool byPerson)
            {
                GameObject item = Any();
                Action<Artist> work = item == null ? artist => artist.Create("New", ObjectKind.Mesh, null) : Work(item);
                Say(byPerson ? "by a person" : "by a script", () =>
                {
                    if (byPerson)
                        desk.Step(work);
                    else
                        desk.Script(work);
                });
                if (random.Next(2) == 0)
                    desk.Frame();
            }

            Action<Artist> Work(GameObject item)
            {
                GameObject other = Any();
                float far = random.Next(5);
                switch (random.Next(7))
                {
                    case 0:
                        return Named("create", artist => artist.Create("N" + random.Next(9), ObjectKind.Mesh, item));
                    case 1:
                        return Named("delete " + item.Name, artist => artist.Delete(item));
                    case 2:
                        return Named("duplicate " + item.Name, artist => artist.Duplicate(item));
                    case 3:
                        return Named("rename " + item.Name, artist => artist.Rename(item, "N" + random.Next(9)));
                    case 4:
                        return Named("toggle " + item.Name, artist => artist.SetActive(item, !item.IsActive));
                    case 5:
                        if (other == item || other.IsBelow(item))
                            other = null;
                        return Named("hang " + item.Name, artist => artist.Reparent(item, other, null, false));
                    default:
                        return Named("move " + item.Name, artist => artist.Set(item, new Vector3(far, 0f, 0f), null, null));
                }
            }

            Action<Artist> Named(string what, Action<Artist> work)
            {
                done.Add(what);
                return work;
            }

            GameObject Any()
            {
                IReadOnlyList<IEngineObject> all = desk.Scene.Objects();
                return all.Count == 0 ? null : ((WorldObject)all[random.Next(all.Count)]).Item;
            }

            void Move()
            {
                if (random.Next(3) == 0)
                    Say("redo", () => desk.World.Undo.PerformRedo());
                else
                    Say("undo", () => desk.World.Undo.PerformUndo());
                desk.Frame();
            }

            void Remote()
            {
                application.Settle();
                Operation operation = AnyOperation();
                bool takesBack = random.Next(3) == 0;
                Say(operation.ToJson() + (takesBack ? " taken back" : ""), () => application.Change(operation, takesBack));
            }

            Operation AnyOperation()
            {
                var ids = new List<string>(application.Truth.Keys);
                made += 1;
                SceneObject fresh = Sample.Object(made, "R" + made, ids.Count > 0 && random.Next(2) == 0 ? ids[random.Next(ids.Count)] : null);
                if (ids.Count == 0)
                    return new CreateOperation(fresh);
                string id = ids[random.Next(ids.Count)];
                switch (random.Next(6))
                {
                    case 0:
                        return new CreateOperation(fresh);
                    case 1:
                        return new DeleteOperation(id, application.Truth.DescendantsOf(id));
                    case 2:
                        return new RenameOperation(id, application.Truth.HoldersOf("N" + made % 9) > 0 ? "R" + made : "N" + made % 9);
                    case 3:
                        return new SetVisibilityOperation(id, new Visibility(random.Next(2) == 0, !application.Truth[id].Visibility.Render));
                    case 4:
                        return Hung(id, ids);
                    default:
                        return new SetTransformOperation(
                            id, new Transform(new Vector3(made, random.Next(9), 0f), Quaternion.Identity, Vector3.One));
                }
            }

            Operation Hung(string id, List<string> ids)
            {
                string parent = ids[random.Next(ids.Count)];
                bool fits = parent != id && !application.Truth.DescendantsOf(id).Contains(parent)
                    && application.Truth[id].Parent != parent;
                return fits ? new ReparentOperation(id, parent) : (Operation)new SetPropertyOperation(id, "p", JsonValue.Number(made));
            }
        }
    }
}
