using System.CommandLine;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client.Execution;

using Spectre.Console;

namespace PromptIntel.Cli.Commands;

/// <summary>Runs a workflow on every line of a file and shows how far it is.</summary>
internal static class BatchCommand
{
    public static Command Create()
    {
        var workflow = new Argument<string>("workflow") { Description = "[namespace/]name[@version|@label]." };
        var inputs = new Argument<string>("inputs") { Description = "A file: .csv with a header, else JSON Lines." };
        var parallel = new Option<int>("--parallel") { Description = "Items at a time.", DefaultValueFactory = _ => 10 };
        var stop = new Option<bool>("--stop") { Description = "Begin no other item after the first failure." };
        var maxFailures = new Option<int?>("--max-failures") { Description = "Begin no other item after more failures than this." };
        var results = new Option<string?>("--results", "-r") { Description = "A file for the results: .csv, else JSON Lines." };
        var command = new Command("batch", "Run a workflow on many inputs.") { workflow, inputs, parallel, stop, maxFailures, results };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(inputs);
            string? output = parsed.GetValue(results);
            await using FileStream file = ImportFiles.Open(path);
            await using OutputFile? written = output is null ? null : OutputFile.Open(output);
            Batch batch = await session.Client.Batches.UploadAsync(
                new BatchSettings(parsed.GetRequiredValue(workflow))
                {
                    MaxParallel = parsed.GetValue(parallel),
                    StopOnError = parsed.GetValue(stop),
                    MaxFailures = parsed.GetValue(maxFailures),
                },
                file,
                IsCsv(path) ? "text/csv" : "application/x-ndjson",
                cancellationToken);
            await FollowAsync(session, batch, cancellationToken);
            batch = await session.Client.Batches.GetAsync(batch.Id, cancellationToken);

            if (written is not null)
            {
                await using Stream lines = await session.Client.Batches.GetResultsAsync(
                    batch.Id, IsCsv(output!) ? "csv" : "jsonl", cancellationToken);
                await written.WriteAsync(lines, cancellationToken);
            }

            BatchCounts counts = batch.Counts;
            session.Screen.Answer(batch, () => session.Screen.Line(
                $"{batch.Id} {batch.State}: {counts.Succeeded} of {batch.Total} succeeded, {counts.Failed} failed, "
                + $"{counts.Cancelled} cancelled, {counts.Parked} parked, {counts.Waiting} wait for a person"));
            return counts.Succeeded == batch.Total ? ExitCode.Done : counts.Failed + counts.Cancelled + counts.Parked > 0 ? ExitCode.Failed
                : ExitCode.Waiting;
        });
        return command;
    }

    private static bool IsCsv(string path) => Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);

    private static async Task FollowAsync(Session session, Batch batch, CancellationToken cancellationToken)
    {
        var progress = new BatchDisplay(batch, session.Client.Batches.FollowAsync(batch.Id, cancellationToken));

        if (!session.Screen.ShowsProgressLive)
        {
            await progress.ReadAsync(isEstimate =>
            {
                if (isEstimate)
                {
                    session.Screen.Note(progress.Text);
                }
            });
            return;
        }

        await session.Screen.Progress.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(progress.Text), maxValue: batch.Total);
                await progress.ReadAsync(_ =>
                {
                    task.Value = progress.Done;
                    task.Description = Markup.Escape(progress.Text);
                });
            });
    }
}
