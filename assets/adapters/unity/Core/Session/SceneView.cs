using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>The engine's scene with what the session knows of it.</summary>
    public sealed class SceneView
    {
        public SceneView(IEngineScene scene, Action<string> note)
        {
            Scene = scene;
            Note = note;
            Shadow = new Shadow(note);
            Identity = new Identity(scene, Shadow.OwnNameOf);
            Reader = new Reader(Identity);
            Stash = new Stash(scene, Identity);
        }

        public IEngineScene Scene { get; }

        /// <summary>Says something to the artist.</summary>
        public Action<string> Note { get; }

        public Shadow Shadow { get; }

        public Identity Identity { get; }

        public Reader Reader { get; }

        public Stash Stash { get; }

        /// <summary>A batch of writings. `number` is the one that deletions are kept under.</summary>
        public Changes NewChanges(long number)
        {
            return new Changes(Scene, Identity, Reader, Stash, number);
        }

        /// <summary>Writes in one undo step of this name; returns its group, or null where nothing was written.</summary>
        public UndoGroup InStep(string name, Action write)
        {
            UndoGroup group = null;
            Scene.BeginStep(UndoTrail.RemotePrefix + name);
            try
            {
                write();
            }
            finally
            {
                group = Scene.EndStep();
            }
            return group;
        }

        /// <summary>Writes without leaving an undo step.</summary>
        public void Silently(Action write)
        {
            Scene.BeginSilence();
            try
            {
                write();
            }
            finally
            {
                Scene.EndSilence();
            }
        }

        /// <summary>The object as it is now becomes the measure for differences, but for what the engine owns of it: there the
        /// measure stays what is shared. Null when it is not in the scene.</summary>
        public Reading Take(string id, SceneObject shared = null)
        {
            Reading read = Reader.Read(id);
            Shadow.Accept(id, read == null ? null : read.WithShared(shared ?? Shadow.Find(id)), read);
            return read;
        }

        /// <summary>These facets as they are now become the measure for differences; of what the engine owns, as they are in
        /// `shared` where that is known. Whatever else moved on such an object has still to be told.</summary>
        public void TakeWritten(Touch touch, SceneObject shared)
        {
            SceneObject known = Shadow.Find(touch.Id);
            Reading read = touch.Facet == Facets.Existence || known == null ? null : Reader.Read(touch.Id);
            if (read == null)
            {
                Take(touch.Id, shared);
                return;
            }
            JsonValue value = !read.Driven.Contains(touch.Facet) ? read.Facet(touch.Facet)
                : shared != null ? shared.Facet(touch.Facet) : known.Facet(touch.Facet);
            Shadow.Accept(touch.Id, known.WithFacet(touch.Facet, value), read);
        }

        /// <summary>Takes out what stood in for objects that are back themselves.</summary>
        public void RemoveSubstitutes()
        {
            List<IEngineObject> superseded = Identity.TakeSuperseded();
            if (superseded.Count > 0)
                Silently(() => superseded.ForEach(Scene.Destroy));
        }

        /// <summary>Another scene is open: nothing that was known counts.</summary>
        public void ForgetScene()
        {
            ForgetHandles();
            Reader.ForgetScene();
            Shadow.Forget();
        }

        /// <summary>The same scene with other objects: what was known of each id stands.</summary>
        public void ForgetHandles()
        {
            Reader.ForgetHandles();
            Stash.ForgetScene();
            Identity.ForgetScene();
        }
    }
}
