using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>A check: a public static method without parameters that throws where something does not hold.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class CheckAttribute : Attribute
    {
        public CheckAttribute(string says)
        {
            Says = says;
        }

        public string Says { get; }
    }

    public sealed class CheckFailure : Exception
    {
        public CheckFailure(string message) : base(message)
        {
        }
    }

    /// <summary>Runs every check, or those that say a given text: `checks.exe ROOT [TEXT]`. Prints a line for each and last
    /// `N passed, N failed`.</summary>
    public static class Runner
    {
        /// <summary>The project's folder, where the recorded frames and the vectors are.</summary>
        public static string Root { get; private set; }

        public static int Main(string[] arguments)
        {
            Root = arguments[0];
            string wanted = arguments.Length > 1 ? arguments[1] : "";
            int passed = 0;
            int failed = 0;
            foreach (KeyValuePair<string, MethodInfo> check in All())
            {
                if (check.Key.IndexOf(wanted, StringComparison.Ordinal) < 0)
                    continue;
                Exception problem = Run(check.Value);
                if (problem == null)
                    passed += 1;
                else
                    failed += 1;
                Console.WriteLine((problem == null ? "  ✓ " : "  ✗ ") + check.Key);
                if (problem != null)
                    Console.WriteLine("      " + problem.ToString().Replace("\n", "\n      "));
            }
            Console.WriteLine(passed + " passed, " + failed + " failed");
            return failed > 0 ? 1 : 0;
        }

        public static JsonValue ReadJson(string path)
        {
            // The files hold numbers as text where JSON would lose a bit of them, and are larger than a frame.
            var limits = new JsonLimits(int.MaxValue, 64, int.MaxValue, 64);
            return StrictJson.Parse(File.ReadAllText(Path.Combine(Root, path)), limits);
        }

        static SortedDictionary<string, MethodInfo> All()
        {
            var found = new SortedDictionary<string, MethodInfo>(StringComparer.Ordinal);
            foreach (Type type in Assembly.GetExecutingAssembly().GetTypes())
                foreach (MethodInfo method in type.GetMethods(BindingFlags.Public | BindingFlags.Static))
                {
                    var check = (CheckAttribute)Attribute.GetCustomAttribute(method, typeof(CheckAttribute));
                    if (check != null)
                        found.Add(type.Name + ": " + check.Says, method);
                }
            return found;
        }

        static Exception Run(MethodInfo check)
        {
            try
            {
                check.Invoke(null, null);
                return null;
            }
            catch (TargetInvocationException thrown)
            {
                return thrown.InnerException;
            }
        }
    }
}
