namespace VibeSync.Core
{
    /// <summary>Objects as they are against the shadow.</summary>
    public sealed class Comparison
    {
        readonly SceneView view;

        public Comparison(SceneView view)
        {
            this.view = view;
        }

        /// <summary>Whether the object is as the shadow has it, where the engine does not own it; also where it is in neither.</summary>
        /// <param name="id">The object's.</param>
        /// <param name="read">What it is where it is not as known; null where it is gone.</param>
        public bool IsAsKnown(string id, out Reading read)
        {
            read = null;
            IEngineObject item = view.Identity.Find(id);
            SceneObject value = view.Shadow.Find(id);
            if (item == null)
            {
                view.Reader.Forget(id);
                return value == null;
            }
            if (value != null && view.Reader.IsStill(value, item))
                return true;
            read = view.Reader.Read(item, id);
            if (value == null || read.Differs(value))
                return false;
            if (!Shadow.SameFlags(view.Shadow.FlagsOf(id), read))
                view.Shadow.Flag(id, read);
            view.Reader.FoundAs(value, item, read);
            return true;
        }
    }
}
