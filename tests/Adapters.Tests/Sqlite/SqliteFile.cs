using PromptIntel.Adapters.Sqlite;

namespace PromptIntel.Adapters.Tests.Sqlite;

/// <summary>A database file of one test's own, deleted with it.</summary>
internal sealed class SqliteFile : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-").FullName;
    private readonly List<SqliteDatabase> _opened = [];

    public string Path => System.IO.Path.Combine(_directory, "test.db");

    public async Task<SqliteDatabase> OpenAsync(CancellationToken cancellationToken)
    {
        SqliteDatabase database = await SqliteDatabase.OpenAsync(new SqliteOptions { Path = Path }, cancellationToken);
        _opened.Add(database);
        return database;
    }

    /// <summary>A copy of the file and its log as a crash of the machine would leave them.</summary>
    public string CopyTo(string name, int cutFromLog)
    {
        string copy = System.IO.Path.Combine(_directory, name);
        File.Copy(Path, copy);
        File.Copy(Path + "-wal", copy + "-wal");
        using FileStream log = File.OpenWrite(copy + "-wal");
        log.SetLength(log.Length - cutFromLog);
        return copy;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SqliteDatabase database in _opened)
        {
            await database.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }
}
