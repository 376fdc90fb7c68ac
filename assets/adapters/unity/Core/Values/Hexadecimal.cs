namespace VibeSync.Core
{
    /// <summary>Bytes in lower-case hex digits.</summary>
    static class Hexadecimal
    {
        public const int Base = 16;

        const string Digits = "0123456789abcdef";

        /// <summary>The first `count` bytes.</summary>
        public static string Of(byte[] bytes, int count)
        {
            var digits = new char[count * 2];
            for (int index = 0; index < count; index += 1)
            {
                digits[index * 2] = Digits[bytes[index] / Base];
                digits[index * 2 + 1] = Digits[bytes[index] % Base];
            }
            return new string(digits);
        }

        /// <summary>What a digit stands for.</summary>
        public static int ValueOf(char digit)
        {
            return digit <= '9' ? digit - '0' : digit - 'a' + 10;
        }
    }
}
