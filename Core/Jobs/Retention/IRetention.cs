namespace PromptIntel.Core.Jobs.Retention;

/// <summary>Deletes one kind of thing past its time.</summary>
public interface IRetention
{
    /// <summary>Plural, snake_case: the name of the count in the summary of the run.</summary>
    string What { get; }

    /// <summary>All that is due, in small transactions; gives how many.</summary>
    Task<long> PruneAsync(CancellationToken cancellationToken);
}
