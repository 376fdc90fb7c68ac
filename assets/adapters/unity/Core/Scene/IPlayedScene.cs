using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>The copy of the scene that the engine shows in play mode. Everything in it is gone when that ends; nothing in it is ever
    /// written.</summary>
    public interface IPlayedScene
    {
        /// <summary>What hands have changed since the last call, oldest first: what the engine shows evidence for. What scripts and
        /// physics move is not among it, nor is what comes or goes.</summary>
        IReadOnlyList<PlayedTouch> Take();

        /// <summary>Every object of the copy, parents before their children, in the engine's order.</summary>
        IEnumerable<IEngineObject> Walk();
    }

    /// <summary>What belongs together to the engine when it tells of a change.</summary>
    [Flags]
    public enum PlayedPart
    {
        None = 0,

        /// <summary>Its name, and whether it is active.</summary>
        Itself = 1,
        Place = 2,
        Parent = 4,
        Properties = 8,
        All = Itself | Place | Parent | Properties,
    }

    /// <summary>A hand's change of one object of the copy.</summary>
    public readonly struct PlayedTouch
    {
        public PlayedTouch(IEngineObject item, PlayedPart parts)
        {
            Item = item;
            Parts = parts;
        }

        public IEngineObject Item { get; }

        public PlayedPart Parts { get; }
    }
}
