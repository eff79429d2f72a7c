using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Conformance;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteSessionTests : SqlSessionConformance
{
    private readonly SqliteFile _file = new();

    protected override async Task<RelationalDatabase> OpenAsync() => await _file.OpenAsync(Token);

    protected override ValueTask DisposeDatabaseAsync() => _file.DisposeAsync();
}

public sealed class SqliteGroupCommitTests : GroupCommitConformance
{
    private readonly SqliteFile _file = new();

    protected override async Task<RelationalDatabase> OpenAsync(CancellationToken cancellationToken) =>
        await _file.OpenAsync(cancellationToken);

    protected override ValueTask DisposeDatabaseAsync() => _file.DisposeAsync();
}
