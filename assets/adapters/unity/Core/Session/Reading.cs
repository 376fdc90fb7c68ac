using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>What stands in the engine, in the shared form.</summary>
    public sealed class Reading
    {
        public static readonly ISet<string> NothingDriven = new HashSet<string>();

        static readonly string[] NothingLeftOut = new string[0];

        public Reading(SceneObject item, string ownName, bool isBounded, ISet<string> driven, IReadOnlyList<string> leftOut)
        {
            Object = item;
            OwnName = ownName;
            IsBounded = isBounded;
            Driven = driven ?? NothingDriven;
            LeftOut = leftOut ?? NothingLeftOut;
        }

        public SceneObject Object { get; }

        /// <summary>What the engine calls it, which others may be called too and which need not be a name that can be shared.</summary>
        public string OwnName { get; }

        /// <summary>Whether its transform can only be compared within bounds (R33).</summary>
        public bool IsBounded { get; }

        /// <summary>Facets that the engine owns rather than the artist (rule 10).</summary>
        public ISet<string> Driven { get; }

        /// <summary>What could not be carried over, in words.</summary>
        public IReadOnlyList<string> LeftOut { get; }

        /// <summary>The facets in which `known` and this differ, but for what the engine owns.</summary>
        public List<string> DifferingFrom(SceneObject known)
        {
            List<string> differing = SceneObject.DifferingFacets(known, Object);
            if (Driven.Count > 0)
                differing.RemoveAll(Driven.Contains);
            return differing;
        }

        /// <summary>Whether `known` and this differ anywhere but in what the engine owns.</summary>
        public bool Differs(SceneObject known)
        {
            return Driven.Count == 0 ? !SceneObject.AreSame(known, Object) : DifferingFrom(known).Count > 0;
        }

        public JsonValue Facet(string facet)
        {
            return Object.Facet(facet);
        }

        /// <summary>The object with the facets that the engine owns as they are in `shared`: those are never told.</summary>
        public SceneObject WithShared(SceneObject shared)
        {
            SceneObject result = Object;
            if (shared != null)
                foreach (string facet in Driven)
                    result = result.WithFacet(facet, shared.Facet(facet));
            return result;
        }
    }
}
