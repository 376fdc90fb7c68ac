using System;
using System.Collections.Generic;
using System.Diagnostics;
using UnityEditor;
using UnityEngine;
using UnityEngine.SceneManagement;
using VibeSync.Core;
using Debug = UnityEngine.Debug;

namespace VibeSync.Editor
{
    /// <summary>The one adapter of this editor with its scene and its link, from one domain reload to the next.</summary>
    sealed class VibeSyncSession
    {
        public const string Version = "0.1.0";

        const string AddressVariable = "VIBESYNC_URL";
        const string CodeVariable = "VIBESYNC_PAIRING_CODE";
        // Of each of Unity's own turns (rule 9); the artist's hand comes in between.
        const double FrameBudgetSeconds = 0.002;
        // In the background Unity takes a turn every 0.1 s, or every few seconds, and no hand is there to be kept waiting.
        const double BackgroundBudgetSeconds = 0.02;
        // Unity tells of a step in the frame in which it is made, or in the next one: what stands still for longer has none.
        const double SettleSeconds = 2.0;
        const string Broken = "VibeSync has stopped because of an error in it, which the Console shows. Connecting starts it again.";

        readonly SessionMemory memory = new SessionMemory();
        readonly Func<string, string, ITokenStore, ILink> open;
        readonly Func<double> seconds;
        Adapter adapter;
        TimedLink link;

        public VibeSyncSession() : this((address, code, store) => new Link(address, code, store), Seconds)
        {
        }

        /// <param name="open">Makes a link to an address with a code, or with the token that the store has; raises ArgumentException
        /// for what cannot be used.</param>
        /// <param name="seconds">A clock that only goes forward, in seconds from anywhere.</param>
        public VibeSyncSession(Func<string, string, ITokenStore, ILink> open, Func<double> seconds)
        {
            this.open = open;
            this.seconds = seconds;
            Begin();
        }

        public UnityScene Scene { get; private set; }

        public Adapter Adapter
        {
            get { return adapter; }
        }

        /// <summary>Whether there is a connection, or one is tried for.</summary>
        public bool HasLink
        {
            get { return link != null && adapter.HasLink; }
        }

        /// <summary>Milliseconds from the last change applied here to its confirmation; null before the first.</summary>
        public double? LatencyMs
        {
            get
            {
                const double MillisecondsPerSecond = 1000.0;
                return link == null ? null : link.LatencySeconds * MillisecondsPerSecond;
            }
        }

        /// <summary>What keeps it from being connected, in a sentence; empty where nothing does.</summary>
        public string Problem { get; private set; } = "";

        /// <summary>After a domain reload the session that was; in an editor that VibeSync has started, the one that it offers.</summary>
        public void TakeUp()
        {
            string code = Environment.GetEnvironmentVariable(CodeVariable);
            // A secret, though it works once only: no program that Unity starts needs to see it.
            Environment.SetEnvironmentVariable(CodeVariable, null);
            string numbers = memory.Numbers;
            memory.Numbers = null;
            if (memory.Token != null && memory.Address != null)
            {
                if (numbers != null)
                    adapter.Recall(numbers);
                Connect(memory.Address, null);
            }
            else if (!string.IsNullOrEmpty(code))
                Pair(Environment.GetEnvironmentVariable(AddressVariable) ?? "", code);
        }

        /// <summary>Begins a session of its own with a one-time code. What is wrong with either is said in <see cref="Problem"/>; without
        /// a code the session that there is goes on.</summary>
        public void Pair(string address, string code)
        {
            if (code.Trim().Length == 0)
            {
                Problem = "Type the pairing code that VibeSync shows.";
                return;
            }
            Disconnect();
            if (adapter == null)
                Begin();
            Connect(address.Trim(), code.Trim());
        }

        /// <summary>Ends the session for good.</summary>
        public void Disconnect()
        {
            Guarded(() => adapter.Disconnect());
            memory.Token = null;
            memory.Address = null;
            link = null;
        }

        /// <summary>What the check of the conversions finds, or why it cannot be made now: lines, the result first.</summary>
        public IReadOnlyList<string> CheckConversions()
        {
            try
            {
                return ConversionCheck.Run(Scene);
            }
            catch (EngineRefusal refusal)
            {
                return new[] { refusal.Message };
            }
        }

        /// <summary>One turn of Unity's main thread.</summary>
        public void Pump()
        {
            Guarded(() => adapter.Pump(EditorApplication.isFocused ? FrameBudgetSeconds : BackgroundBudgetSeconds));
            GhostDrawing.Follow(adapter);
        }

        /// <summary>This domain is about to be thrown away. The next one takes the session up.</summary>
        public void Suspend()
        {
            Guarded(() => memory.Numbers = adapter.Suspend());
        }

        /// <summary>Unity is about to set the scene aside for play mode.</summary>
        public void BeforePlay()
        {
            Guarded(() => adapter.BeforePlay());
        }

        /// <summary>A hand has changed something in play mode.</summary>
        public void LookAtPlay()
        {
            Guarded(() => adapter.LookAtPlay());
        }

        /// <summary>Play mode is about to end, and what it shows is still there.</summary>
        public void LeavePlay()
        {
            Guarded(() => adapter.LeavePlay());
        }

        /// <summary>The artist wants what their undo would have brought of others' changes.</summary>
        public void UndoTheirs()
        {
            Guarded(() => adapter.UndoTheirs());
        }

        public void BeforeSave(Scene saved)
        {
            if (Scene.Shows(saved))
                Guarded(() => adapter.BeforeSave());
        }

        public void AfterSave(Scene saved)
        {
            if (Scene.Shows(saved))
                Guarded(() => adapter.AfterSave());
        }

        public void ActivityChanged()
        {
            Guarded(() => adapter.ActivityChanged());
        }

        void Begin()
        {
            Scene = new UnityScene();
            adapter = new Adapter(Scene, seconds, Version, Application.unityVersion, SettleSeconds);
        }

        void Connect(string address, string code)
        {
            Problem = "";
            try
            {
                link = new TimedLink(open(address, code, memory), seconds);
            }
            catch (ArgumentException error)
            {
                Problem = error.Message;
                return;
            }
            memory.Address = address;
            adapter.Connect(link);
        }

        /// <summary>An error in here must neither be hidden nor come again in every frame.</summary>
        void Guarded(Action action)
        {
            if (adapter == null)
                return;
            try
            {
                action();
            }
            catch (Exception error)
            {
                Debug.LogException(error);
                Problem = Broken;
                adapter = null;
                if (link != null)
                    link.Stop(true);
                link = null;
            }
        }

        static double Seconds()
        {
            return (double)Stopwatch.GetTimestamp() / Stopwatch.Frequency;
        }
    }
}
