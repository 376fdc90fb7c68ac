namespace VibeSync.Core
{
    /// <summary>Limits of the shared scene; what is beyond them cannot be shared.</summary>
    public static class SceneLimits
    {
        /// <summary>Bytes of UTF-8.</summary>
        public const int NameBytes = 63;

        /// <summary>Bytes of UTF-8.</summary>
        public const int PropertyKeyBytes = 63;

        /// <summary>Bytes of UTF-8.</summary>
        public const int PropertyTextBytes = 1024;

        public const int PropertiesPerObject = 256;
        public const int VectorMin = 2;
        public const int VectorMax = 16;
        public const int Objects = 100000;
        public const int Depth = 256;
    }
}
