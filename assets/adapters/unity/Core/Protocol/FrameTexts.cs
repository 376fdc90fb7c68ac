namespace VibeSync.Core
{
    /// <summary>Particular texts and numbers in frames. All raise ProtocolError.</summary>
    static class FrameTexts
    {
        public static string Id(this JsonFields fields, string field)
        {
            return Ids.FromJson(fields.Take(field), fields.PathOf(field));
        }

        public static bool Flag(this JsonFields fields, string field)
        {
            return JsonFields.Boolean(fields.Take(field), fields.PathOf(field));
        }

        public static string Text(this JsonFields fields, string field, int maxUnits)
        {
            return JsonFields.Text(fields.Take(field), fields.PathOf(field), maxUnits);
        }

        /// <summary>From 1.</summary>
        public static long Number(this JsonFields fields, string field)
        {
            return JsonFields.Whole(fields.Take(field), fields.PathOf(field), 1, FrameLimits.MaxInteger);
        }

        /// <summary>From 1, or null.</summary>
        public static long? NumberOrNull(this JsonFields fields, string field)
        {
            JsonValue value = fields.Take(field);
            return value.IsNull ? (long?)null : JsonFields.Whole(value, fields.PathOf(field), 1, FrameLimits.MaxInteger);
        }

        /// <summary>From 0.</summary>
        public static long Revision(this JsonFields fields, string field)
        {
            return JsonFields.Whole(fields.Take(field), fields.PathOf(field), 0, FrameLimits.MaxInteger);
        }

        /// <summary>`[a-z][a-z0-9_]{0,63}`</summary>
        public static string Code(this JsonFields fields, string field)
        {
            string code = fields.Text(field, FrameLimits.CodeUnits);
            bool good = code.Length > 0 && code[0] >= 'a' && code[0] <= 'z';
            foreach (char each in code)
                good &= each == '_' || (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9');
            if (!good)
                throw JsonFields.Wrong(fields.PathOf(field), "not a code");
            return code;
        }

        /// <summary>64 hex digits in small letters.</summary>
        public static string Hash(this JsonFields fields, string field)
        {
            string hash = fields.Text(field, FrameLimits.HashUnits);
            bool good = hash.Length == FrameLimits.HashUnits;
            foreach (char each in hash)
                good &= Ids.IsLowerHex(each);
            if (!good)
                throw JsonFields.Wrong(fields.PathOf(field), "not 64 hex digits");
            return hash;
        }
    }
}
