using System;

namespace VibeSync.Core
{
    /// <summary>Proof of a confirmation. The last one is kept as it came and shown in the next `hello`.</summary>
    public sealed class Receipt : IEquatable<Receipt>
    {
        public Receipt(string ledger, long n, string head, string mac)
        {
            Ledger = ledger;
            N = n;
            Head = head;
            Mac = mac;
        }

        public string Ledger { get; }

        public long N { get; }

        /// <summary>64 hex digits.</summary>
        public string Head { get; }

        /// <summary>64 hex digits.</summary>
        public string Mac { get; }

        /// <summary>Raises ProtocolError.</summary>
        public static Receipt FromJson(JsonValue value, string path)
        {
            var fields = new JsonFields(value, path);
            var read = new Receipt(fields.Id("ledger"), fields.Number("n"), fields.Hash("head"), fields.Hash("mac"));
            fields.End();
            return read;
        }

        public JsonValue ToJson()
        {
            return JsonValue.Object(
                JsonValue.Member("ledger", JsonValue.Text(Ledger)),
                JsonValue.Member("n", JsonValue.Number(N)),
                JsonValue.Member("head", JsonValue.Text(Head)),
                JsonValue.Member("mac", JsonValue.Text(Mac)));
        }

        public bool Equals(Receipt other)
        {
            return other != null && Ledger == other.Ledger && N == other.N && Head == other.Head && Mac == other.Mac;
        }

        public override bool Equals(object other)
        {
            return Equals(other as Receipt);
        }

        public override int GetHashCode()
        {
            return Mac.GetHashCode();
        }
    }
}
