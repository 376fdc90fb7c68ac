using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.World
{
    /// <summary>What is shown in play mode, and what hands change there: by the stream of undoable changes, which scripts and physics
    /// are not in.</summary>
    public sealed class PlayedObjects : IPlayedScene
    {
        readonly WorldScene scene;
        readonly EditorWorld world;
        readonly List<PlayedTouch> touches = new List<PlayedTouch>();

        public PlayedObjects(WorldScene scene, EditorWorld world)
        {
            this.scene = scene;
            this.world = world;
            world.Changes.ChangesPublished += Published;
            world.BeforeAssemblyReload += () => world.Changes.ChangesPublished -= Published;
        }

        public IReadOnlyList<PlayedTouch> Take()
        {
            PlayedTouch[] taken = touches.ToArray();
            touches.Clear();
            return taken;
        }

        public IEnumerable<IEngineObject> Walk()
        {
            foreach (GameObject each in world.Active.All())
                yield return scene.Wrap(each);
        }

        void Published(IReadOnlyList<ObjectChange> stream)
        {
            if (!world.IsPlaying)
                return;
            foreach (ObjectChange each in stream)
            {
                GameObject item = world.Find(each.InstanceId);
                PlayedPart parts = PartsOf(each);
                if (item != null && parts != PlayedPart.None)
                    touches.Add(new PlayedTouch(scene.Wrap(item), parts));
            }
        }

        static PlayedPart PartsOf(ObjectChange change)
        {
            if (change.Kind == ObjectChangeKind.ChangeGameObjectParent)
                return PlayedPart.Parent;
            PlayedPart parts = PlayedPart.None;
            foreach (string each in change.Parts)
                parts |= each == ObjectState.Itself ? PlayedPart.Itself
                    : each == ObjectState.Place ? PlayedPart.Place
                    : each == Component.Identity ? PlayedPart.Properties : PlayedPart.None;
            return parts;
        }
    }
}
