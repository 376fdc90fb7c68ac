using System;
using System.Collections.Concurrent;
using System.IO;
using System.Text;
using System.Threading;
using VibeSync.Core;
using VibeSync.World;

namespace VibeSync.Driver
{
    /// <summary>An editor in a process: the world, the adapter's core in it, and a test that plays everybody. Commands are lines of
    /// JSON on standard input, `{"id": 1, "do": "move", …}`; each is answered by one line on standard output, `{"id": 1, "ok":
    /// true, "result": …}`. What happens unasked is told as `{"event": …}`. Ends when its input ends.</summary>
    public static class Program
    {
        /// <summary>Between two frames, where nobody asks for anything.</summary>
        const int FrameIntervalMs = 4;

        static readonly TextWriter Output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        static readonly BlockingCollection<string> Lines = new BlockingCollection<string>();

        public static int Main()
        {
            new Thread(Read) { IsBackground = true }.Start();
            var world = new EditorWorld();
            var host = new AdapterHost(world, Tell);
            var artist = new ArtistVerbs(world);
            var editor = new EditorVerbs(world, host.Frame);
            var bench = new BenchVerbs(world, host);
            Tell(JsonValue.Object(JsonValue.Member("ready", JsonValue.True)));
            while (true)
            {
                string line;
                if (Lines.TryTake(out line, FrameIntervalMs))
                {
                    if (host.IsPaced)
                        Thread.Sleep(FrameIntervalMs);
                    Answer(new Command(StrictJson.Parse(line)), host, artist, editor, bench);
                }
                else if (Lines.IsCompleted)
                    break;
                host.Frame();
            }
            host.End();
            return 0;
        }

        static void Answer(Command command, AdapterHost host, ArtistVerbs artist, EditorVerbs editor, BenchVerbs bench)
        {
            try
            {
                JsonValue result;
                if (artist.Knows(command.Verb))
                    result = artist.Run(command);
                else if (editor.Knows(command.Verb))
                    result = editor.Run(command);
                else if (bench.Knows(command.Verb))
                    result = bench.Run(command);
                else
                    result = host.Run(command);
                Tell(JsonValue.Object(
                    JsonValue.Member("id", JsonValue.Number(command.Id)),
                    JsonValue.Member("ok", JsonValue.True),
                    JsonValue.Member("result", result)));
            }
            catch (Exception error)
            {
                Tell(JsonValue.Object(
                    JsonValue.Member("id", JsonValue.Number(command.Id)),
                    JsonValue.Member("ok", JsonValue.False),
                    JsonValue.Member("error", JsonValue.Text(error.ToString()))));
            }
        }

        static void Read()
        {
            using (var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false)))
            {
                string line;
                while ((line = input.ReadLine()) != null)
                    if (line.Length > 0)
                        Lines.Add(line);
            }
            Lines.CompleteAdding();
        }

        static void Tell(JsonValue line)
        {
            Output.WriteLine(line.ToString());
        }
    }
}
