using System.Buffers;
using System.Text.Json;

using PromptIntel.Core.Execution.Batches;

namespace PromptIntel.Core.Execution.Storage;

/// <summary>The events that more than one place writes, with their data.</summary>
public static class EventJson
{
    private const int MostKept = 16 * 1024;

    private static readonly JsonElement Empty = JsonElement.Parse("{}");
    private static readonly JsonElement FirstAttempt = Write(writer => writer.WriteNumber("attempt", 1));

    /// <summary>A stage writes two events, and a writer of its own would be the larger part of each.</summary>
    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? _reused;

    public static NewEvent Plain(string type, string? stage = null) => new(type, stage, Empty);

    public static NewEvent Of(string type, string? stage, Action<Utf8JsonWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        return new NewEvent(type, stage, Write(write));
    }

    public static NewEvent Failure(string type, string? stage, ExecutionError error) => Of(type, stage, writer =>
    {
        writer.WriteString("code", error.Code);
        writer.WriteString("stage", error.Stage);
        writer.WriteString("detail", error.Detail);
    });

    public static NewEvent ByActor(string type, string? stage, string? actor, string? note) => Of(type, stage, writer =>
    {
        writer.WriteString("actor", actor);
        writer.WriteString("note", note);
    });

    public static NewEvent Queued(string workflow, int version) => Of(ExecutionEvents.Queued, null, writer =>
    {
        writer.WriteString("workflow", workflow);
        writer.WriteNumber("version", version);
    });

    public static NewEvent StageStarted(StageAttempt attempt) =>
        attempt.Attempt == 1
            ? new NewEvent(ExecutionEvents.StageStarted, StageName(attempt.Path, attempt.ItemKey), FirstAttempt)
            : Of(ExecutionEvents.StageStarted, StageName(attempt.Path, attempt.ItemKey), writer =>
                writer.WriteNumber("attempt", attempt.Attempt));

    public static NewEvent Progress(BatchProgress progress) => Of(ExecutionEvents.BatchProgress, null, writer =>
    {
        writer.WriteNumber("done", progress.Done);
        writer.WriteNumber("left", progress.Left);
        writer.WriteNumber("per_minute", progress.PerMinute);

        if (progress.Remaining is { } remaining)
        {
            writer.WriteNumber("seconds_left", Math.Round(remaining.TotalSeconds, 1));
        }
    });

    /// <summary>What became of an item: started, waiting or ended.</summary>
    /// <param name="counts">The batch's items as they stand with this change; null leaves them to a store that adds them by itself.</param>
    public static NewEvent BatchItem(int index, Guid executionId, ExecutionStatus status, BatchCounts? counts) =>
        Of(ItemEvent(status), null, writer =>
        {
            writer.WriteNumber("index", index);
            writer.WriteString("execution_id", executionId);
            writer.WriteString("status", status.ToText());

            if (counts is not null)
            {
                WriteCounts(writer, counts);
            }
        });

    public static NewEvent BatchEnded(BatchCounts counts) => Of(ExecutionEvents.BatchEnded, null, writer => WriteCounts(writer, counts));

    private static JsonElement Write(Action<Utf8JsonWriter> write)
    {
        (ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer) = _reused ?? Create();
        _reused = null;
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
        writer.Flush();
        JsonElement written = JsonElement.Parse(buffer.WrittenSpan);

        if (buffer.Capacity <= MostKept)
        {
            buffer.ResetWrittenCount();
            writer.Reset();
            _reused = (buffer, writer);
        }

        return written;
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) Create()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        return (buffer, new Utf8JsonWriter(buffer));
    }

    private static string ItemEvent(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Running => ExecutionEvents.BatchItemStarted,
        ExecutionStatus.Waiting => ExecutionEvents.BatchItemWaiting,
        _ => ExecutionEvents.BatchItemEnded,
    };

    private static void WriteCounts(Utf8JsonWriter writer, BatchCounts counts)
    {
        writer.WriteStartObject("counts");
        writer.WriteNumber("queued", counts.Queued);
        writer.WriteNumber("running", counts.Running);
        writer.WriteNumber("waiting", counts.Waiting);
        writer.WriteNumber("succeeded", counts.Succeeded);
        writer.WriteNumber("failed", counts.Failed);
        writer.WriteNumber("cancelled", counts.Cancelled);
        writer.WriteNumber("parked", counts.Parked);
        writer.WriteEndObject();
    }

    /// <summary>The path, with the item it concerns: <c>draft</c>, <c>triage/classify#3</c>.</summary>
    public static string StageName(string path, string itemKey) => itemKey.Length == 0 ? path : $"{path}#{itemKey}";
}
