using System.Runtime.InteropServices;
using System.Text.Json;

using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>What one run holds: the inputs of its running stages and its results. Not safe for concurrent use.</summary>
internal sealed class RunSizes(ExecutionOptions options)
{
    private readonly int _most = options.MaxExecutionBytes;
    private readonly int _mostOfOne = options.MaxValueBytes;
    private long _running;
    private long _results;

    /// <summary>For the next plan.</summary>
    public PlannerLimits Limits => new(_mostOfOne, _most - _running);

    /// <summary>Set when there are more results than one execution may have.</summary>
    public ExecutionError? Error =>
        _results > _most
            ? new ExecutionError(ErrorCodes.ExecutionTooLarge, null, $"The results of its stages are longer than {_most} bytes together.")
            : null;

    public void Begin(JsonElement input) => _running += LengthOf(input);

    public void End(JsonElement input) => _running -= LengthOf(input);

    public void Add(StageResult result) => _results += LengthOf(result.Output);

    public void Recount(IEnumerable<StageResult> results) => _results = results.Sum(result => (long)LengthOf(result.Output));

    private static int LengthOf(JsonElement? value) =>
        value is { ValueKind: not JsonValueKind.Undefined } json ? JsonMarshal.GetRawUtf8Value(json).Length : 0;
}
