using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Search;
using PromptIntel.Core.Search;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresSharedGenerationsTests : SharedGenerations
{
    private readonly PostgresSchemas _schemas = new();

    protected override async Task<RelationalDatabase> OpenDatabaseAsync() =>
        await _schemas.OpenAsync(TestContext.Current.CancellationToken);

    private protected override Task<ISearchIndexFactory?> OpenIndexesAsync(RelationalDatabase database) =>
        Task.FromResult<ISearchIndexFactory?>(null);

    protected override ValueTask CloseAsync() => _schemas.DisposeAsync();
}
