using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>What the last undo or redo would have brought of others’ changes, had their values not been kept (rule 5): the artist
    /// may still want it, as an edit of their own. It is offered until anybody changes one of these values.</summary>
    /// <remarks>Values only: what others made or deleted is taken back where the whole change is known.</remarks>
    public sealed class UndoTheirs
    {
        /// <summary>More than that is a change that is taken back as a whole.</summary>
        public const int MostValues = 1000;

        /// <summary>The artist's step, and the words on the button.</summary>
        public const string StepName = "Undo theirs";

        readonly SceneView view;
        readonly Dictionary<string, List<Value>> values = new Dictionary<string, List<Value>>();
        readonly List<string> names = new List<string>();
        bool isWanted;

        public UndoTheirs(SceneView view)
        {
            this.view = view;
            view.Shadow.Changed += Look;
            view.Shadow.Forgot += Forget;
        }

        /// <summary>Ids of the objects of which something is offered.</summary>
        public ICollection<string> Objects
        {
            get { return values.Keys; }
        }

        /// <summary>The names of these objects, as a person reads them.</summary>
        public string Names
        {
            get { return Wording.List(names); }
        }

        /// <summary>Whether the artist has asked for what is offered now, and it was not written yet.</summary>
        public bool IsWanted
        {
            get { return isWanted; }
        }

        /// <summary>The artist wants it. Should it change before it is written, nothing else is written in its place.</summary>
        public void Want()
        {
            isWanted = values.Count > 0;
        }

        /// <summary>It cannot be written now; the artist may ask again.</summary>
        public EngineEvent GiveUp()
        {
            isWanted = false;
            view.Note("That cannot be done now.");
            return null;
        }

        /// <summary>Others' values were kept, though `brought` is what the artist's steps back or forth had made of them. What was offered
        /// before is not any more.</summary>
        public void Offer(IReadOnlyList<FacetState> brought)
        {
            Drop();
            if (brought.Count > MostValues)
                return;
            foreach (FacetState each in brought)
            {
                SceneObject known = view.Shadow.Find(each.Id);
                Reading read = view.Reader.Read(each.Id);
                // What could not be set back is no kept value.
                if (known == null || read == null || !read.Facet(each.Facet).Equals(known.Facet(each.Facet)))
                    continue;
                List<Value> ofObject;
                if (!values.TryGetValue(each.Id, out ofObject))
                {
                    values.Add(each.Id, ofObject = new List<Value>());
                    names.Add(known.Name);
                }
                ofObject.Add(new Value(each.Facet, known.Facet(each.Facet), each.Value));
            }
            names.Sort(StringComparer.Ordinal);
        }

        public void Forget()
        {
            values.Clear();
            names.Clear();
            isWanted = false;
        }

        /// <summary>It is not what was offered any more.</summary>
        void Drop()
        {
            if (isWanted)
                view.Note("It was changed since, and stays as it is.");
            Forget();
        }

        /// <summary>The artist has moved these steps: what one of them had set as another's is judged anew.</summary>
        public void Moved(IEnumerable<UndoStep> steps)
        {
            foreach (UndoStep step in steps)
            {
                if (!step.IsRemote)
                    continue;
                foreach (Touch each in step.Facets)
                {
                    List<Value> ofObject;
                    if (!values.TryGetValue(each.Id, out ofObject) || !ofObject.Exists(value => value.Facet == each.Facet))
                        continue;
                    Drop();
                    return;
                }
            }
        }

        /// <summary>Writes what is offered, in a step of the artist's; null where that cannot be done, and was said: then it is offered
        /// still. What is found to have moved on meanwhile is left alone.</summary>
        public EngineEvent Perform()
        {
            var handles = new HashSet<long>();
            foreach (KeyValuePair<string, List<Value>> each in values)
            {
                if (!Stands(each.Key, each.Value))
                {
                    Drop();
                    return null;
                }
                handles.Add(view.Identity.Find(each.Key).Handle);
            }
            UndoGroup group = handles.Count == 0 ? null : Write();
            isWanted = false;
            if (group == null)
                return null;
            Forget();
            return new EngineEvent(EngineEventKind.Step, group, handles);
        }

        /// <summary>All or nothing; null where it failed.</summary>
        UndoGroup Write()
        {
            Changes changes = view.NewChanges(Stash.Resync);
            view.Scene.BeginStep(StepName);
            string id = null;
            try
            {
                foreach (KeyValuePair<string, List<Value>> each in values)
                {
                    id = each.Key;
                    foreach (Value value in each.Value)
                        changes.SetFacet(new Touch(id, value.Facet), value.Brought);
                }
            }
            catch (Exception error)
            {
                // Whatever it was, a part of it must not stay.
                foreach (string each in changes.RollBack())
                    view.Note("Not all of it could be taken back: " + each);
                view.Scene.DropStep();
                view.Note("Unity does not take the change of “" + view.Shadow.Find(id).Name + "”: " + error.Message);
                return null;
            }
            return view.Scene.EndStep();
        }

        /// <summary>Whether the engine still has what was kept, in which the artist may have worked since they were last looked at.</summary>
        bool Stands(string id, List<Value> ofObject)
        {
            Reading read = view.Reader.Read(id);
            return read != null && ofObject.TrueForAll(each =>
                !read.Driven.Contains(each.Facet) && read.Facet(each.Facet).Equals(each.Kept) && CanHold(each));
        }

        bool CanHold(Value value)
        {
            return value.Facet != Facets.Parent || value.Brought.IsNull || view.Identity.Find(value.Brought.AsText) != null;
        }

        void Look(string id)
        {
            List<Value> ofObject;
            if (values.Count == 0 || !values.TryGetValue(id, out ofObject))
                return;
            SceneObject now = view.Shadow.Find(id);
            if (now == null || ofObject.Exists(each => !now.Facet(each.Facet).Equals(each.Kept)))
                Drop();
        }

        readonly struct Value
        {
            public Value(string facet, JsonValue kept, JsonValue brought)
            {
                Facet = facet;
                Kept = kept;
                Brought = brought;
            }

            public string Facet { get; }

            public JsonValue Kept { get; }

            public JsonValue Brought { get; }
        }
    }
}
