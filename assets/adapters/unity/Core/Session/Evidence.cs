using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Whose doing a difference is: the person's, whose undo step touched the object since it was last found as known, or
    /// somebody else's (R24).</summary>
    public sealed class Evidence
    {
        static readonly HashSet<long> NoHandles = new HashSet<long>();

        readonly SceneView view;
        readonly Dictionary<string, long> foundAsKnown = new Dictionary<string, long>();
        readonly Dictionary<Touch, long> remoteTicks = new Dictionary<Touch, long>();
        readonly Dictionary<Touch, string> authors = new Dictionary<Touch, string>();
        readonly Dictionary<Touch, long> ownTicks = new Dictionary<Touch, long>();
        readonly Dictionary<string, Ahead> ahead = new Dictionary<string, Ahead>();
        long allFoundAsKnown;
        long tick;

        public Evidence(SceneView view)
        {
            this.view = view;
        }

        public UndoTrail Trail { get; private set; } = new UndoTrail();

        /// <summary>Another scene is open: its handles are others.</summary>
        public void Forget()
        {
            Trail = new UndoTrail();
            foundAsKnown.Clear();
            remoteTicks.Clear();
            authors.Clear();
            ownTicks.Clear();
            ahead.Clear();
            allFoundAsKnown = 0;
        }

        /// <summary>The application wrote these: they are nobody's to undo here. `group` is our own step, or null; `by` is who had it do
        /// so, or null where it does not say.</summary>
        public void WroteRemotely(IReadOnlyCollection<Touch> touches, UndoGroup group, string by)
        {
            SetAgain(touches);
            foreach (Touch each in touches)
                authors[each] = by;
            if (group != null)
                Trail.MadeRemote(group, tick, touches);
        }

        /// <summary>What others had set here was set once more as it was.</summary>
        public void SetAgain(IReadOnlyCollection<Touch> touches)
        {
            tick += 1;
            foreach (Touch each in touches)
                remoteTicks[each] = tick;
        }

        /// <summary>Who had the application write this last, or null.</summary>
        public string AuthorOf(Touch touch)
        {
            string author;
            return authors.TryGetValue(touch, out author) ? author : null;
        }

        /// <summary>What these moved steps hold was set again by moving them.</summary>
        public void Moved(IEnumerable<UndoStep> steps)
        {
            tick += 1;
            foreach (UndoStep each in steps)
                each.Tick = tick;
        }

        /// <summary>An edit was told: `touches` are its facets, `steps` the persons' steps that show it.</summary>
        public void Told(IReadOnlyCollection<Touch> touches, bool byPerson, IEnumerable<UndoStep> steps)
        {
            tick += 1;
            if (byPerson)
                foreach (Touch each in touches)
                    ownTicks[each] = tick;
            foreach (UndoStep each in steps)
            {
                if (each.IsRemote)
                    continue;
                each.Facets.UnionWith(touches);
                each.Tick = tick;
            }
        }

        /// <summary>What was told of an object may be ahead of the step that holds it, which comes until `untilSeconds` or was another's.
        /// </summary>
        public void ToldAhead(string id, IReadOnlyCollection<Touch> touches, double untilSeconds)
        {
            ahead[id] = new Ahead(touches, tick, untilSeconds);
        }

        /// <summary>A person's step came: it holds what was told ahead of it.</summary>
        public void Came(TrailEvent step, double nowSeconds)
        {
            foreach (string id in new List<string>(ahead.Keys))
            {
                Ahead told = ahead[id];
                bool isIts = nowSeconds <= told.UntilSeconds && Touches(step, LineageOf(id));
                if (isIts)
                {
                    step.Step.Facets.UnionWith(told.Touches);
                    step.Step.Tick = Math.Max(step.Step.Tick, told.Tick);
                }
                if (isIts || nowSeconds > told.UntilSeconds)
                    ahead.Remove(id);
            }
        }

        /// <summary>The object is as the shadow has it: the steps until now say nothing about what comes after.</summary>
        public void FoundAsKnown(string id)
        {
            if (Trail.Sequence > allFoundAsKnown)
                foundAsKnown[id] = Trail.Sequence;
        }

        /// <summary>The same of the whole scene, also of what is not in it.</summary>
        public void FoundAllAsKnown()
        {
            foundAsKnown.Clear();
            allFoundAsKnown = Trail.Sequence;
        }

        /// <summary>The newest person's event that shows a hand on this object, or null.</summary>
        public TrailEvent For(string id)
        {
            Lineage lineage = LineageOf(id);
            return Trail.EvidenceSince(Since(id), each => Touches(each, lineage));
        }

        /// <summary>The same for an object that is not shared yet.</summary>
        public TrailEvent For(IEngineObject newcomer)
        {
            Lineage lineage = LineageOf(newcomer);
            return Trail.EvidenceSince(allFoundAsKnown, each => Touches(each, lineage));
        }

        /// <summary>All persons' steps that show a hand on this object.</summary>
        public List<UndoStep> StepsFor(string id)
        {
            Lineage lineage = LineageOf(id);
            return Trail.StepsSince(Since(id), each => Touches(each, lineage));
        }

        /// <summary>Whether one of the person's moved steps had set this, and nobody else has since.</summary>
        public bool IsOwn(Touch touch, IReadOnlyCollection<UndoStep> moved)
        {
            long written;
            remoteTicks.TryGetValue(touch, out written);
            foreach (UndoStep each in moved)
            {
                if (each.IsRemote)
                    continue;
                if (each.IsKnown && each.Facets.Contains(touch) && each.Tick >= written)
                    return true;
                if (!each.IsKnown && LastOwn(touch) >= written)
                    return true;
            }
            return false;
        }

        long LastOwn(Touch touch)
        {
            long last;
            ownTicks.TryGetValue(touch, out last);
            return last;
        }

        long Since(string id)
        {
            long since;
            return foundAsKnown.TryGetValue(id, out since) ? Math.Max(since, allFoundAsKnown) : allFoundAsKnown;
        }

        static bool Touches(TrailEvent happened, Lineage lineage)
        {
            return happened.Handles.Count == 0
                || happened.Handles.Overlaps(lineage.Touched)
                || happened.Deleted.Overlaps(lineage.Deleted);
        }

        /// <summary>Handles of the object and, where it came, of what it came with, since the engine tells of a hierarchy by its top.
        /// What went did so with the top of it: a step that touched it before is not what took it, unless the engine says that the
        /// step deleted it, or something that it hung on. A step on a parent that stays says nothing about its children.</summary>
        Lineage LineageOf(string id)
        {
            IEngineObject item = view.Identity.Find(id);
            if (item != null)
                return LineageOf(item);
            long? top = null;
            var gone = new HashSet<long>();
            var seen = new HashSet<string>();
            for (string each = id; each != null && view.Identity.Find(each) == null && seen.Add(each);)
            {
                top = view.Identity.LastHandle(each);
                if (top.HasValue)
                    gone.Add(top.Value);
                SceneObject known = view.Shadow.Find(each);
                each = known == null ? null : known.Parent;
            }
            return new Lineage(top.HasValue ? new HashSet<long> { top.Value } : NoHandles, gone);
        }

        Lineage LineageOf(IEngineObject item)
        {
            var touched = new HashSet<long> { item.Handle };
            if (!IsKnown(item))
                for (IEngineObject each = item.Parent; each != null && !IsKnown(each); each = each.Parent)
                    touched.Add(each.Handle);
            return new Lineage(touched, NoHandles);
        }

        bool IsKnown(IEngineObject item)
        {
            string id = view.Identity.IdOf(item);
            return id != null && view.Shadow.Has(id);
        }

        /// <summary>Handles by which a step shows its hand on an object: by touching one, or by deleting one.</summary>
        readonly struct Lineage
        {
            public Lineage(HashSet<long> touched, HashSet<long> deleted)
            {
                Touched = touched;
                Deleted = deleted;
            }

            public HashSet<long> Touched { get; }

            public HashSet<long> Deleted { get; }
        }

        readonly struct Ahead
        {
            public Ahead(IReadOnlyCollection<Touch> touches, long tick, double untilSeconds)
            {
                Touches = touches;
                Tick = tick;
                UntilSeconds = untilSeconds;
            }

            public IReadOnlyCollection<Touch> Touches { get; }

            public long Tick { get; }

            public double UntilSeconds { get; }
        }
    }
}
