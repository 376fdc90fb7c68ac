using System.Collections.Generic;

namespace VibeSync.World
{
    /// <summary>Handles of objects of one scene, the same set and list as long as they are the same objects.</summary>
    sealed class KeptHandles
    {
        readonly WorldScene scene;
        List<long> known = new List<long>();

        public KeptHandles(WorldScene scene)
        {
            this.scene = scene;
            Keep();
        }

        public ISet<long> AsSet { get; private set; }

        /// <summary>Whoever goes through it reads one after the other.</summary>
        public IEnumerable<long> AsList { get; private set; }

        public KeptHandles Of(IEnumerable<GameObject> items, SceneData of)
        {
            int count = 0;
            bool isSame = true;
            foreach (GameObject each in items)
                if (each.Scene == of)
                {
                    isSame = isSame && count < known.Count && known[count] == each.InstanceId;
                    count += 1;
                }
            if (isSame && count == known.Count)
                return this;
            known = new List<long>();
            foreach (GameObject each in items)
                if (each.Scene == of)
                    known.Add(each.InstanceId);
            Keep();
            return this;
        }

        void Keep()
        {
            AsSet = new HashSet<long>(known);
            AsList = Reading(known);
        }

        IEnumerable<long> Reading(List<long> handles)
        {
            foreach (long each in handles)
            {
                scene.Reads += 1;
                yield return each;
            }
        }
    }
}
