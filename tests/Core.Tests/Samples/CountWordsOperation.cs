using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Samples;

// begin
/// <summary>Operation type <c>samples.count_words</c>: how many words a text has.</summary>
public sealed class CountWordsOperation : IOperation
{
    public string Type => "samples.count_words";

    public string Summary => "Counts the words of a text.";

    public JsonElement? InputSchema { get; } =
        JsonElement.Parse("""{"type":"object","required":["text"],"properties":{"text":{"type":"string"}}}""");

    public JsonElement? OutputSchema { get; } = JsonElement.Parse("""{"type":"object","properties":{"words":{"type":"integer"}}}""");

    public OperationRequirements Require(JsonElement settings) => OperationRequirements.None;

    public Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken)
    {
        string text = context.Input.GetProperty("text").GetString()!;
        int words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        return Task.FromResult<OperationOutcome>(new OperationOutcome.Completed(JsonSerializer.SerializeToElement(new { words })));
    }
}
// end
