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
        readonly Dictionary<string, SceneObject> found = new Dictionary<string, SceneObject>();
        readonly List<string> missing = new List<string>();
        int read;

        public ValuesAnswer(Workshop shop, Func<double> seconds, ReadValuesFrame frame)
        {
            this.shop = shop;
            this.seconds = seconds;
            request = frame.Request;
            ids = new List<string>(new HashSet<string>(frame.Ids));
        }

        public bool GoOn(double end)
        {
            while (read < ids.Count)
            {
                Read(ids[read]);
                read += 1;
                if (read < ids.Count && seconds() >= end)
                    return false;
            }
            shop.Reports.Declare(found.Keys);
            shop.SendValues(request, found, missing);
            return true;
        }

        void Read(string id)
        {
            // Before it is live, what is read now is what differences are measured against from here on.
            Reading now = shop.Turns.MayObserve ? shop.View.Reader.Read(id) : shop.View.Take(id);
            if (now == null)
                missing.Add(id);
            else
                found.Add(id, now.Object);
        }
    }
}
