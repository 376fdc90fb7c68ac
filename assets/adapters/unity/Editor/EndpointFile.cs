using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using VibeSync.Core;

namespace VibeSync.Editor
{
    /// <summary>The file in which the application says where it listens. It holds no secret.</summary>
    static class EndpointFile
    {
        const string Application = "VibeSync";
        const string Folder = "run";
        const string Name = "endpoint.json";
        const int MostUnits = 4096;
        static readonly JsonLimits Limits = new JsonLimits(MostUnits, 2, 16, 32);

        /// <summary>The address of the application that runs on this computer; null where none does.</summary>
        public static string Find()
        {
            return ReadIn(Path.Combine(Path.Combine(SettingsFolder(), Application), Folder));
        }

        /// <summary>The address in this folder's file; null where there is none, or the process that wrote it has ended.</summary>
        public static string ReadIn(string folder)
        {
            try
            {
                var file = new FileInfo(Path.Combine(folder, Name));
                if (!file.Exists || file.Length > MostUnits)
                    return null;
                JsonValue read = StrictJson.Parse(File.ReadAllText(file.FullName), Limits);
                if (read.Kind != JsonKind.Object)
                    return null;
                JsonValue url = read.Find("url");
                JsonValue process = read.Find("pid");
                if (url.Kind != JsonKind.Text || process.Kind != JsonKind.Number)
                    return null;
                return Runs((int)process.AsNumber) ? url.AsText : null;
            }
            catch (IOException)
            {
                return null;
            }
            catch (UnauthorizedAccessException)
            {
                return null;
            }
            catch (ProtocolError)
            {
                return null;
            }
        }

        static bool Runs(int process)
        {
            try
            {
                using (Process found = Process.GetProcessById(process))
                    return !found.HasExited;
            }
            catch (ArgumentException)
            {
                return false;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
            catch (Win32Exception)
            {
                // It is there, and this process may not look at it.
                return true;
            }
        }

        /// <summary>Where Electron keeps what applications remember of their user.</summary>
        static string SettingsFolder()
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (Environment.OSVersion.Platform == PlatformID.Win32NT)
                return Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
            if (Directory.Exists("/System/Library/CoreServices"))
                return Path.Combine(Path.Combine(home, "Library"), "Application Support");
            string configured = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
            return string.IsNullOrEmpty(configured) ? Path.Combine(home, ".config") : configured;
        }
    }
}
