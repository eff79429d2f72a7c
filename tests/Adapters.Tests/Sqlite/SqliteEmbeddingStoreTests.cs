using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Sqlite;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Search;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteEmbeddingStoreTests : EmbeddingStoreConformance
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("promptintel-embeddings-");
    private SqliteDatabase? _database;

    public override async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }

    protected override async ValueTask<IEmbeddingStore> CreateAsync()
    {
        _database = await SqliteDatabase.OpenAsync(
            new SqliteOptions { Path = Path.Combine(_directory.FullName, "test.db") }, Xunit.TestContext.Current.CancellationToken);
        return new RelationalEmbeddingStore(_database);
    }
}
