using PromptIntel.Adapters.Relational.Audit;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Audit;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteAuditStoreTests : AuditStoreConformance
{
    private readonly SqliteFile _file = new();

    public override ValueTask DisposeAsync() => _file.DisposeAsync();

    protected override async Task<IAuditStore> CreateStoreAsync() => new RelationalAuditStore(await _file.OpenAsync(Token));
}
