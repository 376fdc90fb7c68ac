using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>What the engine says beside edits, told where it is news: declared facets, what is in the artist's hands or selected,
    /// busy, saved.</summary>
    public sealed class Reports
    {
        const string MovingMode = "moving";
        const string EditingMode = "editing";
        const string GestureWords = "a gesture";
        // What is selected is looked at so often.
        const double SelectedEverySeconds = 0.25;
        // How many are not shared is counted so often.
        const double UnmanagedEverySeconds = 1;
        // From where the artist looks, so often: while they look around it changes all the time.
        const double ViewEverySeconds = 0.5;

        readonly SceneView view;
        readonly Func<OutgoingFrame, bool> send;
        readonly Dictionary<string, Reading> declared = new Dictionary<string, Reading>();
        HashSet<string> hands = new HashSet<string>();
        // Of what the hands were made: they are the same until one of these is another.
        IReadOnlyCollection<string> gestureSeen;
        ISet<long> heldSeen;
        ISet<long> editedSeen;
        long handsVersion;
        HashSet<string> selected = new HashSet<string>();
        IEnumerable<long> selectionSeen;
        long selectedVersion;
        double nextSelectedSeconds;
        // As the last inventory or the last word after it says; null before there was one.
        long? unmanaged;
        double nextUnmanagedSeconds;
        // As it was told; empty where nothing was.
        string viewpoint = "";
        double nextViewSeconds;
        EngineActivity toldActivity;
        bool isUnsaved;
        bool savedUnheard;
        // Written under a name by which the engine does not know it yet.
        bool isNameless;
        string title;
        string file;

        public Reports(SceneView view, Func<OutgoingFrame, bool> send)
        {
            this.view = view;
            this.send = send;
        }

        /// <summary>Ids of what the artist holds, as last told.</summary>
        public ISet<string> Hands
        {
            get { return hands; }
        }

        /// <summary>Whether `hello` was sent on this connection: nothing else may come before it.</summary>
        public bool SaidHello { get; set; }

        /// <summary>What the engine is busy with, or null.</summary>
        public EngineActivity Activity { get; private set; }

        /// <summary>The scene as it is told in `hello` and `scene`.</summary>
        public OpenScene DescribeScene()
        {
            SceneBinding binding = view.Scene.Binding;
            title = view.Scene.Title;
            file = FileIdentity.Of(view.Scene.FileKey);
            isUnsaved = view.Scene.IsUnsaved;
            bool isKnown = binding.Revision >= 0 && binding.Revision <= FrameLimits.MaxInteger;
            return new OpenScene(
                Ids.IsId(binding.Project) ? binding.Project : null,
                Ids.IsId(binding.Scene) ? binding.Scene : null,
                isKnown ? binding.Revision : null,
                title,
                file,
                isUnsaved);
        }

        /// <summary>Nothing that was told counts on another connection.</summary>
        public void ForgetConnection()
        {
            ForgetScene();
            toldActivity = null;
            SaidHello = false;
        }

        /// <summary>Nothing that was told counts for another scene.</summary>
        public void ForgetScene()
        {
            declared.Clear();
            isNameless = false;
            hands = new HashSet<string>();
            gestureSeen = null;
            selected = new HashSet<string>();
            selectionSeen = null;
            unmanaged = null;
            viewpoint = "";
        }

        /// <summary>Whether the scene has unsaved changes, where that is news. Before `hello` it is only noted that it was saved.</summary>
        public void TellSaved()
        {
            bool unsaved = view.Scene.IsUnsaved;
            if (!SaidHello)
                savedUnheard |= !unsaved;
            if (!SaidHello)
                return;
            if (isNameless && view.Scene.FileKey != null)
                TellName(unsaved);
            if (unsaved == isUnsaved)
                return;
            isUnsaved = unsaved;
            send(new SavedFrame(unsaved));
        }

        /// <summary>After `hello`: on a resumed connection a scene that was saved meanwhile has not been unsaved all the while.</summary>
        public void TellSavedMeanwhile(bool resumed)
        {
            if (resumed && savedUnheard && isUnsaved)
            {
                send(new SavedFrame(false));
                send(new SavedFrame(true));
            }
            savedUnheard = false;
        }

        /// <summary>The scene was written to its file, or another one.</summary>
        public void TellWritten()
        {
            isUnsaved = view.Scene.IsUnsaved;
            send(new SavedFrame(isUnsaved));
            // Said before, the one that it was saved from would be forgotten over there.
            isNameless = view.Scene.FileKey == null;
            if (!isNameless)
                TellName(isUnsaved);
        }

        void TellName(bool unsaved)
        {
            isNameless = false;
            string titleBefore = title;
            string fileBefore = file;
            OpenScene scene = DescribeScene();
            if (scene.Title == titleBefore && scene.File == fileBefore)
                return;
            send(new SavedAsFrame(scene.Title, scene.File));
            // It is heard as saved just now.
            if (unsaved)
                send(new SavedFrame(true));
        }

        public void TellHands(IReadOnlyCollection<string> gesture)
        {
            ISet<long> held = view.Scene.InHands;
            ISet<long> edited = view.Scene.InEdit;
            // In each turn, and all of a large scene may be in hand.
            if (gesture == gestureSeen && held == heldSeen && edited == editedSeen && view.Identity.Version == handsVersion)
                return;
            gestureSeen = gesture;
            heldSeen = held;
            editedSeen = edited;
            handsVersion = view.Identity.Version;
            var ids = new FirstIds(FrameLimits.Hands);
            foreach (string each in gesture)
                ids.Add(each);
            AddIds(ids, held);
            bool isMoving = ids.All.Count > 0;
            AddIds(ids, edited);
            if (hands.SetEquals(ids.All))
                return;
            hands = ids.All;
            send(new HandsFrame(ids.InOrder, hands.Count == 0 ? "" : isMoving ? MovingMode : EditingMode));
        }

        /// <summary>Not in each turn, nor where nothing else was selected: all of a large scene makes a long list.</summary>
        public void TellSelected(double nowSeconds)
        {
            if (nowSeconds < nextSelectedSeconds)
                return;
            nextSelectedSeconds = nowSeconds + SelectedEverySeconds;
            IEnumerable<long> selection = view.Scene.Selected;
            if (selection == selectionSeen && view.Identity.Version == selectedVersion)
                return;
            selectionSeen = selection;
            selectedVersion = view.Identity.Version;
            var ids = new FirstIds(FrameLimits.Selected);
            AddIds(ids, selection);
            if (selected.SetEquals(ids.All))
                return;
            selected = ids.All;
            send(new SelectedFrame(ids.InOrder));
        }

        /// <summary>An inventory says how many are not shared.</summary>
        public void NoteUnmanaged(long count)
        {
            unmanaged = count;
        }

        /// <summary>Where it is not what the application heard last: a script made some, or what somebody made was put aside.</summary>
        public void TellUnmanaged(double nowSeconds)
        {
            if (unmanaged == null || nowSeconds < nextUnmanagedSeconds)
                return;
            int? all = view.Identity.GoOnCounting();
            if (all == null)
                return;
            nextUnmanagedSeconds = nowSeconds + UnmanagedEverySeconds;
            long count = Math.Min(all.Value, FrameLimits.Unmanaged);
            if (count == unmanaged)
                return;
            unmanaged = count;
            send(new UnmanagedFrame(count));
        }

        public void TellView(double nowSeconds)
        {
            if (nowSeconds < nextViewSeconds)
                return;
            nextViewSeconds = nowSeconds + ViewEverySeconds;
            EngineViewpoint? seen = view.Scene.Viewpoint;
            Viewpoint? now = seen.HasValue ? Viewpoint.Of(seen.Value) : null;
            string spelt = now.HasValue ? now.Value.ToJson().ToString() : "";
            if (spelt == viewpoint)
                return;
            viewpoint = spelt;
            send(new ViewFrame(now));
        }

        void AddIds(FirstIds ids, IEnumerable<long> handles)
        {
            foreach (long each in handles)
            {
                if (ids.IsFull)
                    return;
                string id = view.Identity.IdOf(each);
                if (id != null)
                    ids.Add(id);
            }
        }

        /// <summary>Looks at what the engine is busy with, and tells it once `hello` was said.</summary>
        public void TellActivity(bool isGesture, long? lastBegun)
        {
            Activity = view.Scene.Activity ?? (isGesture ? new EngineActivity(false, GestureWords) : null);
            if (!SaidHello || Same(Activity, toldActivity))
                return;
            toldActivity = Activity;
            if (Activity == null)
                send(new ReadyFrame());
            else
                send(new BusyFrame(Activity.Parks ? BusyKind.Parked : BusyKind.Short, Activity.Words, lastBegun));
        }

        /// <summary>Says what the engine owns of these objects and what is only within bounds, where that is news (rule 10).</summary>
        public void Declare(IReadOnlyCollection<string> ids)
        {
            if (ids.Count == 0)
                return;
            var news = new List<Declaration>();
            foreach (string id in new SortedSet<string>(ids, StringComparer.Ordinal))
            {
                Reading now = view.Shadow.FlagsOf(id);
                Reading before;
                declared.TryGetValue(id, out before);
                if (now == null || Shadow.SameFlags(now, before))
                    continue;
                declared[id] = now;
                var driven = new List<string>(now.Driven);
                driven.Sort(string.CompareOrdinal);
                news.Add(new Declaration(id, driven, now.IsBounded));
            }
            if (news.Count > 0)
                foreach (List<Declaration> part in Parts.Split(news, FrameLimits.DeclarePart))
                    send(new DeclareFrame(part));
        }

        static bool Same(EngineActivity a, EngineActivity b)
        {
            return a == null || b == null ? a == b : a.Parks == b.Parks && a.Words == b.Words;
        }

        /// <summary>Ids in the order in which they came, each once, up to as many as a frame may hold.</summary>
        sealed class FirstIds
        {
            readonly int most;

            public FirstIds(int most)
            {
                this.most = most;
            }

            public HashSet<string> All { get; } = new HashSet<string>();

            public List<string> InOrder { get; } = new List<string>();

            public bool IsFull
            {
                get { return All.Count >= most; }
            }

            public void Add(string id)
            {
                if (!IsFull && All.Add(id))
                    InOrder.Add(id);
            }
        }
    }
}
