using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>What the parts of the adapter that handle frames share.</summary>
    public sealed class Workshop
    {
        readonly Func<OutgoingFrame, bool> send;

        public Workshop(IEngineScene scene, Func<OutgoingFrame, bool> send)
        {
            this.send = send;
            View = new SceneView(scene, Journal.Note);
            Evidence = new Evidence(View);
            Reports = new Reports(View, send);
            Ghosts = new Ghosts(View);
        }

        public Journal Journal { get; } = new Journal();

        public Turns Turns { get; } = new Turns();

        public ToldEdits Edits { get; } = new ToldEdits();

        public Batches Batches { get; } = new Batches();

        public SceneView View { get; }

        public Evidence Evidence { get; }

        public Reports Reports { get; }

        public Ghosts Ghosts { get; }

        /// <summary>False when there is no connection to send it on.</summary>
        public bool Send(OutgoingFrame frame)
        {
            return send(frame);
        }

        /// <summary>Answers with values, parents before children; `missing` are not in the scene. `isLast`: that is all.</summary>
        public void SendValues(long request, bool isLast, Dictionary<string, SceneObject> found, List<string> missing)
        {
            List<SceneObject> ordered = Hierarchy.ParentsFirst(found).ConvertAll(id => found[id]);
            List<List<SceneObject>> parts = Parts.Split(ordered, FrameLimits.ValuesPart, Weight.Of);
            for (int index = 0; index < parts.Count; index += 1)
                Send(
                    new ValuesFrame(
                        request, isLast && index == parts.Count - 1, parts[index], index == 0 ? missing : new List<string>()));
        }

        /// <summary>What was written becomes what differences are measured against, as the engine holds it now; of what it owns,
        /// as it is in `shared`, where that says so.</summary>
        public void TakeWritten(IEnumerable<Touch> written, IReadOnlyDictionary<string, SceneObject> shared)
        {
            foreach (Touch each in written)
            {
                SceneObject value = null;
                if (shared != null)
                    shared.TryGetValue(each.Id, out value);
                View.TakeWritten(each, value);
            }
        }
    }
}
