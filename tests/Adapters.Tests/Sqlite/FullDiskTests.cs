using System.Data.Common;
using System.Diagnostics;

using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Sqlite;
using PromptIntel.Core.Storage;

namespace PromptIntel.Adapters.Tests.Sqlite;

/// <summary>
/// No room left: writes say so, what was acknowledged stays, reads go on. SQLite's own limit on pages stands for the disk.
/// </summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly SqliteFile _file = new();
    private SqliteDatabase _database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await _file.OpenAsync(Token);
        await WriteAsync(session => session.RunScriptAsync("CREATE TABLE kept (id INTEGER PRIMARY KEY, filler BLOB)", Token));
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    [Theory]
    [InlineData(500)]
    [InlineData(2_000)]
    [InlineData(4_000)]
    [InlineData(40_000)]
    [InlineData(400_000)]
    public async Task Write_WhenThereIsNoRoom_SaysSoAndLosesNothingThatWasAcknowledged(int length)
    {
        await LimitAsync(10);
        int acknowledged = await FillAsync(length);

        var full = await Assert.ThrowsAsync<StoreUnavailableException>(() => InsertAsync(acknowledged, length));

        Assert.True(full.IsFull);
        Assert.True(await _database.IsFullAsync(Token));
        Assert.Equal(Enumerable.Range(0, acknowledged), await ReadIdsAsync());
    }

    [Fact]
    public async Task IsFull_WhenThereIsRoomAgain_IsOverWithoutAnotherWrite()
    {
        await LimitAsync(10);
        await FillAsync(40_000);
        bool before = await _database.IsFullAsync(Token);

        await LimitAsync(10_000);

        Assert.True(before);
        Assert.False(await _database.IsFullAsync(Token));
        await InsertAsync(1_000_000, 40_000);
    }

    [Fact]
    public async Task IsFull_WhenAnotherMistakeIsMade_IsFalse()
    {
        await InsertAsync(1, 10);

        await Assert.ThrowsAnyAsync<DbException>(() => InsertAsync(1, 10));

        Assert.False(await _database.IsFullAsync(Token));
    }

    [Fact]
    public async Task Write_BesideOneThatFindsNoRoom_IsKeptOrIsToldTheSame()
    {
        await LimitAsync(10);
        Task<bool>[] writes = [.. Enumerable.Range(0, 200).Select(id => Task.Run(() => TryInsertAsync(id, id % 3 == 0 ? 40_000 : 100)))];

        bool[] kept = await Task.WhenAll(writes);

        Assert.Contains(false, kept);
        Assert.Equal(Enumerable.Range(0, 200).Where(id => kept[id]), await ReadIdsAsync());
    }

    [Fact]
    public async Task IsFull_OnADiskThatSomethingElseFilled_IsTrueBeforeAWriteFails()
    {
        string directory = Directory.CreateTempSubdirectory("promptintel-disk-").FullName;
        Assert.SkipUnless(
            await RunAsync("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", directory), "a small disk can be made by root only");

        try
        {
            await using SqliteDatabase database = await SqliteDatabase.OpenAsync(
                new SqliteOptions { Path = Path.Combine(directory, "test.db") }, Token);
            bool before = await database.IsFullAsync(Token);
            await File.WriteAllBytesAsync(Path.Combine(directory, "filler"), new byte[7 << 20], Token);
            bool filled = await database.IsFullAsync(Token);
            File.Delete(Path.Combine(directory, "filler"));

            Assert.Equal((false, true, false), (before, filled, await database.IsFullAsync(Token)));
        }
        finally
        {
            await RunAsync("umount", directory);
            Directory.Delete(directory);
        }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using Process? process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        await process!.WaitForExitAsync(Token);
        return process.ExitCode == 0;
    }

    private async Task<bool> TryInsertAsync(int id, int length)
    {
        try
        {
            await InsertAsync(id, length);
            return true;
        }
        catch (StoreUnavailableException unavailable)
        {
            Assert.True(unavailable.IsFull);
            return false;
        }
    }

    private async Task<int> FillAsync(int length)
    {
        int id = 0;

        while (await TryInsertAsync(id, length))
        {
            id++;
        }

        return id;
    }

    private Task InsertAsync(int id, int length) =>
        WriteAsync(
            session => session.ExecuteAsync("INSERT INTO kept VALUES (@id, zeroblob(@length))", [("@id", id), ("@length", length)], Token));

    /// <param name="pages">More than the file has.</param>
    private Task LimitAsync(int pages) => WriteAsync(async session =>
    {
        long now = await session.QuerySingleAsync<long>("PRAGMA page_count", [], Token);
        await session.ExecuteAsync($"PRAGMA max_page_count = {now + pages}", [], Token);
    });

    private Task WriteAsync(Func<SqlSession, Task> work) => _database.WriteAsync((session, _) => work(session), Token);

    private Task<IReadOnlyList<int>> ReadIdsAsync() =>
        _database.ReadAsync((session, token) => session.QueryAsync<int>("SELECT id FROM kept ORDER BY id", [], token), Token);
}
