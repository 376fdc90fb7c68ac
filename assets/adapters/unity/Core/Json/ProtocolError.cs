using System;

namespace VibeSync.Core
{
    /// <summary>What came is not as the protocol has it. `Code` is one of the protocol's codes for violations of the form.
    /// The message names the place and never quotes the text, since it may hold a secret.</summary>
    public sealed class ProtocolError : Exception
    {
        public const string MalformedJson = "malformed_json";
        public const string DuplicateKey = "duplicate_key";
        public const string ReservedKey = "reserved_key";
        public const string IllFormedText = "ill_formed_text";
        public const string NumberOutOfRange = "number_out_of_range";
        public const string TooDeep = "too_deep";
        public const string TooComplex = "too_complex";
        public const string FrameTooLarge = "frame_too_large";
        public const string UnknownMessage = "unknown_message";
        public const string InvalidMessage = "invalid_message";

        public ProtocolError(string code, string message) : base(message)
        {
            Code = code;
        }

        public string Code { get; }
    }
}
