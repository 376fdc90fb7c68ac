using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>A person wants what is not shared to be: each object gets an id, and is told with its values.</summary>
    public sealed class AdoptionAnswer : IAnswer
    {
        readonly Workshop shop;
        readonly Observer observer;
        readonly Func<double> seconds;
        readonly long request;
        readonly IEnumerator<IEngineObject> walk;
        readonly List<string> fresh = new List<string>();
        readonly Dictionary<string, SceneObject> found = new Dictionary<string, SceneObject>();
        bool isWalking = true;
        int read;

        public AdoptionAnswer(Workshop shop, Observer observer, Func<double> seconds, long request)
        {
            this.shop = shop;
            this.observer = observer;
            this.seconds = seconds;
            this.request = request;
            walk = shop.View.Scene.Walk().GetEnumerator();
        }

        public bool GoOn(double end)
        {
            do
            {
                if (!GiveNext() && !ReadNext())
                {
                    shop.Reports.Declare(fresh);
                    shop.SendValues(request, true, found, new List<string>());
                    return true;
                }
            }
            while (seconds() < end);
            return false;
        }

        bool GiveNext()
        {
            if (!isWalking)
                return false;
            isWalking = walk.MoveNext();
            if (isWalking && walk.Current.IsShareable && shop.View.Identity.IdOf(walk.Current) == null)
                Give(walk.Current);
            return isWalking;
        }

        void Give(IEngineObject item)
        {
            if (SharedName.Is(item.Name, SceneLimits.NameBytes))
                fresh.Add(shop.View.Identity.Give(item));
            else
                shop.Journal.Note("An object with a name that cannot be shared was left out: rename it first.");
        }

        bool ReadNext()
        {
            if (read >= fresh.Count)
                return false;
            Take(fresh[read]);
            read += 1;
            return true;
        }

        /// <summary>It may have gone again since it got its id.</summary>
        void Take(string id)
        {
            Reading now = shop.View.Reader.Read(id);
            if (now == null)
                return;
            var readings = new Dictionary<string, Reading> { { id, now } };
            observer.GiveFreeNames(readings);
            now = readings[id];
            shop.View.Shadow.Accept(id, now.Object, now);
            shop.Evidence.FoundAsKnown(id);
            found.Add(id, now.Object);
        }
    }
}
