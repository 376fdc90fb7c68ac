using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>One change. A list of them is applied in order, all or nothing.</summary>
    public abstract class Operation
    {
        static readonly Dictionary<string, Func<JsonFields, Operation>> Readers =
            new Dictionary<string, Func<JsonFields, Operation>>
            {
                { CreateOperation.Word, CreateOperation.Read },
                { DeleteOperation.Word, DeleteOperation.Read },
                { RenameOperation.Word, RenameOperation.Read },
                { ReparentOperation.Word, ReparentOperation.Read },
                { SetTransformOperation.Word, SetTransformOperation.Read },
                { SetVisibilityOperation.Word, SetVisibilityOperation.Read },
                { SetPropertyOperation.Word, SetPropertyOperation.Read },
            };

        internal Operation(string op, string id)
        {
            Op = op;
            Id = id;
        }

        /// <summary>What it is called in a frame.</summary>
        public string Op { get; }

        /// <summary>The object that it changes, creates or deletes.</summary>
        public string Id { get; }

        /// <summary>The facet that it sets: existence for creations and deletions.</summary>
        public abstract string Facet { get; }

        public abstract JsonValue ToJson();

        /// <summary>With canonical values. Raises ProtocolError.</summary>
        public static Operation FromJson(JsonValue value, string path)
        {
            var fields = new JsonFields(value, path);
            JsonValue op = fields.Take("op");
            Func<JsonFields, Operation> reader = null;
            if (op.Kind != JsonKind.Text || !Readers.TryGetValue(op.AsText, out reader))
                throw JsonFields.Wrong(fields.PathOf("op"), "unknown");
            Operation read = reader(fields);
            fields.End();
            return read;
        }

        protected JsonValue Spell(params KeyValuePair<string, JsonValue>[] fields)
        {
            var members = new List<KeyValuePair<string, JsonValue>> { JsonValue.Member("op", JsonValue.Text(Op)) };
            members.AddRange(fields);
            return JsonValue.Object(members);
        }

        protected KeyValuePair<string, JsonValue> SpellId()
        {
            return JsonValue.Member("id", JsonValue.Text(Id));
        }

        internal static string TakeId(JsonFields fields)
        {
            return Ids.FromJson(fields.Take("id"), fields.PathOf("id"));
        }
    }

    public sealed class CreateOperation : Operation
    {
        internal const string Word = "create";

        public CreateOperation(SceneObject item) : base(Word, item.Id)
        {
            Object = item;
        }

        public SceneObject Object { get; }

        public override string Facet
        {
            get { return Facets.Existence; }
        }

        public override JsonValue ToJson()
        {
            return Spell(JsonValue.Member("object", Object.ToJson()));
        }

        internal static CreateOperation Read(JsonFields fields)
        {
            return new CreateOperation(SceneObject.FromJson(fields.Take("object"), fields.PathOf("object")));
        }
    }

    /// <summary>Deletes an object and everything below it, which it names (R13).</summary>
    public sealed class DeleteOperation : Operation
    {
        internal const string Word = "delete";

        public DeleteOperation(string id, IReadOnlyList<string> descendants) : base(Word, id)
        {
            Descendants = descendants;
        }

        /// <summary>Ids, parents before children.</summary>
        public IReadOnlyList<string> Descendants { get; }

        public override string Facet
        {
            get { return Facets.Existence; }
        }

        public override JsonValue ToJson()
        {
            return Spell(SpellId(), JsonValue.Member("descendants", FrameLists.Spell(Descendants)));
        }

        internal static DeleteOperation Read(JsonFields fields)
        {
            return new DeleteOperation(
                TakeId(fields), FrameLists.Ids(fields.Take("descendants"), fields.PathOf("descendants"), SceneLimits.Objects));
        }
    }

    public sealed class RenameOperation : Operation
    {
        internal const string Word = "rename";

        public RenameOperation(string id, string name) : base(Word, id)
        {
            Name = name;
        }

        public string Name { get; }

        public override string Facet
        {
            get { return Facets.Name; }
        }

        public override JsonValue ToJson()
        {
            return Spell(SpellId(), JsonValue.Member("name", JsonValue.Text(Name)));
        }

        internal static RenameOperation Read(JsonFields fields)
        {
            return new RenameOperation(
                TakeId(fields), JsonFields.Text(fields.Take("name"), fields.PathOf("name"), SceneLimits.NameBytes));
        }
    }

    public sealed class ReparentOperation : Operation
    {
        internal const string Word = "reparent";

        /// <summary>`parent` is null for the root.</summary>
        public ReparentOperation(string id, string parent) : base(Word, id)
        {
            Parent = parent;
        }

        /// <summary>The new parent's id, or null.</summary>
        public string Parent { get; }

        public override string Facet
        {
            get { return Facets.Parent; }
        }

        public override JsonValue ToJson()
        {
            return Spell(SpellId(), JsonValue.Member("parent", JsonValue.Text(Parent)));
        }

        internal static ReparentOperation Read(JsonFields fields)
        {
            return new ReparentOperation(TakeId(fields), Ids.FromJsonOrNull(fields.Take("parent"), fields.PathOf("parent")));
        }
    }

    public sealed class SetTransformOperation : Operation
    {
        internal const string Word = "set_transform";

        /// <summary>The transform is made canonical: raises UnrepresentableException.</summary>
        public SetTransformOperation(string id, Transform transform) : base(Word, id)
        {
            Transform = transform.Canonical();
        }

        public Transform Transform { get; }

        public override string Facet
        {
            get { return Facets.Transform; }
        }

        public override JsonValue ToJson()
        {
            return Spell(SpellId(), JsonValue.Member("transform", Transform.ToJson()));
        }

        internal static SetTransformOperation Read(JsonFields fields)
        {
            return new SetTransformOperation(
                TakeId(fields), Transform.FromJson(fields.Take("transform"), fields.PathOf("transform")));
        }
    }

    public sealed class SetVisibilityOperation : Operation
    {
        internal const string Word = "set_visibility";

        public SetVisibilityOperation(string id, Visibility visibility) : base(Word, id)
        {
            Visibility = visibility;
        }

        public Visibility Visibility { get; }

        public override string Facet
        {
            get { return Facets.Visibility; }
        }

        public override JsonValue ToJson()
        {
            return Spell(SpellId(), JsonValue.Member("visibility", Visibility.ToJson()));
        }

        internal static SetVisibilityOperation Read(JsonFields fields)
        {
            return new SetVisibilityOperation(
                TakeId(fields), Visibility.FromJson(fields.Take("visibility"), fields.PathOf("visibility")));
        }
    }

    public sealed class SetPropertyOperation : Operation
    {
        internal const string Word = "set_property";

        /// <summary><see cref="JsonValue.Null"/> removes the property. The value is made canonical: raises
        /// UnrepresentableException.</summary>
        public SetPropertyOperation(string id, string key, JsonValue value) : base(Word, id)
        {
            Key = key;
            Value = value.IsNull ? value : Properties.CanonicalValue(value);
        }

        public string Key { get; }

        /// <summary><see cref="JsonValue.Null"/> where the property goes.</summary>
        public JsonValue Value { get; }

        public override string Facet
        {
            get { return Facets.Property(Key); }
        }

        public override JsonValue ToJson()
        {
            return Spell(SpellId(), JsonValue.Member("key", JsonValue.Text(Key)), JsonValue.Member("value", Value));
        }

        internal static SetPropertyOperation Read(JsonFields fields)
        {
            string id = TakeId(fields);
            JsonValue key = fields.Take("key");
            string path = fields.PathOf("value");
            JsonValue value = fields.Take("value");
            return new SetPropertyOperation(
                id,
                Properties.CheckKey(JsonFields.Text(key, fields.PathOf("key"), SceneLimits.PropertyKeyBytes), fields.PathOf("key")),
                value.IsNull ? value : Properties.ValueFromJson(value, path));
        }
    }
}
