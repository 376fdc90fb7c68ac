using UnityEditor;
using VibeSync.Core;

namespace VibeSync.Editor
{
    /// <summary>What has to outlive a domain reload and nothing else: Unity keeps it until the editor quits, and on no disk (SEC-4).</summary>
    sealed class SessionMemory : ITokenStore
    {
        const string TokenKey = "VibeSync.Token";
        const string AddressKey = "VibeSync.Address";
        const string NumbersKey = "VibeSync.Numbers";
        const string HidesSuggestionsKey = "VibeSync.HidesSuggestions";

        public string Token
        {
            get { return Read(TokenKey); }
            set { Write(TokenKey, value); }
        }

        /// <summary>Where the session was; null when there is none.</summary>
        public string Address
        {
            get { return Read(AddressKey); }
            set { Write(AddressKey, value); }
        }

        /// <summary>How far the session was; null when there is none.</summary>
        public string Numbers
        {
            get { return Read(NumbersKey); }
            set { Write(NumbersKey, value); }
        }

        /// <summary>Whether the artist wants no suggestions drawn here.</summary>
        public static bool HidesSuggestions
        {
            get { return Read(HidesSuggestionsKey) != null; }
            set { Write(HidesSuggestionsKey, value ? "yes" : null); }
        }

        static string Read(string key)
        {
            string kept = SessionState.GetString(key, "");
            return kept.Length > 0 ? kept : null;
        }

        static void Write(string key, string value)
        {
            if (string.IsNullOrEmpty(value))
                SessionState.EraseString(key);
            else
                SessionState.SetString(key, value);
        }
    }
}
