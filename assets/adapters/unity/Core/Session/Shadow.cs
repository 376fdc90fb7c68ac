using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>For every shared object what was last read of it here: what differences are measured against (R25).</summary>
    public sealed class Shadow
    {
        static readonly string[] NoIds = new string[0];

        readonly Action<string> note;
        readonly SceneObjects objects = new SceneObjects();
        readonly Dictionary<string, Reading> flags = new Dictionary<string, Reading>();
        readonly Dictionary<string, string> leftOut = new Dictionary<string, string>();
        readonly HashSet<string> known = new HashSet<string>();
        readonly HashSet<string> news = new HashSet<string>();
        readonly HashSet<string> flagged = new HashSet<string>();

        public Shadow(Action<string> note)
        {
            this.note = note;
        }

        /// <summary>The measure of this object, or what is shared of it, may be another one.</summary>
        public event Action<string> Changed;

        /// <summary>Nothing counts any more.</summary>
        public event Action Forgot;

        public SceneObjects Objects
        {
            get { return objects; }
        }

        public SceneObject Find(string id)
        {
            return objects.Find(id);
        }

        public bool Has(string id)
        {
            return objects.ContainsKey(id);
        }

        public string NameOf(string id)
        {
            SceneObject found = Find(id);
            return found == null ? null : found.Name;
        }

        /// <summary>What the engine called it when it was last read; null where it is not known.</summary>
        public string OwnNameOf(string id)
        {
            Reading found = FlagsOf(id);
            return found == null ? null : found.OwnName;
        }

        /// <summary>Whether it was ever shared here.</summary>
        public bool Knew(string id)
        {
            return known.Contains(id);
        }

        /// <summary>Another scene is open: nothing that was read counts.</summary>
        public void Forget()
        {
            objects.Clear();
            flags.Clear();
            leftOut.Clear();
            known.Clear();
            news.Clear();
            flagged.Clear();
            Forgot?.Invoke();
        }

        /// <summary>From here on `value` is the measure for this object; null for one that is gone. `reading` says what the engine
        /// owns of it.</summary>
        public void Accept(string id, SceneObject value, Reading reading)
        {
            if (value == null)
            {
                objects.Remove(id);
                flags.Remove(id);
                flagged.Remove(id);
                Changed?.Invoke(id);
                return;
            }
            objects.Set(value);
            known.Add(id);
            Flag(id, reading);
            Changed?.Invoke(id);
        }

        /// <summary>What the engine owns of an object, where that may have changed.</summary>
        public void Flag(string id, Reading reading)
        {
            if (!SameFlags(FlagsOf(id), reading))
                news.Add(id);
            flags[id] = reading;
            if (SameFlags(reading, null))
                flagged.Remove(id);
            else
                flagged.Add(id);
            if (reading.LeftOut.Count == 0)
                return;
            string words = string.Join(", ", reading.LeftOut);
            string said;
            if (leftOut.TryGetValue(id, out said) && said == words)
                return;
            leftOut[id] = words;
            note("Of “" + reading.Object.Name + "” this is not shared: " + words + ".");
        }

        /// <summary>What is shared of a facet that the engine owns here.</summary>
        public void KeepShared(Touch touch, JsonValue value)
        {
            SceneObject found = Find(touch.Id);
            if (found == null)
                return;
            objects.Set(found.WithFacet(touch.Facet, value));
            Changed?.Invoke(touch.Id);
        }

        /// <summary>The last reading of the object that said what the engine owns of it; null when there is none.</summary>
        public Reading FlagsOf(string id)
        {
            Reading found;
            return flags.TryGetValue(id, out found) ? found : null;
        }

        /// <summary>Ids of all objects of which the engine owns something, or that it holds only within bounds.</summary>
        public List<string> FlaggedIds()
        {
            return new List<string>(flagged);
        }

        /// <summary>The object's digest without what the engine owns; null when it is not there.</summary>
        public string DigestOf(string id)
        {
            SceneObject found = Find(id);
            return found == null ? null : ObjectDigest.Of(found, FlagsOf(id).Driven);
        }

        /// <summary>Ids whose flags changed since the last call.</summary>
        public IReadOnlyCollection<string> TakeNews()
        {
            if (news.Count == 0)
                return NoIds;
            var taken = new List<string>(news);
            news.Clear();
            return taken;
        }

        public static bool SameFlags(Reading a, Reading b)
        {
            ISet<string> drivenA = a == null ? Reading.NothingDriven : a.Driven;
            ISet<string> drivenB = b == null ? Reading.NothingDriven : b.Driven;
            return (a != null && a.IsBounded) == (b != null && b.IsBounded)
                && (ReferenceEquals(drivenA, drivenB) || drivenA.SetEquals(drivenB));
        }
    }
}
