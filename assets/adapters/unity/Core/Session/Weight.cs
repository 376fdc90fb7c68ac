using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>How many bytes something takes in a frame at most. To write it for that would take as long as to send it.</summary>
    static class Weight
    {
        // Braces, names of fields, ids, a transform's ten numbers: more than any object or operation has beside its texts.
        const int Frame = 768;

        // A unit of UTF-16 as an escape.
        const int PerUnit = 6;
        const int PerNumber = 32;
        const int PerId = 40;

        public static int Of(SceneObject item)
        {
            int weight = Frame + Of(item.Name);
            foreach (KeyValuePair<string, JsonValue> each in item.Properties)
                weight += Of(each.Key) + Of(each.Value);
            return weight;
        }

        public static int Of(Operation operation)
        {
            if (operation is CreateOperation create)
                return Of(create.Object);
            if (operation is DeleteOperation delete)
                return Frame + delete.Descendants.Count * PerId;
            if (operation is RenameOperation rename)
                return Frame + Of(rename.Name);
            if (operation is SetPropertyOperation property)
                return Frame + Of(property.Key) + Of(property.Value);
            return Frame;
        }

        public static int Of(FacetState state)
        {
            return Frame + Of(state.Facet) + Of(state.Value);
        }

        static int Of(string text)
        {
            return text.Length * PerUnit;
        }

        static int Of(JsonValue value)
        {
            if (value.Kind == JsonKind.Text)
                return Of(value.AsText);
            return value.Kind == JsonKind.Array ? value.Items.Count * PerNumber : PerNumber;
        }
    }
}
