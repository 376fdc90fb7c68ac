using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>A frame from the application. The adapter is as strict with the application as the application is with it: what does
    /// not match is never acted on, not even in part.</summary>
    public abstract class IncomingFrame
    {
        static readonly Dictionary<string, Func<JsonFields, IncomingFrame>> Readers =
            new Dictionary<string, Func<JsonFields, IncomingFrame>>
            {
                { WelcomeFrame.Word, WelcomeFrame.Read },
                { BindFrame.Word, BindFrame.Read },
                { ForeignFrame.Word, ForeignFrame.Read },
                { TakeInventoryFrame.Word, TakeInventoryFrame.Read },
                { ReadValuesFrame.Word, ReadValuesFrame.Read },
                { AuditFrame.Word, AuditFrame.Read },
                { AdoptUnmanagedFrame.Word, AdoptUnmanagedFrame.Read },
                { PatchFrame.Word, PatchFrame.Read },
                { LiveFrame.Word, LiveFrame.Read },
                { ApplyFrame.Word, ApplyFrame.Read },
                { AdoptFrame.Word, AdoptFrame.Read },
                { ConfirmFrame.Word, ConfirmFrame.Read },
                { CompensateFrame.Word, CompensateFrame.Read },
                { DecidedFrame.Word, DecidedFrame.Read },
                { OfferKeptFrame.Word, OfferKeptFrame.Read },
                { HoldFrame.Word, HoldFrame.Read },
                { ReleaseFrame.Word, ReleaseFrame.Read },
                { NoteFrame.Word, NoteFrame.Read },
                { GhostsFrame.Word, GhostsFrame.Read },
                { PingFrame.Word, PingFrame.Read },
                { RevokedFrame.Word, RevokedFrame.Read },
            };

        internal IncomingFrame(string type)
        {
            Type = type;
        }

        /// <summary>What it is called on the wire.</summary>
        public string Type { get; }

        /// <summary>Every type that may come.</summary>
        public static IReadOnlyCollection<string> Types
        {
            get { return Readers.Keys; }
        }

        /// <summary>The frame that a text is, with canonical values. Raises ProtocolError.</summary>
        public static IncomingFrame Parse(string text)
        {
            return FromJson(StrictJson.Parse(text));
        }

        /// <summary>The frame that strict JSON is. Raises ProtocolError.</summary>
        public static IncomingFrame FromJson(JsonValue value)
        {
            JsonValue type = value.Kind == JsonKind.Object ? value.Find("type") : null;
            Func<JsonFields, IncomingFrame> reader = null;
            if (type == null || type.Kind != JsonKind.Text || !Readers.TryGetValue(type.AsText, out reader))
                throw new ProtocolError(ProtocolError.UnknownMessage, "The frame has no known type.");
            var fields = new JsonFields(value, type.AsText);
            fields.Take("type");
            IncomingFrame frame = reader(fields);
            fields.End();
            return frame;
        }
    }
}
