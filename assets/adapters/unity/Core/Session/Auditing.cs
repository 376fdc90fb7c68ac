using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Says what the engine holds when the application asks in passing: read anew, a few objects a frame (rule 9).</summary>
    public sealed class Auditing
    {
        readonly Workshop shop;
        readonly Observer observer;
        readonly Func<double> seconds;
        readonly Queue<string> rest = new Queue<string>();
        readonly List<ObjectState> states = new List<ObjectState>();
        long? request;

        public Auditing(Workshop shop, Observer observer, Func<double> seconds)
        {
            this.shop = shop;
            this.observer = observer;
            this.seconds = seconds;
        }

        /// <summary>What was asked is about a scene or a session of before.</summary>
        public void Forget()
        {
            request = null;
            rest.Clear();
            states.Clear();
        }

        public void Begin(AuditFrame frame)
        {
            Forget();
            request = frame.Request;
            foreach (string id in frame.Ids)
                rest.Enqueue(id);
        }

        /// <summary>Reads until the time is used up, one object at least; answers with the last.</summary>
        /// <param name="end">In seconds of the session's clock.</param>
        public void GoOn(double end)
        {
            if (!request.HasValue)
                return;
            while (rest.Count > 0)
            {
                Read(rest.Dequeue());
                if (seconds() >= end)
                    break;
            }
            if (rest.Count > 0)
                return;
            shop.Send(new DigestsFrame(request.Value, new List<ObjectState>(states)));
            Forget();
        }

        void Read(string id)
        {
            SceneObject known = shop.View.Shadow.Find(id);
            Reading read = shop.View.Reader.Read(id);
            if (read == null && known == null)
                states.Add(new ObjectState(id, null));
            else if (read == null || known == null || read.DifferingFrom(known).Count > 0
                || !Shadow.SameFlags(shop.View.Shadow.FlagsOf(id), read))
                // Something that is not told yet: whose it is, the observer finds out.
                observer.Attend(new[] { id });
            else
                states.Add(new ObjectState(id, ObjectDigest.Of(read.Object, read.Driven)));
        }
    }
}
