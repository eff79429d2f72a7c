namespace PromptIntel.Core.Storage;

/// <summary>
/// The database does not answer: locked by another, out of space, not to be opened. As an <see cref="IOException"/> it is what the ports
/// of Core announce for an outage; a wrong statement or a broken rule stays the driver's exception, because it is a bug.
/// </summary>
public sealed class StoreUnavailableException : IOException
{
    /// <summary>There is no room left to write; reads go on.</summary>
    public bool IsFull { get; init; }

    public StoreUnavailableException()
    {
    }

    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    public StoreUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
