using PromptIntel.Core.Search;

namespace PromptIntel.Bench.Search;

/// <summary>Examples that never change.</summary>
internal sealed class FixedExamples(IReadOnlyCollection<ExampleDocument> documents) : IExampleSource
{
    public const string Name = "examples";

    public string Collection => Name;

    public Task<long> ReadRevisionAsync(CancellationToken cancellationToken) => Task.FromResult(1L);

    public Task<IReadOnlyCollection<ExampleDocument>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(documents);
}
