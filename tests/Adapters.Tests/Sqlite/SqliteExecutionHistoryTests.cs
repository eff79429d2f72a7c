using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Conformance;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteExecutionHistoryTests : ExecutionHistoryConformance
{
    private readonly SqliteFile _file = new();

    public override ValueTask DisposeAsync() => _file.DisposeAsync();

    protected override async Task<RelationalDatabase> OpenAsync() => await _file.OpenAsync(Token);
}
