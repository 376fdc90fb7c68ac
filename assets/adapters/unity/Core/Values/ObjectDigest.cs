using System;
using System.Collections.Generic;
using System.Security.Cryptography;

namespace VibeSync.Core
{
    /// <summary>The canonical bytes of an object and its digest (PROTOCOL.md, "Objects as bytes, and their digests"). `masked` names
    /// facets that this engine cannot hold, or that it owns on this object: their values are left out. Null masks nothing.</summary>
    public static class ObjectDigest
    {
        const byte Version = 1;
        const byte Masked = 255;
        const int DigestBytes = 16;
        const byte TagFalse = 0;
        const byte TagTrue = 1;
        const byte TagNumber = 2;
        const byte TagText = 3;
        const byte TagVector = 4;

        // Making a hash anew for each object takes longer than hashing it.
        [ThreadStatic]
        static SHA256 hash;

        [ThreadStatic]
        static CanonicalBytes bytes;

        /// <summary>32 hex digits.</summary>
        public static string Of(SceneObject item, ICollection<string> masked = null)
        {
            bool isWhole = masked == null || masked.Count == 0;
            if (isWhole && item.Digest != null)
                return item.Digest;
            if (hash == null)
                hash = SHA256.Create();
            CanonicalBytes written = Write(item, masked);
            string digest = Hexadecimal.Of(hash.ComputeHash(written.Buffer, 0, written.Length), DigestBytes);
            if (isWhole)
                item.Digest = digest;
            return digest;
        }

        public static byte[] Encode(SceneObject item, ICollection<string> masked = null)
        {
            return Write(item, masked).ToArray();
        }

        /// <summary>The bytes are there until the next object is written on this thread.</summary>
        static CanonicalBytes Write(SceneObject item, ICollection<string> masked)
        {
            if (bytes == null)
                bytes = new CanonicalBytes();
            CanonicalBytes into = bytes;
            into.Clear();
            into.Write(Version);
            into.WriteId(item.Id);
            into.Write((byte)item.Kind);
            if (Masks(masked, Facets.Name))
                into.Write(Masked);
            else
                into.WriteText(item.Name);
            if (Masks(masked, Facets.Parent))
                into.Write(Masked);
            else
                WriteParent(into, item.Parent);
            if (Masks(masked, Facets.Transform))
                into.Write(Masked);
            else
                WriteTransform(into, item.Transform);
            if (Masks(masked, Facets.Visibility))
                into.Write(Masked);
            else
                into.Write((byte)((item.Visibility.Viewport ? 1 : 0) + (item.Visibility.Render ? 2 : 0)));
            WriteProperties(into, item.Properties, masked);
            return into;
        }

        static bool Masks(ICollection<string> masked, string facet)
        {
            return masked != null && masked.Contains(facet);
        }

        static void WriteParent(CanonicalBytes into, string parent)
        {
            into.Write((byte)(parent == null ? 0 : 1));
            if (parent != null)
                into.WriteId(parent);
        }

        static void WriteTransform(CanonicalBytes into, Transform transform)
        {
            WriteVector(into, transform.Translation);
            into.Write(transform.Rotation.X);
            into.Write(transform.Rotation.Y);
            into.Write(transform.Rotation.Z);
            into.Write(transform.Rotation.W);
            WriteVector(into, transform.Scale);
        }

        static void WriteVector(CanonicalBytes into, Vector3 vector)
        {
            into.Write(vector.X);
            into.Write(vector.Y);
            into.Write(vector.Z);
        }

        static void WriteProperties(CanonicalBytes into, Properties properties, ICollection<string> masked)
        {
            if (properties.Count == 0)
            {
                into.Write(0u);
                return;
            }
            var entries = new List<KeyValuePair<byte[], JsonValue>>(properties.Count);
            foreach (KeyValuePair<string, JsonValue> each in properties)
                if (!Masks(masked, Facets.Property(each.Key)))
                    entries.Add(new KeyValuePair<byte[], JsonValue>(CanonicalBytes.Of(each.Key), each.Value));
            entries.Sort((a, b) => CompareBytes(a.Key, b.Key));
            into.Write((uint)entries.Count);
            foreach (KeyValuePair<byte[], JsonValue> each in entries)
            {
                into.Write((uint)each.Key.Length);
                into.Write(each.Key);
                WriteValue(into, each.Value);
            }
        }

        static void WriteValue(CanonicalBytes into, JsonValue value)
        {
            switch (value.Kind)
            {
                case JsonKind.Boolean:
                    into.Write(value.AsBoolean ? TagTrue : TagFalse);
                    break;
                case JsonKind.Number:
                    into.Write(TagNumber);
                    into.Write((float)value.AsNumber);
                    break;
                case JsonKind.Text:
                    into.Write(TagText);
                    into.WriteText(value.AsText);
                    break;
                default:
                    into.Write(TagVector);
                    into.Write((uint)value.Items.Count);
                    foreach (JsonValue each in value.Items)
                        into.Write((float)each.AsNumber);
                    break;
            }
        }

        static int CompareBytes(byte[] a, byte[] b)
        {
            int shorter = Math.Min(a.Length, b.Length);
            for (int index = 0; index < shorter; index += 1)
                if (a[index] != b[index])
                    return a[index] - b[index];
            return a.Length - b.Length;
        }
    }
}
