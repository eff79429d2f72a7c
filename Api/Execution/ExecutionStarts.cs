using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

using PromptIntel.Api.Errors;
using PromptIntel.Api.Hosting;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Control;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Api.Execution;

/// <summary>
/// A synchronous answer is an asynchronous start and a bounded wait: 200 when it ended in time, else 202 and where to look.
/// </summary>
internal sealed class ExecutionStarts(
    Executions executions, BatchRuns batches, InstallationDatabase database, IOptions<ApiOptions> options, TimeProvider time)
{
    private const int ItemsPage = 100;

    private static readonly TimeSpan RoomCheckInterval = TimeSpan.FromSeconds(2);

    private readonly TimeSpan _longestWait = options.Value.MaxWait;
    private readonly long _mostBytes = options.Value.MaxBatchAnswerBytes;

    /// <param name="inputField">The field of the request that holds the input.</param>
    public async Task<Results<Ok<ExecuteResponse>, Accepted<ExecuteResponse>, ProblemHttpResult>> RunAsync(
        HttpContext http, StartExecution start, string inputField, CancellationToken cancellationToken)
    {
        StartResult result = await executions.StartAsync(start, cancellationToken);

        if (result is not StartResult.Started started)
        {
            return ProblemMapping.ToProblem(result, inputField);
        }

        bool hasRoom = await WaitAsync(
            StartPreferences.WaitFor(http, _longestWait),
            async wait => await executions.WaitAsync(
                started.Id,
                wait,
                cancellationToken) is { Status: ExecutionStatus.Queued or ExecutionStatus.Running } going ? going.Seq : null,
            cancellationToken);

        if (!hasRoom)
        {
            return ProblemMapping.NoRoomToGoOn(http, $"/api/executions/{started.Id}");
        }

        ExecutionDetails details = await executions.GetAsync(started.Id, cancellationToken)
            ?? throw new InvalidOperationException("A started execution is gone.");
        // The answer is a good one; the trace it begins is of a run that failed.
        ExecutionTelemetry.Fail(Activity.Current, details.Execution.Error?.Code);

        if (details.Execution.Error?.RetryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        }

        ExecuteResponse response = details.ToExecuteResponse(time.GetUtcNow());
        return details.Execution.Status.IsEnded()
            ? TypedResults.Ok(response)
            : TypedResults.Accepted($"/api/executions/{started.Id}", response);
    }

    public async Task<Results<Ok<BatchResponse>, Accepted<BatchResponse>, ProblemHttpResult>> RunAsync(
        HttpContext http, StartBatch start, CancellationToken cancellationToken)
    {
        StartResult result = await batches.StartAsync(start, cancellationToken);

        if (result is not StartResult.Started started)
        {
            return ProblemMapping.ToProblem(result);
        }

        bool hasRoom = await WaitAsync(
            StartPreferences.WaitFor(http, _longestWait),
            async wait => await batches.WaitAsync(started.Id, wait, cancellationToken) is { } going
                && going.Counts.Queued + going.Counts.Running > 0 ? going.Seq : null,
            cancellationToken);

        if (!hasRoom)
        {
            return ProblemMapping.NoRoomToGoOn(http, $"/api/batches/{started.Id}");
        }

        BatchRecord batch = await batches.GetAsync(started.Id, cancellationToken)
            ?? throw new InvalidOperationException("A started batch is gone.");
        string outcome = ExecutionMapping.Outcome(batch);
        (List<BatchResultItem> results, bool isComplete) =
            outcome == "running" ? ([], true) : await ReadResultsAsync(batch.Id, cancellationToken);
        var response = new BatchResponse(
            outcome,
            batch.Id,
            batch.Total,
            batch.Counts.Succeeded,
            batch.Counts.Ended - batch.Counts.Succeeded,
            results,
            ExecutionMapping.Seconds(batch.CreatedAt, batch.CompletedAt ?? time.GetUtcNow()))
        {
            ResultsUrl = isComplete ? null : $"/api/batches/{batch.Id}/results",
        };
        return batch.Counts.Ended == batch.Total
            ? TypedResults.Ok(response)
            : TypedResults.Accepted($"/api/batches/{started.Id}", response);
    }

    /// <summary>
    /// Waits until it needs no waiting or time is up. False as soon as it stands still because there is no room left to write.
    /// </summary>
    /// <param name="goOn">Waits so long; gives how far it has come, or null when it has ended or waits for a person.</param>
    private async Task<bool> WaitAsync(TimeSpan longest, Func<TimeSpan, Task<long?>> goOn, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();

        for (long? before = null; ;)
        {
            TimeSpan left = longest - time.GetElapsedTime(start);
            TimeSpan wait = left < TimeSpan.Zero ? TimeSpan.Zero : left < RoomCheckInterval ? left : RoomCheckInterval;
            long? reached = await goOn(wait);

            if (reached is null || wait < RoomCheckInterval)
            {
                return true;
            }

            if (reached == before && await database.IsFullAsync(cancellationToken))
            {
                return false;
            }

            before = reached;
        }
    }

    /// <summary>Whether outputs are with them: together they may be too large for one answer.</summary>
    private async Task<(List<BatchResultItem> Results, bool IsComplete)> ReadResultsAsync(Guid id, CancellationToken cancellationToken)
    {
        var results = new List<BatchResultItem>();
        long bytes = 0;

        await foreach (ImmutableArray<BatchItem> page in batches.ReadItemsAsync(id, ItemsPage, cancellationToken))
        {
            foreach (BatchItem item in page)
            {
                bytes += item.Output is { } output ? JsonMarshal.GetRawUtf8Value(output).Length : 0;
                results.Add(bytes > _mostBytes ? item.ToItem() with { Output = null } : item.ToItem());
            }

            if (bytes > _mostBytes && results.Exists(item => item.Output is not null))
            {
                results = [.. results.Select(item => item with { Output = null })];
            }
        }

        return (results, bytes <= _mostBytes);
    }
}
