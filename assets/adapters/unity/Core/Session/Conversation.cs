using System;
using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>The link of a session, and the frames that came over it and wait for their turn.</summary>
    public sealed class Conversation
    {
        readonly Workshop shop;
        readonly Action disconnect;
        Queue<IncomingFrame> inbox = new Queue<IncomingFrame>();
        ILink link;

        /// <param name="shop">What it notes what it hears in.</param>
        /// <param name="disconnect">Ends the whole session.</param>
        public Conversation(Workshop shop, Action disconnect)
        {
            this.shop = shop;
            this.disconnect = disconnect;
        }

        /// <summary>Whether there is a link, connected or trying.</summary>
        public bool IsOpen
        {
            get { return link != null; }
        }

        /// <summary>The frame whose turn it is; null when none waits.</summary>
        public IncomingFrame Next
        {
            get { return inbox.Count > 0 ? inbox.Peek() : null; }
        }

        /// <summary>Whether a frame of this kind waits for its turn.</summary>
        public bool Awaits<T>() where T : IncomingFrame
        {
            foreach (IncomingFrame each in inbox)
                if (each is T)
                    return true;
            return false;
        }

        public void TakeNext()
        {
            inbox.Dequeue();
        }

        /// <summary>Throws away all waiting frames but these.</summary>
        public void KeepOnly(Func<IncomingFrame, bool> keeps)
        {
            var kept = new Queue<IncomingFrame>();
            foreach (IncomingFrame each in inbox)
                if (keeps(each))
                    kept.Enqueue(each);
            inbox = kept;
        }

        public void Begin(ILink made)
        {
            link = made;
            shop.Journal.Problem = "";
            shop.Journal.Status = "Connecting";
        }

        /// <summary>Ends it for good, with a good-bye.</summary>
        public void End()
        {
            if (link != null)
                link.Stop(true);
            Leave("Not connected");
        }

        /// <summary>Leaves it so that its token opens it again.</summary>
        public void Detach()
        {
            if (link != null)
                link.Detach();
            Leave("Not connected");
        }

        /// <summary>False when there is no connection to send it on.</summary>
        public bool Send(OutgoingFrame frame)
        {
            return link != null && link.Send(frame);
        }

        /// <summary>Takes what happened on the link, and notes what it says of the session.</summary>
        public void Take()
        {
            foreach (LinkEvent each in link.Poll())
            {
                if (each.Kind == LinkEventKind.Frame)
                    TakeFrame(each.Frame);
                else if (each.Kind == LinkEventKind.Connecting)
                {
                    shop.Turns.Connected();
                    shop.Journal.Status = "Connecting";
                }
                else
                    TakeLoss(each);
                if (link == null)
                    return;
            }
        }

        void TakeLoss(LinkEvent loss)
        {
            shop.Journal.Problem = loss.Reason;
            if (loss.Kind == LinkEventKind.Lost)
            {
                ForgetConnection();
                shop.Journal.Status = "Trying again";
                return;
            }
            link.Stop(false);
            Leave("Disconnected");
        }

        void TakeFrame(IncomingFrame frame)
        {
            try
            {
                shop.Turns.Take(frame);
            }
            catch (OutOfTurnException error)
            {
                shop.Journal.Note("Disconnected: the application does not keep to the protocol (" + error.Message + ").");
                disconnect();
                return;
            }
            var hold = frame as HoldFrame;
            // A halt overtakes everything that waits (R28); its confirmation means that nothing more is applied.
            if (hold != null)
            {
                link.Send(new HeldFrame(hold.Halt));
                shop.Journal.Note("Everything is held. Your own work here goes on and is kept.");
            }
            else if (frame is ReleaseFrame)
                shop.Journal.Note("The hold is over.");
            else if (frame is GhostsFrame ghosts)
                // A picture of what waits: nothing waits for it, and it waits for nothing.
                shop.Ghosts.Show(ghosts);
            else
                inbox.Enqueue(frame);
        }

        void Leave(string status)
        {
            link = null;
            ForgetConnection();
            shop.Journal.Status = status;
        }

        void ForgetConnection()
        {
            shop.Turns.Lost();
            inbox.Clear();
            shop.Ghosts.Clear();
            shop.Reports.ForgetConnection();
        }
    }
}
