using System;
using System.Collections.Generic;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Checks
{
    /// <summary>What is done while an inventory is taken over many turns: it is told or is in the inventory, and never both.</summary>
    public static class StocktakingChecks
    {
        const int Count = 60;
        // Of a turn in which about three objects are read.
        const double TurnSeconds = 50e-6;

        static readonly KeyValuePair<string, Action<SessionDesk>>[] Acts =
        {
            Act("moves", desk => desk.Step(artist => artist.Set(desk.Item("8"), new Vector3(1f, 0f, 0f), null, null))),
            Act("renames", desk => desk.Step(artist => artist.Rename(desk.Item("8"), "Other"))),
            Act("swaps names", desk => desk.Step(artist =>
            {
                GameObject eighth = desk.Item("8");
                artist.Rename(desk.Item("50"), "8");
                artist.Rename(eighth, "50");
            })),
            Act("hangs elsewhere", desk => desk.Step(artist => artist.Reparent(desk.Item("50"), desk.Item("55"), null, false))),
            Act("deletes", desk => desk.Step(artist => artist.Delete(desk.Item("51")))),
            Act("makes", desk => desk.Step(artist => artist.Create("New", ObjectKind.Mesh, desk.Item("8")))),
            Act("duplicates", desk => desk.Step(artist => artist.Duplicate(desk.Item("51")))),
        };

        [Check("what a person does while an inventory is taken is told once it is live, and the inventory is of before it")]
        public static void Told()
        {
            foreach (KeyValuePair<string, Action<SessionDesk>> act in Acts)
                foreach (bool tellsLate in new[] { false, true })
                    for (int frames = 0; frames < 60; frames += 2)
                        Told(act.Key + " after " + frames + (tellsLate ? ", told late" : ""), act.Value, frames, tellsLate);
        }

        static void Told(string what, Action<SessionDesk> act, int frames, bool tellsLate)
        {
            SessionDesk desk = Crowd.Live(Count);
            SceneObjects before = Read(desk);
            desk.TellsLate = tellsLate;
            Crowd.Hurry(desk);
            desk.BudgetSeconds = TurnSeconds;
            desk.Link.Deliver(new TakeInventoryFrame(100));
            for (int frame = 0; frame <= frames; frame += 1)
                desk.Frame();
            act(desk);
            desk.Until<InventoryFrame>(each => each.Last);
            Dictionary<string, string> digests = Digests(desk);
            Expect.Equal(before.Count, digests.Count, what + ": objects");
            foreach (SceneObject each in before.Values)
                Expect.Equal(ObjectDigest.Of(each), digests[each.Id], what + ": " + each.Name);
            desk.Link.Sent.Clear();
            desk.Link.Deliver(new LiveFrame(desk.Revision));
            desk.Wait(2 * SessionDesk.SettleSeconds);
            foreach (OutgoingFrame each in desk.Link.Sent)
                if (each is ObservedFrame told)
                    Expect.True(told.Undo != null, what + ": it is theirs");
            var after = new SceneObjects(before.Values);
            foreach (KeyValuePair<string, SceneObject> each in Foresight.Of(before, Crowd.Told(desk)).After)
                Put(after, each.Key, each.Value);
            ExpectSame(Read(desk), after, what);
            Expect.True(Differs(before, after), what + ": something was told");
        }

        [Check("what a person does while the first inventory is taken is in it or is told")]
        public static void ToldOrIncluded()
        {
            foreach (KeyValuePair<string, Action<SessionDesk>> act in Acts)
                for (int frames = 0; frames < 60; frames += 4)
                    ToldOrIncluded(act.Key + " after " + frames, act.Value, frames);
        }

        static void ToldOrIncluded(string what, Action<SessionDesk> act, int frames)
        {
            SessionDesk desk = Crowd.Saved(Count);
            SceneObjects before = Read(desk);
            desk.Connect();
            Crowd.Hurry(desk);
            desk.BudgetSeconds = TurnSeconds;
            desk.Link.Deliver(new TakeInventoryFrame(100));
            for (int frame = 0; frame <= frames; frame += 1)
                desk.Frame();
            act(desk);
            desk.Until<InventoryFrame>(each => each.Last);
            Dictionary<string, string> digests = Digests(desk);
            desk.Link.Sent.Clear();
            desk.Link.Deliver(new LiveFrame(desk.Revision));
            desk.Wait(2 * SessionDesk.SettleSeconds);
            SceneObjects after = Read(desk);
            // As the inventory says it: before the edit or after it.
            var then = new SceneObjects();
            foreach (KeyValuePair<string, string> each in digests)
            {
                SceneObject was = before.Find(each.Key);
                SceneObject isNow = after.Find(each.Key);
                SceneObject said = was != null && ObjectDigest.Of(was) == each.Value ? was : isNow;
                Expect.True(said != null && ObjectDigest.Of(said) == each.Value, what + ": it is said as it never was");
                then.Set(said);
            }
            foreach (KeyValuePair<string, SceneObject> each in Foresight.Of(then, Crowd.Told(desk)).After)
                Put(then, each.Key, each.Value);
            ExpectSame(after, then, what);
        }

        [Check("what a script does while an inventory is taken is in it, or is put back; nothing of it is a person's")]
        public static void Scripts()
        {
            for (int frames = 0; frames < 60; frames += 3)
            {
                SessionDesk desk = Crowd.Live(Count);
                Crowd.Hurry(desk);
                desk.BudgetSeconds = TurnSeconds;
                desk.Link.Deliver(new TakeInventoryFrame(100));
                for (int frame = 0; frame <= frames; frame += 1)
                    desk.Frame();
                desk.Script(script => script.Set(desk.Item("30"), new Vector3(1f, 0f, 0f), null, null));
                desk.Until<InventoryFrame>(each => each.Last);
                bool isIn = Digests(desk)[Sample.Id(30)] == ObjectDigest.Of(Read(desk)[Sample.Id(30)]);
                desk.Link.Sent.Clear();
                desk.Link.Deliver(new LiveFrame(desk.Revision));
                desk.Wait(3 * SessionDesk.SettleSeconds);
                Expect.Equal(isIn ? 0 : 1, Crowd.Told(desk).Count, "told after " + frames);
                if (!isIn)
                    Expect.Equal(null, desk.Take<ObservedFrame>().Undo, "nobody's");
            }
        }

        [Check("an undo while an inventory is taken is judged once it is live")]
        public static void Undone()
        {
            for (int frames = 0; frames < 60; frames += 3)
            {
                SessionDesk desk = Crowd.Live(Count);
                desk.Step(artist => artist.Set(desk.Item("30"), new Vector3(1f, 0f, 0f), null, null));
                desk.Until<ObservedFrame>(each => true);
                Crowd.Hurry(desk);
                desk.BudgetSeconds = TurnSeconds;
                desk.Link.Deliver(new TakeInventoryFrame(100));
                for (int frame = 0; frame <= frames; frame += 1)
                    desk.Frame();
                desk.World.Undo.PerformUndo();
                desk.Until<InventoryFrame>(each => each.Last);
                desk.Link.Sent.Clear();
                desk.Link.Deliver(new LiveFrame(desk.Revision));
                desk.Wait(2 * SessionDesk.SettleSeconds);
                ObservedFrame told = desk.Take<ObservedFrame>();
                Expect.True(told.Undo.Kind == UndoKind.Undo && told.Operations.Count == 1, "theirs, after " + frames);
            }
        }

        [Check("another question for an inventory is answered after the first; another scene ends both")]
        public static void AskedAgain()
        {
            SessionDesk desk = Crowd.Live(Count);
            desk.BudgetSeconds = TurnSeconds;
            desk.Link.Deliver(new TakeInventoryFrame(100));
            desk.Link.Deliver(new TakeInventoryFrame(101));
            desk.Until<InventoryFrame>(each => each.Last && each.Request == 101);
            Expect.Equal(100L, desk.Take<InventoryFrame>().Request, "first");
            desk.Link.Sent.Clear();
            desk.Link.Deliver(new TakeInventoryFrame(102));
            desk.Frame();
            desk.World.Open(null);
            desk.Until<SceneFrame>(each => true);
            desk.Wait(SessionDesk.SettleSeconds);
            desk.ExpectNothing<InventoryFrame>("of a scene that is gone");
        }

        static KeyValuePair<string, Action<SessionDesk>> Act(string what, Action<SessionDesk> act)
        {
            return new KeyValuePair<string, Action<SessionDesk>>(what, act);
        }

        static Dictionary<string, string> Digests(SessionDesk desk)
        {
            var digests = new Dictionary<string, string>();
            foreach (OutgoingFrame each in desk.Link.Sent)
                if (each is InventoryFrame part)
                    foreach (Core.ObjectState state in part.Objects)
                        digests.Add(state.Id, state.Digest);
            return digests;
        }

        /// <summary>What stands in the engine, by what the session takes for who.</summary>
        static SceneObjects Read(SessionDesk desk)
        {
            var found = new SceneObjects();
            foreach (IEngineObject each in desk.Scene.Objects())
                found.Set(
                    new SceneObject(
                        each.Id,
                        each.Kind,
                        Reader.ReadName(each),
                        each.Parent == null ? null : each.Parent.Id,
                        Conversions.ToCanonical(each.Local, each.Kind, Reader.KindOf(each.Parent)),
                        Reader.ReadVisibility(each),
                        Properties.None));
            return found;
        }

        static void Put(SceneObjects objects, string id, SceneObject value)
        {
            if (value == null)
                objects.Remove(id);
            else
                objects.Set(value);
        }

        static void ExpectSame(SceneObjects wanted, SceneObjects found, string what)
        {
            Expect.Equal(wanted.Count, found.Count, what + ": objects");
            foreach (SceneObject each in wanted.Values)
                Expect.Equal(each.ToJson(), found[each.Id].ToJson(), what);
        }

        static bool Differs(SceneObjects a, SceneObjects b)
        {
            if (a.Count != b.Count)
                return true;
            foreach (SceneObject each in a.Values)
                if (!each.Equals(b.Find(each.Id)))
                    return true;
            return false;
        }
    }
}
