using System;

namespace VibeSync.Core
{
    /// <summary>The name by which the others know an object whose own name one of theirs has already: names are unique in the shared
    /// scene and not in the engine, where the artist has the say.</summary>
    public readonly struct KeptName : IEquatable<KeptName>
    {
        public KeptName(string shared, string own)
        {
            Shared = shared;
            Own = own;
        }

        public string Shared { get; }

        /// <summary>What the object was called when it got the shared name, which counts for as long as it is called so.</summary>
        public string Own { get; }

        public bool Equals(KeptName other)
        {
            return Shared == other.Shared && Own == other.Own;
        }

        public override bool Equals(object other)
        {
            return other is KeptName name && Equals(name);
        }

        public override int GetHashCode()
        {
            return StringComparer.Ordinal.GetHashCode(Shared);
        }

        public static bool operator ==(KeptName a, KeptName b)
        {
            return a.Equals(b);
        }

        public static bool operator !=(KeptName a, KeptName b)
        {
            return !a.Equals(b);
        }
    }
}
