using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>The values of some objects, each as it is in the moment in which it is read.</summary>
    public sealed class ValuesAnswer : IAnswer
    {
        readonly Workshop shop;
        readonly Func<double> seconds;
        readonly long request;
        readonly List<string> ids;
        readonly bool isLive;
        Dictionary<string, SceneObject> found = new Dictionary<string, SceneObject>();
        List<string> missing = new List<string>();
        int read;

        public ValuesAnswer(Workshop shop, Func<double> seconds, ReadValuesFrame frame)
        {
            this.shop = shop;
            this.seconds = seconds;
            request = frame.Request;
            isLive = shop.Turns.MayObserve;
            ids = ParentsFirst(new HashSet<string>(frame.Ids));
        }

        public bool GoOn(double end)
        {
            while (read < ids.Count)
            {
                Read(ids[read]);
                read += 1;
                if (read == ids.Count || seconds() < end)
                    continue;
                // What a live engine is asked for becomes shared, each part by a change of its own.
                if (!isLive)
                    Send(false);
                return false;
            }
            Send(true);
            return true;
        }

        void Send(bool isLast)
        {
            shop.Reports.Declare(found.Keys);
            shop.SendValues(request, isLast, found, missing);
            found = new Dictionary<string, SceneObject>();
            missing = new List<string>();
        }

        /// <summary>As far as it is known who hangs on whom.</summary>
        List<string> ParentsFirst(HashSet<string> asked)
        {
            var known = new Dictionary<string, SceneObject>();
            foreach (string id in asked)
                if (shop.View.Shadow.Has(id))
                    known.Add(id, shop.View.Shadow.Find(id));
            List<string> ordered = Hierarchy.ParentsFirst(known);
            asked.ExceptWith(ordered);
            ordered.AddRange(asked);
            return ordered;
        }

        void Read(string id)
        {
            // Before it is live, what is read now is what differences are measured against from here on.
            Reading now = isLive ? shop.View.Reader.Read(id) : shop.View.Take(id);
            if (now == null)
                missing.Add(id);
            else
                found.Add(id, now.Object);
        }
    }
}
