using System.Buffers;
using System.Globalization;
using System.Text.Json;

using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Expressions;

namespace PromptIntel.Core.Execution.Planning;

/// <summary>Counts the items of one <c>for_each</c> in order while they are visited, and makes the aggregate of the ended ones.</summary>
internal sealed class ItemTally(ForEachPolicy policy, int count)
{
    private readonly StageResult?[] _results = new StageResult?[count];
    private ExecutionError? _firstError;
    private int _firstFailedIndex;
    private int _active;
    private int _ended;
    private int _failed;

    /// <summary>How many were visited, and the index of the one to visit next.</summary>
    public int Visited { get; private set; }

    public bool IsFull => _active >= policy.MaxParallel;

    public bool HaveAllEnded => _ended == count;

    public void Add(StageResult result, ExecutionError? error)
    {
        bool hasEnded = result.Status != StageStatus.Waiting;
        _results[Visited] = result;
        _ended += hasEnded ? 1 : 0;
        CountFailure(error);
        Visited++;
    }

    /// <param name="isActive">It runs or is about to, and so holds one of the places.</param>
    /// <param name="error">It will fail when what runs inside it has ended.</param>
    public void AddUnfinished(bool isActive, ExecutionError? error)
    {
        _active += isActive ? 1 : 0;
        CountFailure(error);
        Visited++;
    }

    /// <summary>Why the whole stage fails; null while it may go on.</summary>
    public ExecutionError? Failure(string path)
    {
        if (_firstError is null || (!policy.StopOnItemError && !(_failed > policy.MaxFailures)))
        {
            return null;
        }

        string first = string.Create(CultureInfo.InvariantCulture, $"Item {_firstFailedIndex}: {_firstError.Detail}");
        return policy.StopOnItemError
            ? new ExecutionError(_firstError.Code, _firstError.Stage, first)
            : new ExecutionError(ErrorCodes.TooManyFailures, path, string.Create(
                CultureInfo.InvariantCulture, $"{_failed} of {count} items failed, {policy.MaxFailures} are allowed. {first}"));
    }

    /// <summary>
    /// <c>{"items":[{"index","status","output"|"error"}],"succeeded","failed"}</c>, in the order of the items; the
    /// error when that is too large or too deep.
    /// </summary>
    public JsonElement Aggregate(string path, int mostBytes, out ExecutionError? error)
    {
        var buffer = new ArrayBufferWriter<byte>();

        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("items");

            for (int index = 0; index < count; index++)
            {
                WriteItem(writer, index, _results[index]!);

                if (writer.BytesCommitted + writer.BytesPending > mostBytes)
                {
                    error = WireValues.ErrorOf(WireFault.TooLarge, path, "What its items came to", mostBytes);
                    return default;
                }
            }

            writer.WriteEndArray();
            writer.WriteNumber("succeeded", count - _failed);
            writer.WriteNumber("failed", _failed);
            writer.WriteEndObject();
        }

        try
        {
            error = null;
            return JsonElement.Parse(buffer.WrittenSpan);
        }
        catch (JsonException)
        {
            // The outputs were read before: only the depth can be wrong.
            error = WireValues.ErrorOf(WireFault.TooDeep, path, "What its items came to", mostBytes);
            return default;
        }
    }

    private void CountFailure(ExecutionError? error)
    {
        if (error is not null)
        {
            _firstFailedIndex = _firstError is null ? Visited : _firstFailedIndex;
            _firstError ??= error;
            _failed++;
        }
    }

    private static void WriteItem(Utf8JsonWriter writer, int index, StageResult result)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", index);

        if (result.Status == StageStatus.Failed)
        {
            writer.WriteString("status", "failed");
            writer.WriteStartObject("error");
            writer.WriteString("code", result.Error?.Code ?? ErrorCodes.StageFailed);
            writer.WriteString("stage", result.Error?.Stage ?? result.Path);
            writer.WriteString("detail", result.Error?.Detail ?? "");
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("status", "succeeded");
            writer.WritePropertyName("output");

            if (result.Output is { } output)
            {
                output.WriteTo(writer);
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndObject();
    }
}

/// <summary>Keys of items: <c>3</c>, and <c>3/7</c> for an item within an item.</summary>
internal static class ItemKeys
{
    private static readonly string[] Small = [.. Enumerable.Range(0, 256).Select(index => index.ToString(CultureInfo.InvariantCulture))];

    public static string Join(string outer, int index)
    {
        string own = index < Small.Length ? Small[index] : index.ToString(CultureInfo.InvariantCulture);
        return outer.Length == 0 ? own : $"{outer}/{own}";
    }
}
