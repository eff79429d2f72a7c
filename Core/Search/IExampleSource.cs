namespace PromptIntel.Core.Search;

/// <summary>Where the examples of one collection are kept. Safe for concurrent use.</summary>
public interface IExampleSource
{
    /// <summary>What stages name it by.</summary>
    string Collection { get; }

    /// <summary>Another number after every change, whichever process made it.</summary>
    Task<long> ReadRevisionAsync(CancellationToken cancellationToken);

    Task<IReadOnlyCollection<ExampleDocument>> ReadAsync(CancellationToken cancellationToken);
}
