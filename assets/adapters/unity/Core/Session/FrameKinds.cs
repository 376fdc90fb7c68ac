using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>What handling a frame does to the scene.</summary>
    static class FrameKinds
    {
        /// <summary>Whether it writes into the scene, or has the adapter vouch for what stands in it.</summary>
        public static bool Writes(IncomingFrame frame)
        {
            return frame is ApplyFrame || frame is AdoptFrame || frame is PatchFrame || frame is CompensateFrame;
        }

        /// <summary>Whether it may be handled while the engine is busy: it touches nothing.</summary>
        public static bool IsHarmless(IncomingFrame frame)
        {
            return frame is NoteFrame
                || frame is DecidedFrame
                || frame is WelcomeFrame
                || frame is RevokedFrame
                || frame is OfferKeptFrame
                || frame is ForeignFrame;
        }

        /// <summary>The ids of the objects that a writing frame is about.</summary>
        public static ICollection<string> ObjectsOf(IncomingFrame frame)
        {
            var ids = new HashSet<string>();
            if (frame is ApplyFrame apply)
                foreach (Operation each in apply.Operations)
                    ids.UnionWith(Foresight.IdsOf(each));
            else if (frame is AdoptFrame adopt)
                foreach (Touch each in adopt.Facets)
                    ids.Add(each.Id);
            else if (frame is CompensateFrame compensate)
                foreach (CompensationEntry each in compensate.Entries)
                    ids.Add(each.Touch.Id);
            else if (frame is PatchFrame patch)
            {
                foreach (SceneObject each in patch.Objects)
                    ids.Add(each.Id);
                ids.UnionWith(patch.Removed);
            }
            return ids;
        }
    }
}
