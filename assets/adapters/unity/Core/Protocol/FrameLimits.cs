namespace VibeSync.Core
{
    /// <summary>The protocol's numbers.</summary>
    public static class FrameLimits
    {
        public const string Subprotocol = "vibesync.v1";

        /// <summary>The largest integer that a 64-bit float tells from its neighbours.</summary>
        public const long MaxInteger = 9007199254740991;

        // What one frame from here may hold; more is a violation over there.
        public const int FrameBytes = 4 * 1024 * 1024;
        public const int InventoryPart = 2000;
        public const int ValuesPart = 500;
        public const int Missing = 2000;
        public const int Operations = 10000;
        public const int States = 100000;
        public const int OfferPart = 500;
        public const int OfferedValues = 100000;
        public const int DeclarePart = 2000;
        public const int DrivenFacets = 512;
        public const int Hands = 10000;
        public const int Selected = 1000;
        public const int Masked = 16;
        public const int Features = 16;
        public const int Unmanaged = 1000000;

        // UTF-16 units of texts.
        public const int MessageUnits = 1024;
        public const int LabelUnits = 128;
        public const int ByUnits = 64;
        public const int TitleUnits = 256;
        public const int UndoNameUnits = 128;
        public const int ActivityUnits = 64;
        public const int ModeUnits = 32;
        public const int CodeUnits = 64;
        public const int HashUnits = 64;
        public const int VersionUnits = 32;

        // What comes here.
        public const int PatchPart = 2000;
        public const int AuditPart = 100;
        public const int Ghosts = 200;

        public const int CloseViolation = 4000;
        public const int CloseRevoked = 4001;
        public const int CloseReplaced = 4002;
        public const int CloseUnresponsive = 4003;
    }
}
