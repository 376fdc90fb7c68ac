using System;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;
using VibeSync.Core;
using VibeSync.Editor;

namespace VibeSync.Checks
{
    public static class EditorSessionChecks
    {
        const string Address = "ws://127.0.0.1:47800/adapter";

        [Check("editor: a code from the environment is used, and taken out of it")]
        public static void Environment()
        {
            VibeSyncSession session = Fresh();
            System.Environment.SetEnvironmentVariable("VIBESYNC_URL", Address);
            System.Environment.SetEnvironmentVariable("VIBESYNC_PAIRING_CODE", "ABCD-2345");
            session.TakeUp();
            Found.Equal(null, System.Environment.GetEnvironmentVariable("VIBESYNC_PAIRING_CODE"));
            Found.Equal(true, session.HasLink);
            Found.Equal("Connecting", session.Adapter.Status);
            session.Disconnect();
            Found.Equal(false, session.HasLink);
        }

        [Check("editor: without a token and without a code nothing is connected to")]
        public static void Alone()
        {
            VibeSyncSession session = Fresh();
            session.TakeUp();
            Found.Equal(false, session.HasLink);
            Found.Equal("", session.Problem);
            Found.Equal("Not connected", WindowWords.Status(session.Adapter));
        }

        [Check("editor: an address elsewhere and a missing code are refused in a sentence, the latter without ending anything")]
        public static void Refused()
        {
            VibeSyncSession session = Fresh();
            session.Pair("ws://192.168.0.2:47800/adapter", "ABCD-2345");
            Found.Equal(true, session.Problem.Length > 0);
            Found.Equal(false, session.HasLink);
            session.Pair(Address, "  ");
            Found.Equal("Type the pairing code that VibeSync shows.", session.Problem);
            Found.Equal(false, session.HasLink);
            session.Pair(Address, "ABCD-2345");
            session.Pair(Address, "");
            Found.Equal("Type the pairing code that VibeSync shows.", session.Problem);
            Found.Equal(true, session.HasLink);
            session.Disconnect();
        }

        [Check("editor: the session of before a domain reload is taken up after it, and not after it was ended")]
        public static void Reload()
        {
            VibeSyncSession before = Fresh();
            before.Pair(Address, "ABCD-2345");
            // As `welcome` would have brought it.
            new SessionMemory().Token = "token";
            var numbers = new KeptNumbers(new ProjectName(Sample.Id(1), "Street"), 8, 8, null, new Offer[0]);
            before.Adapter.Recall(numbers.ToText());
            before.Suspend();
            var after = EditorDesk.Session(Scripted);
            after.TakeUp();
            Found.Equal(true, after.HasLink);
            Found.Equal(8L, after.Adapter.AppliedThrough);
            after.Disconnect();
            Found.Equal(null, new SessionMemory().Token);
            var afterwards = EditorDesk.Session(Scripted);
            afterwards.TakeUp();
            Found.Equal(false, afterwards.HasLink);
        }

        [Check("editor: an error stops the adapter once, is shown, and connecting starts it again")]
        public static void Broken()
        {
            VibeSyncSession session = Fresh();
            session.Pair(Address, "ABCD-2345");
            AnimationMode.Failure = new InvalidOperationException("as a bug would");
            EditorDesk.Turn(session);
            EditorDesk.Turn(session);
            AnimationMode.Failure = null;
            Found.Equal(1, Debug.Warnings.Count);
            Found.Equal(false, session.HasLink);
            Found.Equal(true, session.Problem.StartsWith("VibeSync has stopped"));
            session.Pair(Address, "ABCD-2345");
            Found.Equal("", session.Problem);
            Found.Equal(true, session.HasLink);
            session.Disconnect();
        }

        /// <summary>As the real one, but for the socket.</summary>
        public static ILink Scripted(string address, string code, ITokenStore store)
        {
            LoopbackAddress.Parse(address);
            Found.Equal(true, code != null || store.Token != null);
            return new ScriptedLink();
        }

        static VibeSyncSession Fresh()
        {
            var bench = new Bench();
            Found.Equal("", bench.Names);
            SessionMemory memory = new SessionMemory();
            memory.Token = memory.Address = null;
            System.Environment.SetEnvironmentVariable("VIBESYNC_PAIRING_CODE", null);
            return EditorDesk.Session(Scripted);
        }
    }
}
