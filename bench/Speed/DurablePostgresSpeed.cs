using System.Diagnostics;

using Npgsql;

using PromptIntel.Bench.Speed.Servers;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Control;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 7 on Postgres: a stage that is committed, synced to disk, before the next begins, beside one raw commit of one row on the same
/// server, BEGIN and COMMIT each awaited.
/// </summary>
internal static class DurablePostgresSpeed
{
    private const int Commits = DurableSpeed.Executed * DurableSpeed.Stages;
    private const int Measured = 15;
    private const double Limit = 1.4;

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        await using ScratchServer server = await ScratchServer.StartAsync("postgres", "--durable");
        await using Installation installation = await Installation.OpenSharedAsync(server.Address, redis: null, new EchoOperation());
        EntryKey workflow = await BenchWorkflows.WriteChainAsync(installation, "bench.echo", DurableSpeed.Stages);
        var executions = installation.Get<Executions>();
        installation.StartEngine();
        await using NpgsqlConnection raw = await OpenRawAsync(server.Address);

        (double ours, double floor) = await Turns.WarmMedianAsync(
            Measured, () => DurableSpeed.RunAsync(executions, workflow), () => CommitAsync(raw));
        return [new SpeedRow(7, "durable stage, Postgres", ours, "one raw commit, synced", floor, "us", Limit)];
    }

    private static async Task<NpgsqlConnection> OpenRawAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand(
            "CREATE TABLE results (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, output TEXT NOT NULL)", connection);
        await create.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task<double> CommitAsync(NpgsqlConnection connection)
    {
        await using var insert = new NpgsqlCommand(
            "INSERT INTO results (output) VALUES ($1)",
            connection)
        { Parameters = { new NpgsqlParameter { Value = BenchWorkflows.Input.GetRawText() } } };
        await insert.PrepareAsync();
        long start = Stopwatch.GetTimestamp();

        for (int commit = 0; commit < Commits; commit++)
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await insert.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Commits;
    }
}
