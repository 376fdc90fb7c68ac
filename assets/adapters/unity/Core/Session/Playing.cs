using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Play mode (rule 7): nothing is observed in it and nothing written. What hands change there ends with it, and is offered: a
    /// person chooses what of it they keep.</summary>
    /// <remarks>A value is read when the engine tells of the hand, so that it is what the hand left and not what physics or a script made
    /// of it since.</remarks>
    public sealed class Playing
    {
        readonly Workshop shop;
        readonly IPlayedScene scene;
        // Of what one frame of the engine may cost (rule 9): the rest is read in the next ones.
        const int ReadAtOnce = 100;

        readonly Dictionary<Touch, JsonValue> values = new Dictionary<Touch, JsonValue>();
        readonly List<Offer> offers = new List<Offer>();
        readonly HashSet<string> told = new HashSet<string>();
        readonly Dictionary<long, PlayedTouch> unread = new Dictionary<long, PlayedTouch>();
        Dictionary<string, long> originals;
        Dictionary<long, string> ids;

        public Playing(Workshop shop)
        {
            this.shop = shop;
            scene = shop.View.Scene.Played;
        }

        /// <summary>Takes what hands have changed in play mode since it was asked last.</summary>
        public void Look()
        {
            Note(scene.Take());
            Read(ReadAtOnce);
        }

        /// <summary>Play mode ends: what hands made of it is an offer from here on.</summary>
        public void Leave()
        {
            Note(scene.Take());
            Read(int.MaxValue);
            originals = null;
            ids = null;
            if (values.Count == 0)
                return;
            var states = new List<FacetState>();
            foreach (KeyValuePair<Touch, JsonValue> each in values)
                if (states.Count < FrameLimits.OfferedValues)
                    states.Add(new FacetState(each.Key.Id, each.Key.Facet, each.Value));
            values.Clear();
            offers.Add(new Offer(Ids.New(), shop.Turns.Project.Id, shop.Turns.AppliedThrough.Value, states));
        }

        /// <summary>Play mode is over, and its objects are gone: what was told of them since it ended was nobody's hand.</summary>
        public void Over()
        {
            scene.Take();
            unread.Clear();
            values.Clear();
            originals = null;
            ids = null;
        }

        void Note(IReadOnlyList<PlayedTouch> touches)
        {
            // What was never in step with a project is nothing to offer to it.
            if (touches.Count == 0 || !shop.Turns.AppliedThrough.HasValue)
                return;
            if (originals == null)
                FindOriginals();
            foreach (PlayedTouch each in touches)
            {
                PlayedTouch known;
                unread.TryGetValue(each.Item.Handle, out known);
                unread[each.Item.Handle] = new PlayedTouch(each.Item, each.Parts | known.Parts);
            }
        }

        void Read(int most)
        {
            if (unread.Count == 0)
                return;
            var taken = new List<PlayedTouch>();
            foreach (PlayedTouch each in unread.Values)
                if (taken.Count < most)
                    taken.Add(each);
            foreach (PlayedTouch each in taken)
            {
                unread.Remove(each.Item.Handle);
                Read(each);
            }
        }

        /// <summary>Says once on a connection what is to be offered, after `hello`.</summary>
        public void Tell()
        {
            if (offers.Count == 0 || !shop.Reports.SaidHello)
                return;
            offers.RemoveAll(each => each.Project != shop.Turns.Project.Id);
            foreach (Offer each in offers)
                if (told.Add(each.Id))
                    each.Frames().ForEach(frame => shop.Send(frame));
        }

        /// <summary>An offer is safe.</summary>
        public void Kept(OfferKeptFrame frame)
        {
            if (offers.RemoveAll(each => each.Id == frame.Offer) == 0 || frame.Values == 0)
                return;
            shop.Journal.Note(
                "What you changed while playing waits in VibeSync (" + Wording.Count((int)frame.Values, "value")
                + "): choose there what to keep.");
        }

        /// <summary>Another connection: nobody knows what arrived on the last one.</summary>
        public void ForgetConnection()
        {
            told.Clear();
        }

        /// <summary>The session is over for good.</summary>
        public void Clear()
        {
            unread.Clear();
            values.Clear();
            offers.Clear();
            told.Clear();
        }

        /// <summary>What is not known to be safe.</summary>
        public IReadOnlyList<Offer> Offers
        {
            get { return offers; }
        }

        /// <summary>What the domain before had not known to be safe.</summary>
        public void Recall(IEnumerable<Offer> kept)
        {
            offers.AddRange(kept);
        }

        /// <summary>Of several objects with one id, the first in the engine's order is who was there before: what a script or a person
        /// copies comes behind it. Found when the first hand is told of, not when play begins, since most plays see none.</summary>
        void FindOriginals()
        {
            originals = new Dictionary<string, long>();
            ids = new Dictionary<long, string>();
            foreach (IEngineObject each in scene.Walk())
            {
                string id = each.IsShareable ? each.Id : null;
                if (!Ids.IsId(id) || originals.ContainsKey(id))
                    continue;
                originals.Add(id, each.Handle);
                ids.Add(each.Handle, id);
            }
        }

        void Read(PlayedTouch touch)
        {
            string id = IdOf(touch.Item);
            if (id == null || !touch.Item.IsAlive)
                return;
            Reading read = Reader.Read(touch.Item, id, IdOf);
            foreach (string facet in FacetsOf(read.Object, touch.Parts))
                if (!read.Driven.Contains(facet))
                    values[new Touch(id, facet)] = read.Facet(facet);
        }

        string IdOf(IEngineObject item)
        {
            string id;
            return item != null && ids.TryGetValue(item.Handle, out id) ? id : null;
        }

        /// <summary>A property that was taken away is told where the session still knows that it was there.</summary>
        IEnumerable<string> FacetsOf(SceneObject read, PlayedPart parts)
        {
            if ((parts & PlayedPart.Itself) != 0)
            {
                yield return Facets.Name;
                yield return Facets.Visibility;
            }
            if ((parts & PlayedPart.Parent) != 0)
                yield return Facets.Parent;
            if ((parts & (PlayedPart.Place | PlayedPart.Parent)) != 0)
                yield return Facets.Transform;
            if ((parts & PlayedPart.Properties) == 0)
                yield break;
            SceneObject known = shop.View.Shadow.Find(read.Id);
            var keys = new HashSet<string>();
            foreach (SceneObject each in known == null ? new[] { read } : new[] { known, read })
                foreach (KeyValuePair<string, JsonValue> property in each.Properties)
                    if (keys.Add(property.Key))
                        yield return Facets.Property(property.Key);
        }
    }
}
