using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.Checks
{
    static class Listing
    {
        /// <summary>Every object of the scene, at once.</summary>
        public static List<IEngineObject> Objects(this IEngineScene scene)
        {
            return new List<IEngineObject>(scene.Walk());
        }
    }
}
