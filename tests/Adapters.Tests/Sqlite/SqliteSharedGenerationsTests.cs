using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Search;
using PromptIntel.Core.Search;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteSharedGenerationsTests : SharedGenerations
{
    private readonly SqliteFile _file = new();

    protected override async Task<RelationalDatabase> OpenDatabaseAsync() => await _file.OpenAsync(TestContext.Current.CancellationToken);

    private protected override Task<ISearchIndexFactory?> OpenIndexesAsync(RelationalDatabase database) =>
        Task.FromResult<ISearchIndexFactory?>(null);

    protected override ValueTask CloseAsync() => _file.DisposeAsync();
}
