using System;
using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>A frame to the application, built from what a recorded one says.</summary>
    public static class Rebuilt
    {
        static readonly Dictionary<string, Func<JsonValue, OutgoingFrame>> Builders =
            new Dictionary<string, Func<JsonValue, OutgoingFrame>>
            {
                { "hello", Hello },
                { "scene", frame => new SceneFrame(Scene(frame.Find("scene"))) },
                {
                    "inventory",
                    frame => new InventoryFrame(
                        Whole(frame, "request"), Flag(frame, "last"), List(frame, "objects", State), Whole(frame, "unmanaged"))
                },
                {
                    "values",
                    frame => new ValuesFrame(
                        Whole(frame, "request"),
                        Flag(frame, "last"),
                        List(frame, "objects", each => SceneObject.FromJson(each, "objects")),
                        List(frame, "missing", each => each.AsText))
                },
                { "applied", frame => new AppliedFrame(Whole(frame, "n"), List(frame, "states", Facet)) },
                { "failed", frame => new FailedFrame(Whole(frame, "n"), Text(frame, "code"), Text(frame, "message")) },
                { "compensated", frame => new CompensatedFrame(Whole(frame, "n"), List(frame, "outcomes", Outcome)) },
                { "patched", frame => new PatchedFrame(Whole(frame, "request"), List(frame, "states", State)) },
                { "digests", frame => new DigestsFrame(Whole(frame, "request"), List(frame, "states", State)) },
                {
                    "observed",
                    frame => new ObservedFrame(
                        Text(frame, "edit"),
                        Whole(frame, "applied_through"),
                        Evidence(frame.Find("undo")),
                        List(frame, "before", Facet),
                        List(frame, "operations", each => Operation.FromJson(each, "operations")))
                },
                {
                    "offered",
                    frame => new OfferedFrame(
                        Text(frame, "offer"), Whole(frame, "applied_through"), Flag(frame, "last"), List(frame, "states", Facet))
                },
                { "declare", frame => new DeclareFrame(List(frame, "objects", Declared)) },
                { "hands", frame => new HandsFrame(List(frame, "objects", each => each.AsText), Text(frame, "mode")) },
                { "unmanaged", frame => new UnmanagedFrame(Whole(frame, "count")) },
                { "selected", frame => new SelectedFrame(List(frame, "objects", each => each.AsText)) },
                { "view", frame => new ViewFrame(Seen(frame.Find("view"))) },
                {
                    "busy",
                    frame => new BusyFrame(
                        Text(frame, "kind") == "short" ? BusyKind.Short : BusyKind.Parked,
                        Text(frame, "activity"),
                        WholeOrNull(frame.Find("last_begun")))
                },
                { "ready", frame => new ReadyFrame() },
                { "saved_as", frame => new SavedAsFrame(Text(frame, "title"), TextOrNull(frame, "file")) },
                { "saved", frame => new SavedFrame(Flag(frame, "unsaved")) },
                { "held", frame => new HeldFrame(Whole(frame, "halt")) },
                { "pong", frame => new PongFrame(Whole(frame, "ping"), Whole(frame, "main_thread_age_ms")) },
                { "bye", frame => new ByeFrame() },
            };

        public static ICollection<string> Types
        {
            get { return Builders.Keys; }
        }

        public static OutgoingFrame Frame(JsonValue frame)
        {
            return Builders[frame.Find("type").AsText](frame);
        }

        static HelloFrame Hello(JsonValue frame)
        {
            JsonValue adapter = frame.Find("adapter");
            JsonValue engine = frame.Find("engine");
            JsonValue receipt = frame.Find("receipt");
            return new HelloFrame(
                new ProductVersion(Text(adapter, "name"), Text(adapter, "version")),
                new ProductVersion(Text(engine, "kind"), Text(engine, "version")),
                Scene(frame.Find("scene")),
                WholeOrNull(frame.Find("applied_through")),
                receipt.IsNull ? null : Receipt.FromJson(receipt, "receipt"),
                List(frame, "masked", each => each.AsText),
                frame.Find("features") == null ? null : List(frame, "features", each => each.AsText));
        }

        static OpenScene Scene(JsonValue scene)
        {
            return new OpenScene(
                Ids.FromJsonOrNull(scene.Find("project"), "project"),
                Ids.FromJsonOrNull(scene.Find("scene"), "scene"),
                WholeOrNull(scene.Find("saved_revision")),
                Text(scene, "title"),
                TextOrNull(scene, "file"),
                Flag(scene, "unsaved"));
        }

        static ObjectState State(JsonValue state)
        {
            return new ObjectState(state.Items[0].AsText, state.Items[1].IsNull ? null : state.Items[1].AsText);
        }

        static FacetState Facet(JsonValue state)
        {
            return FacetState.FromJson(state, "state");
        }

        static EntryOutcome Outcome(JsonValue outcome)
        {
            return new EntryOutcome(
                new Touch(Text(outcome, "id"), Text(outcome, "facet")),
                (CompensationOutcome)Enum.Parse(typeof(CompensationOutcome), Text(outcome, "outcome"), true));
        }

        static UndoEvidence Evidence(JsonValue undo)
        {
            return undo.IsNull
                ? null
                : new UndoEvidence((UndoKind)Enum.Parse(typeof(UndoKind), Text(undo, "kind"), true), Text(undo, "name"));
        }

        static Viewpoint? Seen(JsonValue view)
        {
            if (view.IsNull)
                return null;
            JsonValue lens = view.Find("lens");
            JsonValue height = lens.Find("height_m");
            JsonValue extent = height ?? lens.Find("vertical_radians");
            return new Viewpoint(
                Vector3.FromJson(view.Find("position"), "position"),
                Quaternion.FromJson(view.Find("rotation"), "rotation"),
                height != null,
                extent.AsNumber,
                view.Find("near").AsNumber,
                view.Find("far").AsNumber);
        }

        static Declaration Declared(JsonValue each)
        {
            return new Declaration(Text(each, "id"), List(each, "driven", facet => facet.AsText), Flag(each, "bounded"));
        }

        static string Text(JsonValue frame, string field)
        {
            return frame.Find(field).AsText;
        }

        /// <summary>Of a field that may be left out.</summary>
        static string TextOrNull(JsonValue frame, string field)
        {
            JsonValue value = frame.Find(field);
            return value == null ? null : value.AsText;
        }

        static bool Flag(JsonValue frame, string field)
        {
            return frame.Find(field).AsBoolean;
        }

        static long Whole(JsonValue frame, string field)
        {
            return (long)frame.Find(field).AsNumber;
        }

        static long? WholeOrNull(JsonValue value)
        {
            return value.IsNull ? (long?)null : (long)value.AsNumber;
        }

        static IReadOnlyList<T> List<T>(JsonValue frame, string field, Func<JsonValue, T> read)
        {
            var result = new List<T>();
            foreach (JsonValue each in frame.Find(field).Items)
                result.Add(read(each));
            return result;
        }
    }
}
