using System.Collections.Generic;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Checks
{
    /// <summary>A live session over a scene of many objects, whose turns are as short as in an engine and in which reading takes time.
    /// </summary>
    public static class Crowd
    {
        public const double TurnSeconds = 0.002;
        public const double SecondsPerRead = 1e-6;

        const int GroupSize = 50;

        /// <summary>Objects 1 to `count`, called by their numbers, in groups below each first.</summary>
        public static SessionDesk Live(int count)
        {
            SessionDesk desk = Saved(count);
            desk.Connect();
            desk.Compare();
            Hurry(desk);
            return desk;
        }

        /// <summary>The same scene, opened and not connected yet.</summary>
        public static SessionDesk Saved(int count)
        {
            var desk = new SessionDesk();
            GameObject top = null;
            for (int number = 1; number <= count; number += 1)
            {
                bool isTop = number % GroupSize == 1;
                GameObject made = desk.World.Create(number.ToString(), desk.World.Active, isTop ? null : top);
                made.AddComponent(new Component(Component.Mesh));
                desk.Scene.Wrap(made).Id = Sample.Id(number);
                top = isTop ? made : top;
            }
            return desk;
        }

        /// <summary>From here on a turn has its time, and no more.</summary>
        public static void Hurry(SessionDesk desk)
        {
            desk.BudgetSeconds = TurnSeconds;
            desk.SecondsPerRead = SecondsPerRead;
            desk.MostReads = 0;
            desk.Link.Sent.Clear();
        }

        /// <summary>No turn took longer than its time, but for what was under way when that was over.</summary>
        public static void ExpectShortTurns(SessionDesk desk, string what)
        {
            const long most = (long)(TurnSeconds / SecondsPerRead) * 11 / 10;
            Expect.True(desk.MostReads <= most, what + ": " + desk.MostReads + " things read in a turn");
            desk.MostReads = 0;
        }

        /// <summary>Everything that was told, in its order.</summary>
        public static List<Operation> Told(SessionDesk desk)
        {
            var told = new List<Operation>();
            foreach (OutgoingFrame each in desk.Link.Sent)
                if (each is ObservedFrame observed)
                    told.AddRange(observed.Operations);
            return told;
        }
    }
}
