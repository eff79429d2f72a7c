using System.Diagnostics;

using Microsoft.Data.Sqlite;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Control;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 7: a stage that is committed to SQLite, synced to disk, before the next begins, beside one raw commit of one row to a file
/// of the same kind on the same file system.
/// </summary>
internal static class DurableSpeed
{
    public const int Stages = 9;
    public const int Executed = 10;
    private const int Measured = 15;
    private const double Limit = 1.5;

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        using var scratch = new ScratchDirectory();
        await using Installation installation = await Installation.OpenAsync(scratch.Path, new EchoOperation());
        EntryKey workflow = await BenchWorkflows.WriteChainAsync(installation, "bench.echo", Stages);
        var executions = installation.Get<Executions>();
        installation.StartEngine();
        await using SqliteConnection raw = await OpenRawAsync(Path.Combine(scratch.Path, "raw.db"));

        (double ours, double floor) = await Turns.WarmMedianAsync(Measured, () => RunAsync(executions, workflow), () => CommitAsync(raw));
        return [new SpeedRow(7, "durable stage, SQLite", ours, "one raw commit, synced", floor, "us", Limit)];
    }

    /// <summary>Microseconds a stage, from the start that is durable to the end that is.</summary>
    public static async Task<double> RunAsync(Executions executions, EntryKey workflow)
    {
        TimeSpan total = TimeSpan.Zero;

        for (int execution = 0; execution < Executed; execution++)
        {
            Guid id = await BenchWorkflows.StartAsync(executions, workflow);
            long start = Stopwatch.GetTimestamp();
            await BenchWorkflows.FinishAsync(executions, id);
            total += Stopwatch.GetElapsedTime(start);
        }

        return total.TotalMicroseconds / (Executed * Stages);
    }

    private static async Task<SqliteConnection> OpenRawAsync(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        await connection.OpenAsync();
        await using SqliteCommand create = connection.CreateCommand();
        // The large row leaves a log file that later commits overwrite, as that of a database in use; one that still grows syncs slower.
        create.CommandText = """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE results (id INTEGER PRIMARY KEY, output TEXT NOT NULL);
            INSERT INTO results (output) VALUES (hex(zeroblob(4000000)));
            PRAGMA wal_checkpoint(RESTART);
            """;
        await create.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task<double> CommitAsync(SqliteConnection connection)
    {
        await using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO results (output) VALUES ($output)";
        insert.Parameters.AddWithValue("$output", BenchWorkflows.Input.GetRawText());
        long start = Stopwatch.GetTimestamp();

        for (int commit = 0; commit < Executed * Stages; commit++)
        {
            await using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            insert.Transaction = transaction;
            await insert.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / (Executed * Stages);
    }
}
