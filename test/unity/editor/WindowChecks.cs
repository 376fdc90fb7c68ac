using System.Collections.Generic;
using System.Reflection;
using System.Runtime.CompilerServices;
using UnityEditor;
using UnityEditor.SceneManagement;
using UnityEngine;
using UnityEngine.UIElements;
using VibeSync.Core;
using VibeSync.Editor;

namespace VibeSync.Checks
{
    public static class WindowChecks
    {
        const string Address = "ws://127.0.0.1:47800/adapter";

        [Check("editor: the window pairs with Enter, forgets the code at once, and then offers to disconnect")]
        public static void Pairing()
        {
            VisualElement window = Open();
            Found.Equal("Not connected|Pairing code|Address|Connect|Check conversions", Shown(window));
            TextField code = Field(window, "Pairing code");
            code.value = "ABCD-2345";
            Field(window, "Address").value = Address;
            Press(code, KeyCode.A);
            Found.Equal("ABCD-2345", code.value);
            Press(code, KeyCode.Return);
            Found.Equal("", code.value);
            Found.Equal("Connecting|Disconnect|Check conversions", Shown(window));
            All<Button>(window).Find(each => each.text == "Disconnect").Pressed();
            Found.Equal("Not connected|Pairing code|Address|Connect|Check conversions", Shown(window));
            Found.Equal(true, Focusable.Focused == code);
        }

        [Check("editor: Enter connects in either field, and means nothing more than a press anywhere else")]
        public static void Enter()
        {
            VisualElement window = Open();
            Field(window, "Pairing code").value = "ABCD-2345";
            Press(Field(window, "Address"), KeyCode.KeypadEnter);
            Found.Equal("Connecting|Disconnect|Check conversions", Shown(window));
            VibeSyncEditor.Session.Disconnect();
            Found.Equal(2, All<VisualElement>(window).FindAll(each => each.Callbacks.Exists(to => to is EventCallback<KeyDownEvent>)).Count);
        }

        [Check("editor: the window says what is wrong with what was typed")]
        public static void Wrong()
        {
            VisualElement window = Open();
            All<Button>(window).Find(each => each.text == "Connect").Pressed();
            Found.Equal("Not connected|Type the pairing code that VibeSync shows.|Pairing code|Address|Connect|Check conversions", Shown(window));
        }

        [Check("editor: the window reads nobody's words as markup: names, notes and reasons are shown letter by letter")]
        public static void NoMarkup()
        {
            VisualElement window = Open();
            Found.Equal(true, All<Label>(window).Count > 10);
            Found.Equal(0, All<Label>(window).FindAll(each => each.enableRichText).Count);
        }

        [Check("editor: the window checks the conversions without a connection, and says what came of it, or why it cannot")]
        public static void Conversions()
        {
            const string Buttons = "Not connected|Pairing code|Address|Connect|Check conversions|";
            VisualElement window = Open();
            System.Action press = All<Button>(window).Find(each => each.text == "Check conversions").Pressed;
            EditorApplication.isCompiling = true;
            press();
            EditorApplication.isCompiling = false;
            Found.Equal(Buttons + "Unity is busy (compiling). Check again afterwards.", Shown(window));
            press();
            Found.Equal(Buttons + "All 8 poses agree.", Shown(window));
        }

        [Check("editor: beside what an undo has left alone the window offers to undo theirs, and not any more once that is done")]
        public static void UndoTheirs()
        {
            VisualElement window = Open();
            var link = new ScriptedLink();
            var session = EditorDesk.Session((address, code, store) => link);
            typeof(VibeSyncEditor).GetProperty("Session").SetValue(null, session, null);
            session.Pair(Address, "ABCD-2345");
            SceneObject cube = Sample.Object(1, "Cube");
            EditorDesk.Join(link, () => EditorDesk.Turn(session), 7, cube);
            link.Deliver(new ApplyFrame(8, "hide", "Ada", new Operation[] { new SetVisibilityOperation(cube.Id, new Visibility(false, false)) }));
            EditorDesk.Turn(session);
            Found.Equal(false, Shown(window).Contains("Undo theirs"));
            GameObject item = System.Array.Find(Bench.Open.GetRootGameObjects(), each => each.name == "Cube");
            Bench.GoBack(session.Scene, "VibeSync: hide", () => item.SetActive(true));
            EditorDesk.Turn(session);
            EditorDesk.Turn(session);
            window.Tick();
            Found.Equal(true, Shown(window).Contains("|Your undo left others’ changes of “Cube” alone.|Undo theirs|Notes|Kept what Ada changed of “Cube” while"));
            All<Button>(window).Find(each => each.text == "Undo theirs").Pressed();
            EditorDesk.Turn(session);
            window.Tick();
            Found.Equal(true, item.activeSelf);
            Found.Equal(false, Shown(window).Contains("Undo theirs"));
            session.Disconnect();
        }

        [Check("editor: the window says how much waits, and the artist says whether it is drawn")]
        public static void Suggestions()
        {
            VisualElement window = Open();
            var link = new ScriptedLink();
            var session = EditorDesk.Session((address, code, store) => link);
            typeof(VibeSyncEditor).GetProperty("Session").SetValue(null, session, null);
            session.Pair(Address, "ABCD-2345");
            EditorDesk.Join(link, () => EditorDesk.Turn(session), 7, Sample.Object(1, "Cube"));
            window.Tick();
            Found.Equal(false, Shown(window).Contains("Waiting in VibeSync"));
            link.Deliver(new GhostsFrame(new[] { GhostDrawingChecks.Moved(1, "Cube") }, 4));
            EditorDesk.Turn(session);
            window.Tick();
            Found.Equal(true, Shown(window).Contains("|Waiting in VibeSync: 1, and 4 more|"));
            Toggle toggle = All<Toggle>(window)[0];
            Found.Equal(true, toggle.value);
            toggle.Flip();
            Found.Equal(false, GhostDrawing.IsWanted);
            toggle.Flip();
            Found.Equal(true, GhostDrawing.IsWanted);
            session.Disconnect();
        }

        [Check("editor: another scene in the stead of this one, and the end of play mode, make every handle void; another selection is noted")]
        public static void Hooks()
        {
            Open();
            UnityScene scene = VibeSyncEditor.Session.Scene;
            EditorSceneManager.Tell(Bench.Open, OpenSceneMode.Additive);
            Found.Equal(0, scene.TakeEvents().Count);
            EditorSceneManager.Tell(Bench.Open, OpenSceneMode.Single);
            Found.Equal(EngineEventKind.Opened, scene.TakeEvents()[0].Kind);
            IEnumerable<long> before = scene.Selected;
            Selection.objects = new Object[] { Bench.Make("car") };
            Found.Equal(false, scene.Selected == before);
            EditorApplication.isPlayingOrWillChangePlaymode = EditorApplication.isPlaying = true;
            EditorApplication.Tell(PlayModeStateChange.EnteredPlayMode);
            Found.Equal(0, scene.TakeEvents().Count);
            EditorApplication.isPlayingOrWillChangePlaymode = false;
            EditorApplication.Tell(PlayModeStateChange.ExitingPlayMode);
            EditorApplication.isPlaying = false;
            // Unity puts back what was open before: nobody has opened anything.
            EditorSceneManager.Tell(Bench.Open, OpenSceneMode.Single);
            Found.Equal(0, scene.TakeEvents().Count);
            Found.Equal("play mode", scene.Activity.Words);
            EditorApplication.Tell(PlayModeStateChange.EnteredEditMode);
            Found.Equal(EngineEventKind.Restored, scene.TakeEvents()[0].Kind);
            Found.Equal(null, scene.Activity);
        }

        /// <summary>As Unity does when the editor has started and somebody opens the window.</summary>
        internal static VisualElement Open()
        {
            new Bench();
            var memory = new SessionMemory();
            memory.Token = memory.Address = null;
            System.Environment.SetEnvironmentVariable("VIBESYNC_PAIRING_CODE", null);
            RuntimeHelpers.RunClassConstructor(typeof(VibeSyncEditor).TypeHandle);
            EditorApplication.update();
            typeof(VibeSyncEditor).GetProperty("Session").SetValue(null, EditorDesk.Session(EditorSessionChecks.Scripted), null);
            var window = new VibeSyncWindow();
            typeof(VibeSyncWindow).GetMethod("CreateGUI", BindingFlags.Instance | BindingFlags.NonPublic).Invoke(window, null);
            return window.rootVisualElement;
        }

        static void Press(VisualElement focused, KeyCode key)
        {
            foreach (System.Delegate callback in focused.Callbacks)
                ((EventCallback<KeyDownEvent>)callback)(KeyDownEvent.Of(key));
        }

        static TextField Field(VisualElement window, string caption)
        {
            return All<TextField>(window).Find(each => each.Caption == caption);
        }

        static List<T> All<T>(VisualElement root) where T : VisualElement
        {
            var found = new List<T>();
            if (root is T)
                found.Add((T)root);
            root.Below.ForEach(each => found.AddRange(All<T>(each)));
            return found;
        }

        /// <summary>What can be read, from top to bottom.</summary>
        static string Shown(VisualElement root)
        {
            var words = new List<string>();
            Read(root, words);
            return string.Join("|", words);
        }

        static void Read(VisualElement element, List<string> words)
        {
            if (element.style.display.value == DisplayStyle.None)
                return;
            var text = element as TextElement;
            var field = element as TextField;
            string word = text != null ? text.text : field != null ? field.Caption : "";
            if (word.Length > 0)
                words.Add(word);
            element.Below.ForEach(each => Read(each, words));
        }
    }
}
