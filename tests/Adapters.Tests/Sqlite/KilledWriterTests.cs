using System.Diagnostics;
using System.Globalization;

using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Sqlite;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Adapters.Tests.Sqlite;

/// <summary>A real process, killed with -9 while it writes: nothing it was told is durable is lost.</summary>
public sealed class KilledWriterTests
{
    private const string PathVariable = "PROMPTINTEL_KILLED_WRITER_DATABASE";
    private const string Acknowledged = "acknowledged ";
    private const int Enough = 30;

    private static readonly EntryKey Key = new("general", "killed");

    [Fact]
    public async Task Kill_InTheMiddleOfWriting_LosesNothingAcknowledged()
    {
        await using var file = new SqliteFile();
        using Process writer = Start(file.Path);
        int last = await KillAfterAsync(writer, Enough);

        var store = new RelationalCatalogStore(await file.OpenAsync(Token), TimeProvider.System);
        CatalogSnapshot snapshot = await store.LoadAsync(Token);

        EntryState state = Assert.Single(snapshot.Entries);
        // One more may have been durable already when its acknowledgement was cut off.
        Assert.InRange(state.LatestVersion, last, last + 1);
        Assert.Equal(state.LatestVersion, snapshot.Position);
        Assert.Equal(
            Enumerable.Range(1, state.LatestVersion).Reverse(),
            (await store.ReadVersionsAsync(Key, null, int.MaxValue, Token)).Select(version => version.Number));
        Assert.Equal(
            Enumerable.Range(1, state.LatestVersion).Select(one => (long)one),
            (await store.ReadChangesAsync(0, int.MaxValue, Token)).Changes.Select(change => change.Position));
        Assert.IsType<WriteResult.Written>(
            (await store.CommitAsync([new CatalogChange.Append(null) { Key = Key, At = DateTimeOffset.UnixEpoch }], null, Token))[0]);
    }

    /// <summary>Run by the test above in a process of its own: writes versions until it is killed.</summary>
    [Fact(Explicit = true)]
    public async Task WriteUntilKilled()
    {
        string path = Environment.GetEnvironmentVariable(PathVariable)
            ?? throw new InvalidOperationException($"{PathVariable} says which file to write to.");
        await using SqliteDatabase database = await SqliteDatabase.OpenAsync(new SqliteOptions { Path = path }, Token);
        var store = new RelationalCatalogStore(database, TimeProvider.System);
        await using Stream output = Console.OpenStandardOutput();
        await store.CommitAsync([new CatalogChange.Create(Draft(1)) { Key = Key, At = DateTimeOffset.UnixEpoch }], null, Token);

        for (int number = 2; ; number++)
        {
            await store.CommitAsync([new CatalogChange.Append(Draft(number)) { Key = Key, At = DateTimeOffset.UnixEpoch }], null, Token);
            await output.WriteAsync(
                System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Acknowledged}{number}\n")), Token);
            await output.FlushAsync(Token);
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static EntryDraft Draft(int number)
    {
        var body = new PromptBody
        {
            Type = PromptType.Text,
            Messages = [new PromptMessage.Text("user", $"Version {number}. {new string('x', 2_000)}")]
        };
        return new EntryDraft(EntryKind.Prompt, "Written until killed.", [], body.ToJson());
    }

    private static Process Start(string path)
    {
        string assembly = typeof(KilledWriterTests).Assembly.Location;
        var start = new ProcessStartInfo(
            "dotnet",
            [assembly, "-noColor", "-explicit", "only", "-method", $"{typeof(KilledWriterTests).FullName}.{nameof(WriteUntilKilled)}"])
        {
            RedirectStandardOutput = true,
            Environment = { [PathVariable] = path },
        };
        return Process.Start(start)!;
    }

    /// <summary>The last version that the process acknowledged before it died.</summary>
    private static async Task<int> KillAfterAsync(Process writer, int versions)
    {
        int last = 0;
        while (await writer.StandardOutput.ReadLineAsync(Token) is { } line)
        {
            // The last line may be cut off; it is one only with its line feed, which the reader does not show.
            if (line.StartsWith(Acknowledged, StringComparison.Ordinal)
                && int.TryParse(line[Acknowledged.Length..], CultureInfo.InvariantCulture, out int number)
                && number == Math.Max(last + 1, 2))
            {
                last = number;
                if (last == versions)
                {
                    writer.Kill();
                }
            }
        }

        await writer.WaitForExitAsync(Token);
        return last >= versions
            ? last
            : throw new InvalidOperationException($"The writer ended by itself with exit code {writer.ExitCode}.");
    }
}
