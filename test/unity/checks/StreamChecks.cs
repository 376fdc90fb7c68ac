using System.Collections.Generic;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Checks
{
    /// <summary>What goes on in every frame, so that nothing ever stands still.</summary>
    public static class StreamChecks
    {
        static readonly SceneObject Cube = Sample.Object(1, "Cube");

        [Check("what a person edits in each frame is told while it goes on, and ends where they ended")]
        public static void Edits()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.TellsLate = true;
            int frames = 0;
            for (double until = desk.Now + 4 * SessionDesk.SettleSeconds; desk.Now < until; frames += 1)
                desk.Step(artist => artist.Set(desk.Item("Cube"), new Vector3(-frames, 0f, 0f), null, null));
            List<OutgoingFrame> told = desk.Link.Sent.FindAll(each => each is ObservedFrame);
            Expect.True(told.Count >= 2, "told meanwhile: " + told.Count);
            foreach (OutgoingFrame each in told)
                Expect.Equal(UndoKind.Step, ((ObservedFrame)each).Undo.Kind, "evidence");
            desk.Link.Sent.Clear();
            desk.Frame();
            desk.Frame();
            Expect.Equal(frames - 1f, PlaceIn(desk.Take<ObservedFrame>()).X, "the end");
            desk.Wait(2 * SessionDesk.SettleSeconds);
            desk.ExpectNothing<ObservedFrame>("no more");
        }

        [Check("whichever frame of such a stream is the last one told, going back over it is the person’s, step by step")]
        public static void Undone()
        {
            for (int frames = 98; frames < 108; frames += 1)
            {
                SessionDesk desk = SessionDesk.Live(Cube);
                desk.TellsLate = true;
                for (int frame = 1; frame <= frames; frame += 1)
                    desk.Step(artist => artist.Set(desk.Item("Cube"), new Vector3(-frame, 0f, 0f), null, null));
                desk.Frame();
                desk.Frame();
                for (int left = frames - 1; left >= frames - 3; left -= 1)
                {
                    desk.Link.Sent.Clear();
                    desk.World.Undo.PerformUndo();
                    desk.Frame();
                    desk.Frame();
                    ObservedFrame told = desk.Take<ObservedFrame>();
                    Expect.Equal(UndoKind.Undo, told.Undo.Kind, "evidence after " + frames);
                    Expect.Equal((float)left, PlaceIn(told).X, "place after " + frames);
                }
            }
        }

        [Check("what a script writes in each frame over an edit is no reason to vouch for what does not stand (R23)")]
        public static void Script()
        {
            SessionDesk desk = SessionDesk.Live(Cube);
            desk.Step(artist => artist.Set(desk.Item("Cube"), new Vector3(-1f, 0f, 0f), null, null));
            desk.Frame();
            string edit = desk.Take<ObservedFrame>().Edit;
            desk.Link.Deliver(new AdoptFrame(8, edit, new[] { new Touch(Cube.Id, Facets.Transform) }));
            float x = 0f;
            for (double until = desk.Now + 2 * SessionDesk.SettleSeconds; desk.Now < until;)
                desk.Script(script => script.Set(desk.Item("Cube"), new Vector3(x += 1f, 0f, 0f), null, null));
            Expect.Equal("moved_on", desk.Take<FailedFrame>().Code, "code");
            desk.Wait(2 * SessionDesk.SettleSeconds);
            ObservedFrame drift = desk.Take<ObservedFrame>();
            Expect.Equal(null, drift.Undo, "nobody's");
            Expect.Equal(-x, PlaceIn(drift).X, "where it stands");
        }

        [Check("of an edit that was forgotten over many newer ones it does not vouch for what another one left (R23)")]
        public static void Forgotten()
        {
            const int Many = 1100;
            SessionDesk desk = SessionDesk.Live(Cube);
            string first = null;
            for (int edit = 0; edit < Many; edit += 1)
            {
                desk.Step(artist => artist.Set(desk.Item("Cube"), new Vector3(-edit - 1f, 0f, 0f), null, null));
                desk.Frame();
                string told = desk.Take<ObservedFrame>().Edit;
                first = first ?? told;
            }
            desk.Link.Deliver(new AdoptFrame(8, first, new[] { new Touch(Cube.Id, Facets.Transform) }));
            desk.Frame();
            Expect.Equal("moved_on", desk.Take<FailedFrame>().Code, "code");
        }

        static Vector3 PlaceIn(ObservedFrame told)
        {
            return ((SetTransformOperation)told.Operations[0]).Transform.Translation;
        }
    }
}
