using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Relational.Access;
using PromptIntel.Adapters.Relational.Audit;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Access;
using PromptIntel.Core.Audit;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteAccessKeyStoreTests : AccessKeyStoreConformance
{
    private readonly SqliteFile _file = new();

    public override ValueTask DisposeAsync() => _file.DisposeAsync();

    protected override async Task<(IAccessKeyStore Keys, IAuditStore Audit)> CreateAsync()
    {
        RelationalDatabase database = await _file.OpenAsync(Token);
        return (new RelationalAccessKeyStore(database), new RelationalAuditStore(database));
    }
}
