using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Conformance;

namespace PromptIntel.Adapters.Tests.Postgres;

/// <summary>Statements through a pooler in transaction mode.</summary>
public sealed class PooledSessionTests : SqlSessionConformance
{
    private readonly PostgresSchemas _schemas = new(Pooler.GetAsync);

    protected override async Task<RelationalDatabase> OpenAsync() => await _schemas.OpenAsync(Token);

    protected override ValueTask DisposeDatabaseAsync() => _schemas.DisposeAsync();
}

/// <summary>Writes committed together through a pooler in transaction mode.</summary>
public sealed class PooledGroupCommitTests : GroupCommitConformance
{
    private readonly PostgresSchemas _schemas = new(Pooler.GetAsync);

    protected override async Task<RelationalDatabase> OpenAsync(CancellationToken cancellationToken) =>
        await _schemas.OpenAsync(cancellationToken);

    protected override ValueTask DisposeDatabaseAsync() => _schemas.DisposeAsync();
}
