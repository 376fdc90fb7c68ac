using System;
using System.Text;

namespace VibeSync.Core
{
    /// <summary>Bytes in the making, little-endian on every machine. One serves for any number of objects.</summary>
    sealed class CanonicalBytes
    {
        const int FirstSize = 1024;
        const int BitsPerByte = 8;

        static readonly UTF8Encoding Utf8 = new UTF8Encoding(false, true);

        /// <summary>Holds what was written in its first <see cref="Length"/> bytes.</summary>
        public byte[] Buffer { get; private set; } = new byte[FirstSize];

        public int Length { get; private set; }

        public void Clear()
        {
            Length = 0;
        }

        public byte[] ToArray()
        {
            var copied = new byte[Length];
            Array.Copy(Buffer, copied, Length);
            return copied;
        }

        public void Write(byte value)
        {
            MakeRoom(1);
            Buffer[Length] = value;
            Length += 1;
        }

        public void Write(byte[] values)
        {
            MakeRoom(values.Length);
            Array.Copy(values, 0, Buffer, Length, values.Length);
            Length += values.Length;
        }

        public void Write(uint value)
        {
            MakeRoom(sizeof(uint));
            for (int index = 0; index < sizeof(uint); index += 1)
                Buffer[Length + index] = (byte)(value >> (index * BitsPerByte));
            Length += sizeof(uint);
        }

        public void Write(float value)
        {
            Write((uint)CanonicalNumber.Bits(value));
        }

        /// <summary>The number of its bytes, and its bytes. Raises EncoderFallbackException for a lone surrogate.</summary>
        public void WriteText(string text)
        {
            int count = Utf8.GetByteCount(text);
            Write((uint)count);
            MakeRoom(count);
            Length += Utf8.GetBytes(text, 0, text.Length, Buffer, Length);
        }

        /// <summary>The 16 bytes of a UUID, in the order of its digits.</summary>
        public void WriteId(string id)
        {
            int high = -1;
            foreach (char each in id)
            {
                if (each == '-')
                    continue;
                int digit = Hexadecimal.ValueOf(each);
                if (high < 0)
                {
                    high = digit;
                    continue;
                }
                Write((byte)(high * Hexadecimal.Base + digit));
                high = -1;
            }
        }

        public static byte[] Of(string text)
        {
            return Utf8.GetBytes(text);
        }

        void MakeRoom(int count)
        {
            if (Length + count <= Buffer.Length)
                return;
            var larger = new byte[Math.Max(Length + count, Buffer.Length * 2)];
            Array.Copy(Buffer, larger, Length);
            Buffer = larger;
        }
    }
}
