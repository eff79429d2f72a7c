using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Conformance;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteDocumentStoreTests : RelationalDocumentStoreConformance
{
    private readonly SqliteFile _file = new();

    public override ValueTask DisposeAsync() => _file.DisposeAsync();

    protected override async ValueTask<RelationalDatabase> OpenAsync() => await _file.OpenAsync(Token);
}
