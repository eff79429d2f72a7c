using PromptIntel.Adapters.Relational;

namespace PromptIntel.Hosting.Installation;

/// <summary>What a program may ask of the database behind the stores, whichever product it is. Safe for concurrent use.</summary>
public sealed class InstallationDatabase
{
    private readonly RelationalDatabase _database;

    internal InstallationDatabase(RelationalDatabase database) => _database = database;

    /// <summary>Product and place, for people; no secrets.</summary>
    public string Location => _database.Location;

    /// <summary>
    /// Whether there is no room left to write. After a write that failed for want of it a small one is tried, to see whether it is over.
    /// </summary>
    public Task<bool> IsFullAsync(CancellationToken cancellationToken) => _database.IsFullAsync(cancellationToken);
}
