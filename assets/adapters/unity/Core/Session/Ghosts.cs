using System;
using System.Collections.Generic;
using System.Text;

namespace VibeSync.Core
{
    /// <summary>What agents suggest and what waits for a person, and where in the open scene it would stand. It is drawn over the scene:
    /// nothing of it is ever in it.</summary>
    public sealed class Ghosts
    {
        const int LabelLetters = 80;

        static readonly Ghost[] Nothing = new Ghost[0];

        readonly SceneView view;

        public Ghosts(SceneView view)
        {
            this.view = view;
        }

        /// <summary>All that was told of, drawn or not.</summary>
        public IReadOnlyList<Ghost> Told { get; private set; } = Nothing;

        /// <summary>How many more there are.</summary>
        public long More { get; private set; }

        /// <summary>Another number whenever something else is told.</summary>
        public int Version { get; private set; }

        public void Show(GhostsFrame frame)
        {
            Told = frame.Ghosts;
            More = frame.More;
            Version += 1;
        }

        /// <summary>There is nobody to say any more what waits.</summary>
        public void Clear()
        {
            if (Told.Count == 0 && More == 0)
                return;
            Told = Nothing;
            More = 0;
            Version += 1;
        }

        /// <summary>Those that stand somewhere, with the place in the engine's world; of the rest the parent is nowhere.</summary>
        public IReadOnlyList<PlacedGhost> Placed()
        {
            var finding = new Finding(Told, view.Identity);
            var placed = new List<PlacedGhost>();
            foreach (Ghost each in Told)
            {
                WorldPlace? place = each.What == GhostChange.Deleted ? finding.Standing(each.Id) : finding.Suggested(each);
                if (place.HasValue)
                    placed.Add(new PlacedGhost(each, place.Value, view.Identity.Find(each.Id)));
            }
            return placed;
        }

        /// <summary>One line, whoever wrote it: what is no letter is left out.</summary>
        public static string Label(Ghost ghost)
        {
            string does = ghost.What == GhostChange.Created ? "new " : ghost.What == GhostChange.Deleted ? "delete " : "";
            var shown = new StringBuilder();
            foreach (char each in ghost.By + ": " + does + ghost.Name)
                if (!char.IsControl(each) && char.GetUnicodeCategory(each) != System.Globalization.UnicodeCategory.Format)
                    shown.Append(each);
            string text = shown.ToString();
            return text.Length <= LabelLetters ? text : WellFormedText.Cut(text, LabelLetters - 1) + "…";
        }

        /// <summary>One look for all places: each is found once.</summary>
        sealed class Finding
        {
            readonly Identity identity;
            readonly Dictionary<string, Ghost> ghosts = new Dictionary<string, Ghost>();
            readonly Dictionary<string, WorldPlace?> known = new Dictionary<string, WorldPlace?>();

            public Finding(IReadOnlyList<Ghost> told, Identity identity)
            {
                this.identity = identity;
                foreach (Ghost each in told)
                    if (each.What != GhostChange.Deleted)
                        ghosts[KeyOf(each.Suggestion, each.Id)] = each;
            }

            public WorldPlace? Suggested(Ghost ghost)
            {
                string key = KeyOf(ghost.Suggestion, ghost.Id);
                WorldPlace? found;
                if (known.TryGetValue(key, out found))
                    return found;
                // Whoever is asked for again while it is looked for hangs below itself, and is nowhere.
                known[key] = null;
                known[key] = Below(ghost);
                return known[key];
            }

            public WorldPlace? Standing(string id)
            {
                IEngineObject item = identity.Find(id);
                return item == null ? null : (WorldPlace?)WorldPlaces.Of(item);
            }

            WorldPlace? Below(Ghost ghost)
            {
                if (ghost.Parent == null)
                    return WorldPlaces.Of(Conversions.ToUnity(ghost.Transform, ghost.Kind, null));
                Ghost above;
                bool isGhost = ghosts.TryGetValue(KeyOf(ghost.Suggestion, ghost.Parent), out above);
                IEngineObject item = isGhost ? null : identity.Find(ghost.Parent);
                WorldPlace? there = isGhost ? Suggested(above) : Standing(ghost.Parent);
                if (!there.HasValue)
                    return null;
                ObjectKind kind = isGhost ? above.Kind : item.Kind;
                return WorldPlaces.Below(there.Value, WorldPlaces.Of(Conversions.ToUnity(ghost.Transform, ghost.Kind, kind)));
            }

            static string KeyOf(string suggestion, string id)
            {
                return suggestion + " " + id;
            }
        }
    }

    /// <summary>A ghost where it is to be drawn.</summary>
    public sealed class PlacedGhost
    {
        public PlacedGhost(Ghost ghost, WorldPlace place, IEngineObject item)
        {
            Ghost = ghost;
            Place = place;
            Item = item;
        }

        public Ghost Ghost { get; }

        public WorldPlace Place { get; }

        /// <summary>The object that it is about, as it is in the scene; null where it is not there yet.</summary>
        public IEngineObject Item { get; }
    }
}
