using System;
using System.Collections.Generic;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Checks
{
    /// <summary>However many objects there are, a turn takes no more than its time (rule 9): counted in what is read, since time itself
    /// is anything on a busy machine.</summary>
    public static class TurnTimeChecks
    {
        const int Many = 5000;

        [Check("a look at rest takes no longer than its time, and goes round the whole scene")]
        public static void AtRest()
        {
            SessionDesk desk = Crowd.Live(Many);
            desk.World.Find(Many.ToString()).SetName("By a script");
            Expect.True(desk.Until<ObservedFrame>(each => true) > 1, "not at once");
            Crowd.ExpectShortTurns(desk, "at rest");
        }

        [Check("a look at rest makes nothing new")]
        public static void NoGarbage()
        {
            SessionDesk desk = Crowd.Live(Many);
            desk.BudgetSeconds = 1.0;
            desk.Wait(1.0);
            int before = GC.CollectionCount(0);
            // Without frames of the editor itself; a vague touch begins a round.
            for (int round = 0; round < 40; round += 1)
            {
                desk.Scene.Touch();
                desk.Turn();
            }
            Expect.True(desk.MostReads > Many * 10, "all of it is looked at");
            // A few bytes for each object would fill the youngest generation several times over.
            Expect.True(GC.CollectionCount(0) - before <= 1, "collections: " + (GC.CollectionCount(0) - before));
        }

        [Check("of many that are selected the first are told, once, and a turn takes no longer than its time")]
        public static void Selected()
        {
            SessionDesk desk = Crowd.Live(Many);
            desk.World.Selection.AddRange(All(desk));
            desk.Wait(1.0);
            Crowd.ExpectShortTurns(desk, "all are selected");
            List<OutgoingFrame> told = desk.Link.Sent.FindAll(each => each is SelectedFrame);
            Expect.Equal(1, told.Count, "told once");
            IReadOnlyList<string> ids = ((SelectedFrame)told[0]).Objects;
            Expect.Equal(FrameLimits.Selected, ids.Count, "the first");
            Expect.True(ids[0] == Sample.Id(1) && ids[ids.Count - 1] == Sample.Id(FrameLimits.Selected), "in the selection's order");
        }

        [Check("many that are in hand are gone through when they are gripped and when who they are changes, and not in each turn")]
        public static void Held()
        {
            SessionDesk desk = Crowd.Live(Many);
            desk.BudgetSeconds = 1.0;
            desk.World.Selection.AddRange(All(desk));
            desk.World.IsTyping = true;
            desk.Wait(1.0);
            Expect.Equal(Many, desk.Take<HandsFrame>().Objects.Count, "in hand");
            int before = GC.CollectionCount(0);
            for (int turn = 0; turn < 200; turn += 1)
                desk.Turn();
            Expect.True(GC.CollectionCount(0) - before <= 1, "collections: " + (GC.CollectionCount(0) - before));
            desk.World.IsTyping = false;
            desk.Frame();
            Expect.Equal(0, desk.Take<HandsFrame>().Objects.Count, "let go");
        }

        static List<GameObject> All(SessionDesk desk)
        {
            var all = new List<GameObject>();
            foreach (GameObject each in desk.World.Active.All())
                if (!each.IsHidden)
                    all.Add(each);
            return all;
        }

        [Check("however many are not shared, they are counted, in turns that take no longer than their time")]
        public static void Unmanaged()
        {
            const int own = 11000;
            SessionDesk desk = Crowd.Live(1);
            var script = new Artist(desk.World, false, null);
            var made = new List<GameObject>();
            for (int number = 1; number <= own; number += 1)
                made.Add(desk.World.Create("Own " + number, desk.World.Active, null));
            desk.Until<UnmanagedFrame>(each => each.Count == own);
            desk.MostReads = 0;
            desk.Wait(3.0);
            Crowd.ExpectShortTurns(desk, "at rest");
            desk.Link.Sent.Clear();
            for (int number = 10; number < own; number += 1)
                script.Delete(made[number]);
            desk.Until<UnmanagedFrame>(each => each.Count == 10);
            desk.Wait(3.0);
            Crowd.ExpectShortTurns(desk, "of those that went");
            Expect.Equal(1, desk.Link.Sent.FindAll(each => each is UnmanagedFrame).Count, "told once, when it is known");
        }

        [Check("digests of many are made with one hash")]
        public static void OneHash()
        {
            int before = GC.CollectionCount(0);
            for (int number = 0; number < 4 * Many; number += 1)
                ObjectDigest.Of(Sample.Object(number, "Any"));
            // A hash for each would be more than all the rest together.
            Expect.True(GC.CollectionCount(0) - before <= 5, "collections: " + (GC.CollectionCount(0) - before));
        }

        [Check("what a person makes, deletes and moves among many is told at once, in turns that take no longer than their time")]
        public static void Edits()
        {
            SessionDesk desk = Crowd.Live(Many);
            foreach (Action<Artist> act in new Action<Artist>[]
            {
                artist => artist.Create("New", ObjectKind.Mesh, desk.Item("7")),
                artist => artist.Set(desk.Item("8"), new Vector3(1f, 0f, 0f), null, null),
                artist => artist.Reparent(desk.Item("9"), desk.Item("60"), null, false),
                artist => artist.Rename(desk.Item("10"), "Renamed"),
                artist => artist.Delete(desk.Item("New")),
            })
            {
                desk.Step(act);
                Expect.True(desk.Until<ObservedFrame>(each => true) <= 2, "at once");
                desk.Link.Sent.Clear();
                Crowd.ExpectShortTurns(desk, "an edit");
            }
        }

        [Check("an undo among many is judged in turns that take no longer than their time")]
        public static void Undo()
        {
            SessionDesk desk = Crowd.Live(Many);
            desk.Step(artist => artist.Set(desk.Item("8"), new Vector3(1f, 0f, 0f), null, null));
            desk.Until<ObservedFrame>(each => true);
            desk.Link.Sent.Clear();
            desk.World.Undo.PerformUndo();
            Expect.True(desk.Until<ObservedFrame>(each => each.Undo.Kind == UndoKind.Undo) > 1, "not at once");
            Crowd.ExpectShortTurns(desk, "an undo");
        }

        [Check("an inventory of many is taken in turns that take no longer than their time, and leaves nothing out")]
        public static void Inventory()
        {
            SessionDesk desk = Crowd.Saved(Many);
            desk.Connect();
            Crowd.Hurry(desk);
            desk.Link.Deliver(new TakeInventoryFrame(1));
            // What comes behind it waits.
            desk.Link.Deliver(new ReadValuesFrame(2, new[] { Sample.Id(3), Sample.Id(Many + 1) }));
            Expect.True(desk.Until<ValuesFrame>(each => each.Last) > 1, "not at once");
            Crowd.ExpectShortTurns(desk, "an inventory");
            var digests = new Dictionary<string, string>();
            int inventories = 0;
            foreach (OutgoingFrame each in desk.Link.Sent)
                if (each is InventoryFrame part)
                {
                    inventories += part.Last ? 1 : 0;
                    foreach (Core.ObjectState state in part.Objects)
                        digests.Add(state.Id, state.Digest);
                }
            Expect.Equal(1, inventories, "one last part");
            Expect.Equal(Many, digests.Count, "objects");
            Expect.Equal(ObjectDigest.Of(Sample.Object(1, "1")), digests[Sample.Id(1)], "the first");
            Expect.Equal(Sample.Id(Many + 1), desk.Take<ValuesFrame>().Missing[0], "what is not there");
        }

        [Check("values, an audit and an adoption of many take no longer than their time in a turn")]
        public static void Questions()
        {
            SessionDesk desk = Crowd.Live(Many);
            var ids = new List<string>();
            for (int number = 1; number <= FrameLimits.ValuesPart; number += 1)
                ids.Add(Sample.Id(number));
            desk.Link.Deliver(new ReadValuesFrame(1, ids));
            Expect.True(desk.Until<ValuesFrame>(each => each.Last) > 1, "values: not at once");
            Crowd.ExpectShortTurns(desk, "values");
            Expect.Equal(ids.Count, desk.Take<ValuesFrame>().Objects.Count, "values");
            desk.Link.Deliver(new AuditFrame(2, ids.GetRange(0, FrameLimits.AuditPart)));
            desk.Until<DigestsFrame>(each => true);
            Crowd.ExpectShortTurns(desk, "an audit");
            for (int number = 1; number <= 400; number += 1)
                desk.World.Create("Own " + number, desk.World.Active, null);
            desk.Wait(3 * SessionDesk.SettleSeconds);
            desk.Link.Sent.Clear();
            desk.MostReads = 0;
            desk.Link.Deliver(new AdoptUnmanagedFrame(3));
            Expect.True(desk.Until<ValuesFrame>(each => each.Last) > 1, "an adoption: not at once");
            Crowd.ExpectShortTurns(desk, "an adoption");
            Expect.Equal(400, desk.Take<ValuesFrame>().Objects.Count, "adopted");
        }

        [Check("what one step did to many is told as one, whatever part of it the round saw first")]
        public static void OneStroke()
        {
            const int part = 300;
            for (int frames = 0; frames < 20; frames += 3)
            {
                SessionDesk desk = Crowd.Live(Many);
                desk.TellsLate = true;
                for (int frame = 0; frame < frames; frame += 1)
                    desk.Frame();
                desk.Step(artist =>
                {
                    for (int number = 1; number <= part; number += 1)
                        artist.Set(desk.Item((number * 16).ToString()), new Vector3(1f, 0f, 0f), null, null);
                });
                desk.Until<ObservedFrame>(each => true);
                Expect.Equal(part, desk.Take<ObservedFrame>().Operations.Count, "in one, after " + frames);
            }
        }
    }
}
