using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;

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
        const string HexDigits = "0123456789abcdef";

        static readonly UTF8Encoding Utf8 = new UTF8Encoding(false, true);

        /// <summary>32 hex digits.</summary>
        public static string Of(SceneObject item, ICollection<string> masked = null)
        {
            using (SHA256 hash = SHA256.Create())
                return Hex(hash.ComputeHash(Encode(item, masked)), DigestBytes);
        }

        public static byte[] Encode(SceneObject item, ICollection<string> masked = null)
        {
            var stream = new MemoryStream();
            // Little-endian on every machine.
            var writer = new BinaryWriter(stream);
            writer.Write(Version);
            WriteId(writer, item.Id);
            writer.Write((byte)item.Kind);
            if (Masks(masked, Facets.Name))
                writer.Write(Masked);
            else
                WriteText(writer, item.Name);
            if (Masks(masked, Facets.Parent))
                writer.Write(Masked);
            else
                WriteParent(writer, item.Parent);
            if (Masks(masked, Facets.Transform))
                writer.Write(Masked);
            else
                WriteTransform(writer, item.Transform);
            if (Masks(masked, Facets.Visibility))
                writer.Write(Masked);
            else
                writer.Write((byte)((item.Visibility.Viewport ? 1 : 0) + (item.Visibility.Render ? 2 : 0)));
            WriteProperties(writer, item.Properties, masked);
            writer.Flush();
            return stream.ToArray();
        }

        static bool Masks(ICollection<string> masked, string facet)
        {
            return masked != null && masked.Contains(facet);
        }

        static void WriteParent(BinaryWriter writer, string parent)
        {
            writer.Write((byte)(parent == null ? 0 : 1));
            if (parent != null)
                WriteId(writer, parent);
        }

        static void WriteTransform(BinaryWriter writer, Transform transform)
        {
            WriteVector(writer, transform.Translation);
            writer.Write(transform.Rotation.X);
            writer.Write(transform.Rotation.Y);
            writer.Write(transform.Rotation.Z);
            writer.Write(transform.Rotation.W);
            WriteVector(writer, transform.Scale);
        }

        static void WriteVector(BinaryWriter writer, Vector3 vector)
        {
            writer.Write(vector.X);
            writer.Write(vector.Y);
            writer.Write(vector.Z);
        }

        static void WriteProperties(BinaryWriter writer, Properties properties, ICollection<string> masked)
        {
            var entries = new List<KeyValuePair<byte[], JsonValue>>();
            foreach (KeyValuePair<string, JsonValue> each in properties)
                if (!Masks(masked, Facets.Property(each.Key)))
                    entries.Add(new KeyValuePair<byte[], JsonValue>(Utf8.GetBytes(each.Key), each.Value));
            entries.Sort((a, b) => CompareBytes(a.Key, b.Key));
            writer.Write((uint)entries.Count);
            foreach (KeyValuePair<byte[], JsonValue> each in entries)
            {
                writer.Write((uint)each.Key.Length);
                writer.Write(each.Key);
                WriteValue(writer, each.Value);
            }
        }

        static void WriteValue(BinaryWriter writer, JsonValue value)
        {
            switch (value.Kind)
            {
                case JsonKind.Boolean:
                    writer.Write(value.AsBoolean ? TagTrue : TagFalse);
                    break;
                case JsonKind.Number:
                    writer.Write(TagNumber);
                    writer.Write((float)value.AsNumber);
                    break;
                case JsonKind.Text:
                    writer.Write(TagText);
                    WriteText(writer, value.AsText);
                    break;
                default:
                    writer.Write(TagVector);
                    writer.Write((uint)value.Items.Count);
                    foreach (JsonValue each in value.Items)
                        writer.Write((float)each.AsNumber);
                    break;
            }
        }

        static void WriteText(BinaryWriter writer, string text)
        {
            byte[] bytes = Utf8.GetBytes(text);
            writer.Write((uint)bytes.Length);
            writer.Write(bytes);
        }

        static void WriteId(BinaryWriter writer, string id)
        {
            int high = -1;
            foreach (char each in id)
            {
                if (each == '-')
                    continue;
                int digit = HexDigits.IndexOf(each);
                if (high < 0)
                {
                    high = digit;
                    continue;
                }
                writer.Write((byte)(high * 16 + digit));
                high = -1;
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

        static string Hex(byte[] bytes, int count)
        {
            var digits = new char[count * 2];
            for (int index = 0; index < count; index += 1)
            {
                digits[index * 2] = HexDigits[bytes[index] >> 4];
                digits[index * 2 + 1] = HexDigits[bytes[index] & 15];
            }
            return new string(digits);
        }
    }
}
