using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>What the engine holds, told by digests, in parts as they are made; what is told of each object is how it was in one
    /// moment (<see cref="Stocktaking"/>).</summary>
    public sealed class InventoryAnswer : IAnswer
    {
        readonly Workshop shop;
        readonly Observer observer;
        readonly Func<double> seconds;
        readonly long request;
        List<ObjectState> part = new List<ObjectState>();
        List<string> ids;
        int told;

        public InventoryAnswer(Workshop shop, Observer observer, Func<double> seconds, long request)
        {
            this.shop = shop;
            this.observer = observer;
            this.seconds = seconds;
            this.request = request;
            observer.BeginStocktaking();
        }

        public bool GoOn(double end)
        {
            if (ids == null && !TakeStock(end))
                return false;
            do
            {
                if (!TellNext())
                {
                    Send(true);
                    return true;
                }
            }
            while (seconds() < end);
            return false;
        }

        bool TakeStock(double end)
        {
            if (!observer.GoOnStocktaking(end))
                return false;
            shop.Reports.TellHands(observer.Gesture);
            shop.Reports.Declare(shop.View.Shadow.TakeNews());
            shop.Reports.Declare(shop.View.Shadow.FlaggedIds());
            ids = new List<string>(shop.View.Shadow.Objects.Keys);
            return true;
        }

        bool TellNext()
        {
            if (told >= ids.Count)
                return false;
            part.Add(new ObjectState(ids[told], shop.View.Shadow.DigestOf(ids[told])));
            told += 1;
            if (part.Count == FrameLimits.InventoryPart && told < ids.Count)
                Send(false);
            return true;
        }

        void Send(bool isLast)
        {
            shop.Send(new InventoryFrame(request, isLast, part, observer.UnmanagedCount));
            shop.Reports.NoteUnmanaged(observer.UnmanagedCount);
            part = new List<ObjectState>();
        }
    }
}
