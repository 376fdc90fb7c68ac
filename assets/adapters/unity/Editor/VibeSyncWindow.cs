using System.Collections.Generic;
using System.Globalization;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;
using VibeSync.Core;

namespace VibeSync.Editor
{
    /// <summary>Is it in step, what happened last, and the few things that an artist can do about the connection.</summary>
    sealed class VibeSyncWindow : EditorWindow
    {
        const string Title = "VibeSync";
        const string DefaultAddress = "ws://127.0.0.1:47800/adapter";
        const int RefreshIntervalMs = 500;
        const int MostNotes = 6;
        const int MostRecent = 5;
        const float Gap = 6f;

        Label status;
        HelpBox problem;
        VisualElement pairing;
        TextField code;
        TextField address;
        VisualElement connection;
        Label version;
        Label latency;
        TextList recent;
        VisualElement theirs;
        Label kept;
        TextList notes;
        Label checkResult;
        Toggle suggestions;
        Label waiting;

        [MenuItem("Window/VibeSync")]
        static void Open()
        {
            GetWindow<VibeSyncWindow>(Title);
        }

        void CreateGUI()
        {
            var page = new ScrollView();
            page.style.paddingLeft = page.style.paddingRight = page.style.paddingTop = page.style.paddingBottom = Gap;
            rootVisualElement.Add(page);

            page.Add(status = Words());
            status.style.unityFontStyleAndWeight = FontStyle.Bold;
            page.Add(problem = new HelpBox("", HelpBoxMessageType.Warning));
            problem.Query<Label>().ForEach(each => each.enableRichText = false);

            page.Add(pairing = new VisualElement());
            code = new TextField("Pairing code") { tooltip = "The one-time code that VibeSync shows under Connect Unity" };
            address = new TextField("Address") { tooltip = "Where VibeSync listens on this computer" };
            pairing.Add(code);
            pairing.Add(address);
            pairing.Add(new Button(Connect) { text = "Connect" });
            // Enter in a field is a press of the button. On the button itself it is one already, and a second one would begin anew.
            code.RegisterCallback<KeyDownEvent>(KeyPressed, TrickleDown.TrickleDown);
            address.RegisterCallback<KeyDownEvent>(KeyPressed, TrickleDown.TrickleDown);

            page.Add(connection = new VisualElement());
            connection.Add(version = Words());
            connection.Add(latency = Words());
            latency.tooltip = "From the last change being applied here to its confirmation";
            connection.Add(new Button(Disconnect)
            {
                text = "Disconnect",
                tooltip = "End this session; connecting again needs a new pairing code",
            });

            connection.Add(suggestions = new Toggle("Show suggestions here")
            {
                tooltip = "Outline in the Scene view what agents suggest and what waits for you in VibeSync. Nothing of it is in your scene",
                value = GhostDrawing.IsWanted,
            });
            suggestions.RegisterValueChangedCallback(changed => GhostDrawing.IsWanted = changed.newValue);
            connection.Add(waiting = Words());

            page.Add(recent = new TextList("Last changes", MostRecent));
            page.Add(theirs = new VisualElement());
            theirs.style.marginTop = Gap;
            theirs.Add(kept = Words());
            theirs.Add(new Button(UndoTheirs)
            {
                text = VibeSync.Core.UndoTheirs.StepName,
                tooltip = "Set what your undo would have brought of their change, as an edit of your own",
            });
            page.Add(notes = new TextList("Notes", MostNotes));

            page.Add(new Button(CheckConversions)
            {
                text = "Check conversions",
                tooltip = "Compare where this Unity puts known objects, a light and a camera with where they have to be",
            });
            page.Add(checkResult = Words());

            address.value = EndpointFile.Find() ?? DefaultAddress;
            rootVisualElement.schedule.Execute(Refresh).Every(RefreshIntervalMs);
            Refresh();
        }

        void KeyPressed(KeyDownEvent pressed)
        {
            if (pressed.keyCode != KeyCode.Return && pressed.keyCode != KeyCode.KeypadEnter)
                return;
            pressed.StopPropagation();
            Connect();
        }

        void Connect()
        {
            if (VibeSyncEditor.Session == null)
                return;
            string typed = code.value;
            // It is a secret, though it works once only.
            code.value = "";
            VibeSyncEditor.Session.Pair(address.value, typed);
            Refresh();
        }

        void Disconnect()
        {
            if (VibeSyncEditor.Session == null)
                return;
            VibeSyncEditor.Session.Disconnect();
            address.value = EndpointFile.Find() ?? DefaultAddress;
            Refresh();
            code.Focus();
        }

        void UndoTheirs()
        {
            if (VibeSyncEditor.Session != null)
                VibeSyncEditor.Session.UndoTheirs();
            Refresh();
        }

        void CheckConversions()
        {
            if (VibeSyncEditor.Session != null)
                checkResult.text = string.Join("\n", VibeSyncEditor.Session.CheckConversions());
        }

        void Refresh()
        {
            VibeSyncSession session = VibeSyncEditor.Session;
            Adapter adapter = session == null ? null : session.Adapter;
            bool hasLink = session != null && session.HasLink;
            status.text = WindowWords.Status(adapter);
            string trouble = WindowWords.Trouble(session);
            problem.text = trouble;
            Show(problem, trouble.Length > 0);
            Show(pairing, !hasLink);
            Show(connection, hasLink);
            bool isConnected = adapter != null && adapter.IsConnected;
            Show(version, isConnected);
            Show(latency, isConnected && session.LatencyMs.HasValue);
            if (isConnected)
            {
                version.text = "Version " + adapter.Revision.ToString(CultureInfo.InvariantCulture);
                if (session.LatencyMs.HasValue)
                    latency.text = "Latency " + session.LatencyMs.Value.ToString("F1", CultureInfo.InvariantCulture) + " ms";
            }
            Show(waiting, isConnected && adapter.Ghosts.Told.Count > 0);
            if (isConnected)
                waiting.text = WindowWords.Waiting(adapter.Ghosts);
            recent.Show(adapter == null ? null : adapter.Recent, false);
            string names = isConnected ? adapter.Theirs : null;
            Show(theirs, names != null);
            if (names != null)
                kept.text = WindowWords.Kept(names);
            notes.Show(adapter == null ? null : adapter.Notes, true);
        }

        static Label Words()
        {
            // Names and reasons are anybody's words, and no markup.
            var made = new Label { enableRichText = false };
            made.style.whiteSpace = WhiteSpace.Normal;
            return made;
        }

        static void Show(VisualElement element, bool shown)
        {
            element.style.display = shown ? DisplayStyle.Flex : DisplayStyle.None;
        }

        /// <summary>The newest lines of a list below a heading; nothing where there are none.</summary>
        sealed class TextList : VisualElement
        {
            readonly List<Label> lines = new List<Label>();

            public TextList(string heading, int most)
            {
                Label title = Words();
                title.text = heading;
                title.style.unityFontStyleAndWeight = FontStyle.Bold;
                title.style.marginTop = Gap;
                Add(title);
                for (int index = 0; index < most; index += 1)
                {
                    lines.Add(Words());
                    Add(lines[index]);
                }
            }

            public void Show(IReadOnlyList<string> texts, bool newestIsLast)
            {
                int count = texts == null ? 0 : texts.Count;
                VibeSyncWindow.Show(this, count > 0);
                for (int index = 0; index < lines.Count; index += 1)
                {
                    bool isThere = index < count;
                    VibeSyncWindow.Show(lines[index], isThere);
                    if (isThere)
                        lines[index].text = texts[newestIsLast ? count - 1 - index : index];
                }
            }
        }
    }
}
