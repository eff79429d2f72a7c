using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Search;

namespace PromptIntel.Hosting.Commands.Checks;

/// <summary>
/// Every configured store answers: the write lock can be had, the schema is this build's, and memory is not ahead of the catalog's log.
/// </summary>
internal sealed class StorageCheck(
    RelationalDatabase database, ICatalogStore catalogStore, PromptCatalog catalog, IExecutionReader executions, ILeagueStore leagues,
    IEmbeddingStore embeddings) : IValidationCheck
{
    public string Name => "database sync";

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        if (await database.FindMissingMigrationsAsync(cancellationToken) is { IsEmpty: false } missing)
        {
            throw new ValidationFailedException($"{database.Dialect.Name} lacks {string.Join(", ", missing)}");
        }

        // Takes the lock and commits nothing.
        await database.WriteAsync((_, _) => Task.CompletedTask, cancellationToken);
        long held = catalog.Position;
        ChangePage log = await catalogStore.ReadChangesAsync(held, 1, cancellationToken);

        if (log.LastPosition < held)
        {
            throw new ValidationFailedException($"memory is at position {held}, but the log ends at {log.LastPosition}");
        }

        long runs = (await executions.CountAsync(cancellationToken)).Values.Sum();
        int examples = (await leagues.CountExamplesAsync(cancellationToken)).Sum(count => count.Count);
        string generation = (await embeddings.FindActiveAsync(cancellationToken))?.Id ?? "none yet";
        return $"{database.Dialect.Name} reads and writes, schema complete; catalog at {log.LastPosition}, {runs} executions, "
            + $"{examples} examples, embeddings {generation}";
    }
}
