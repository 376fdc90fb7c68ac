using System;
using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>What was read of a frame, spelled as JSON again: nothing of it may be missing.</summary>
    public static class Respelled
    {
        public static JsonValue Frame(IncomingFrame frame)
        {
            var members = new List<KeyValuePair<string, JsonValue>> { Text("type", frame.Type) };
            members.AddRange(Session(frame) ?? Comparison(frame) ?? Change(frame));
            return JsonValue.Object(members);
        }

        static KeyValuePair<string, JsonValue>[] Session(IncomingFrame frame)
        {
            if (frame is WelcomeFrame welcome)
                return new[]
                {
                    Text("session", welcome.Session),
                    Text("token", welcome.Token),
                    JsonValue.Member(
                        "project", JsonValue.Object(Text("id", welcome.Project.Id), Text("name", welcome.Project.Name))),
                    Number("revision", welcome.Revision),
                    JsonValue.Member("resumed", JsonValue.Boolean(welcome.Resumed)),
                    Number("heartbeat_ms", welcome.HeartbeatMs),
                    Number("hold", welcome.Hold),
                };
            if (frame is BindFrame bind)
                return new[] { Text("project", bind.Project), Text("scene", bind.Scene) };
            if (frame is ForeignFrame foreign)
                return new[] { Text("message", foreign.Message) };
            if (frame is HoldFrame hold)
                return new[] { Number("halt", hold.Halt) };
            if (frame is ReleaseFrame release)
                return new[] { Number("halt", release.Halt) };
            if (frame is OfferKeptFrame kept)
                return new[] { Text("offer", kept.Offer), Number("values", kept.Values) };
            if (frame is GhostsFrame ghosts)
                return new[] { List("ghosts", ghosts.Ghosts, Spelled), Number("more", ghosts.More) };
            if (frame is NoteFrame note)
                return new[] { Text("message", note.Message) };
            if (frame is PingFrame ping)
                return new[] { Number("ping", ping.Ping) };
            if (frame is RevokedFrame revoked)
                return new[] { Text("code", revoked.Code), Text("message", revoked.Message) };
            return null;
        }

        static KeyValuePair<string, JsonValue>[] Comparison(IncomingFrame frame)
        {
            if (frame is TakeInventoryFrame take)
                return new[] { Number("request", take.Request) };
            if (frame is ReadValuesFrame read)
                return new[] { Number("request", read.Request), List("ids", read.Ids, JsonValue.Text) };
            if (frame is AuditFrame audit)
                return new[] { Number("request", audit.Request), List("ids", audit.Ids, JsonValue.Text) };
            if (frame is AdoptUnmanagedFrame unmanaged)
                return new[] { Number("request", unmanaged.Request) };
            if (frame is PatchFrame patch)
                return new[]
                {
                    Number("request", patch.Request),
                    Number("revision", patch.Revision),
                    List("objects", patch.Objects, each => each.ToJson()),
                    List("removed", patch.Removed, JsonValue.Text),
                };
            if (frame is LiveFrame live)
                return new[] { Number("revision", live.Revision) };
            return null;
        }

        static KeyValuePair<string, JsonValue>[] Change(IncomingFrame frame)
        {
            if (frame is ApplyFrame apply)
                return new[]
                {
                    Number("n", apply.N),
                    Text("label", apply.Label),
                    Text("by", apply.By),
                    List("operations", apply.Operations, each => each.ToJson()),
                };
            if (frame is AdoptFrame adopt)
                return new[]
                {
                    Number("n", adopt.N), Text("edit", adopt.Edit), List("facets", adopt.Facets, each => each.ToJson()),
                };
            if (frame is ConfirmFrame confirm)
                return new[] { Number("n", confirm.N), JsonValue.Member("receipt", confirm.Receipt.ToJson()) };
            if (frame is CompensateFrame compensate)
                return new[] { Number("n", compensate.N), List("entries", compensate.Entries, Entry) };
            if (frame is DecidedFrame decided)
                return new[]
                {
                    Text("edit", decided.Edit),
                    Text("outcome", decided.Outcome.ToString().ToLowerInvariant()),
                    Number("n", decided.N),
                    Text("code", decided.Code),
                    Text("message", decided.Message),
                };
            throw new CheckFailure("no spelling of " + frame.Type);
        }

        static JsonValue Spelled(Ghost ghost)
        {
            return JsonValue.Object(
                Text("suggestion", ghost.Suggestion),
                Text("by", ghost.By),
                Text("id", ghost.Id),
                Text("what", ghost.What.ToString().ToLowerInvariant()),
                Text("kind", ghost.Kind.Word()),
                Text("name", ghost.Name),
                Text("parent", ghost.Parent),
                JsonValue.Member("transform", ghost.Transform.ToJson()));
        }

        static JsonValue Entry(CompensationEntry entry)
        {
            return JsonValue.Object(
                Text("id", entry.Touch.Id),
                Text("facet", entry.Touch.Facet),
                JsonValue.Member("expected", new FacetState(entry.Touch.Id, entry.Touch.Facet, entry.Expected).ToJson()),
                JsonValue.Member("restore", new FacetState(entry.Touch.Id, entry.Touch.Facet, entry.Restore).ToJson()));
        }

        static KeyValuePair<string, JsonValue> Text(string field, string value)
        {
            return JsonValue.Member(field, JsonValue.Text(value));
        }

        static KeyValuePair<string, JsonValue> Number(string field, long? value)
        {
            return JsonValue.Member(field, value.HasValue ? JsonValue.Number(value.Value) : JsonValue.Null);
        }

        static KeyValuePair<string, JsonValue> List<T>(string field, IEnumerable<T> values, Func<T, JsonValue> spell)
        {
            var items = new List<JsonValue>();
            foreach (T each in values)
                items.Add(spell(each));
            return JsonValue.Member(field, JsonValue.Array(items));
        }
    }
}
