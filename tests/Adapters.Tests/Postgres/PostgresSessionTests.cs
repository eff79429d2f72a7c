using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Conformance;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresSessionTests : SqlSessionConformance
{
    private readonly PostgresSchemas _schemas = new();

    protected override async Task<RelationalDatabase> OpenAsync() => await _schemas.OpenAsync(Token);

    protected override ValueTask DisposeDatabaseAsync() => _schemas.DisposeAsync();
}

public sealed class PostgresGroupCommitTests : GroupCommitConformance
{
    private readonly PostgresSchemas _schemas = new();

    protected override async Task<RelationalDatabase> OpenAsync(CancellationToken cancellationToken) =>
        await _schemas.OpenAsync(cancellationToken);

    protected override ValueTask DisposeDatabaseAsync() => _schemas.DisposeAsync();
}
