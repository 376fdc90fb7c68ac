using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace VibeSync.Core
{
    /// <summary>What tells a file from its copies, which carry the same ids (rule 3): the SHA-256 of what the engine knows it by. It says
    /// nothing of where the file lies, and stays on this computer.</summary>
    public static class FileIdentity
    {
        const int HashBytes = 32;

        /// <summary>64 hex digits; null for no key.</summary>
        public static string Of(string key)
        {
            return Of(key, Path.DirectorySeparatorChar == '\\');
        }

        /// <summary>As <see cref="Of(string)"/>, where one file has one spelling, or as on Windows, where letters and slashes of either
        /// kind name the same one.</summary>
        public static string Of(string key, bool isWindows)
        {
            if (string.IsNullOrEmpty(key))
                return null;
            string named = isWindows ? key.Replace('/', '\\').ToLowerInvariant() : key;
            using (SHA256 hash = SHA256.Create())
                return Hexadecimal.Of(hash.ComputeHash(Encoding.UTF8.GetBytes(named)), HashBytes);
        }

        /// <summary>Left out where the file was never saved: it is no null in a frame.</summary>
        internal static void Spell(List<KeyValuePair<string, JsonValue>> members, string file)
        {
            if (file != null)
                members.Add("file", file);
        }
    }
}
