namespace VibeSync.Core
{
    /// <summary>Where the token that opens one resume outlives the link: the memory of the process, never a disk, a scene or a log
    /// (SEC-4). Used only on the thread that polls the link.</summary>
    public interface ITokenStore
    {
        /// <summary>Null when there is none.</summary>
        string Token { get; set; }
    }
}
