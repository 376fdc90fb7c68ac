using VibeSync.Core;

namespace VibeSync.World
{
    /// <summary>A preview scene beside those that are open, as of EditorSceneManager.NewPreviewScene.</summary>
    public sealed class TrialScene : ITrialScene
    {
        readonly EditorWorld world;
        readonly SceneData scene = new SceneData("trial");

        public TrialScene(EditorWorld world)
        {
            this.world = world;
        }

        public ITrialObject Create(ObjectKind kind, ITrialObject parent)
        {
            GameObject made = world.Create("trial", scene, parent == null ? null : ((TrialObject)parent).Item);
            foreach (string type in StartingComponents.Of(kind))
                made.AddComponent(new Component(type));
            return new TrialObject(made);
        }

        public void Dispose()
        {
            foreach (GameObject each in scene.RootList.ToArray())
                each.Detach();
        }

        sealed class TrialObject : ITrialObject
        {
            public TrialObject(GameObject item)
            {
                Item = item;
            }

            public GameObject Item { get; }

            public EngineTransform Local
            {
                get { return new EngineTransform(Item.Position, Item.Rotation, Item.Scale); }
                set
                {
                    Item.SetPosition(value.Position);
                    Item.SetRotation(value.Rotation);
                    Item.SetScale(value.Scale);
                }
            }

            public WorldPlace World
            {
                get { return LocalToWorld.Of(Item); }
            }
        }
    }
}
