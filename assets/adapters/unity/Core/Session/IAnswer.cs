namespace VibeSync.Core
{
    /// <summary>An answer that may take longer than a turn of the engine has time for (rule 9). Frames that came after the question
    /// wait until it is given.</summary>
    public interface IAnswer
    {
        /// <summary>Goes on until `end`, in the session's seconds, and a little at least. True once it is given.</summary>
        bool GoOn(double end);
    }
}
