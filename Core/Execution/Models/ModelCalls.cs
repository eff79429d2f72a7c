using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;

using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Inference.Limits;
using PromptIntel.Core.Json;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Models;

/// <summary>What all model calls in this process share. Safe for concurrent use.</summary>
internal sealed class ModelCalls(
    PromptRenderer renderer, IModelDirectory directory, JsonSchemaValidator schemas, IOptions<ExecutionOptions> options,
    IOptions<InferenceOptions> inference, ModelPace pace)
{
    private readonly ConditionalWeakTable<EntryVersion, PreparedPrompt> _prepared = [];
    private readonly ConditionalWeakTable<PlannedTool, CatalogFunction> _functions = [];
    private readonly Dictionary<string, ModelPrice> _prices = new(inference.Value.Prices, StringComparer.OrdinalIgnoreCase);

    public bool CapturesContent { get; } = options.Value.CaptureContent;

    /// <summary>Characters beyond which an answer is of no use, and need not be read on.</summary>
    public int LongestAnswer { get; } = options.Value.MaxValueBytes;

    /// <summary>Of tools, in one run of a prompt.</summary>
    public int MaxToolCalls { get; } = options.Value.MaxToolCalls;

    public TimeSpan ToolTimeout { get; } = options.Value.ToolTimeout;

    public JsonSchemaValidator Schemas => schemas;

    /// <summary>Asked before each call.</summary>
    public ModelPace Pace => pace;

    public PreparedPrompt Prepare(EntryVersion prompt) => _prepared.GetValue(prompt, static version => new PreparedPrompt(version));

    /// <summary>Why this version of a prompt cannot be used; empty when it can.</summary>
    public ImmutableArray<EntryError> Check(EntryVersion prompt) => renderer.Check(prompt);

    public RenderResult Render(EntryVersion prompt, JsonElement variables, CancellationToken cancellationToken) =>
        renderer.Render(prompt, variables, cancellationToken);

    /// <summary>Why an answer cannot be used as text; null when it can.</summary>
    public string? FaultOf(string answer) =>
        answer.Length > LongestAnswer ? $"must not be longer than {LongestAnswer} characters" : StorableJson.FaultOf(answer);

    /// <summary>Without a part of a streamed answer for so long, it is given up.</summary>
    public TimeSpan StreamIdleTimeout { get; } = inference.Value.StreamIdleTimeout;

    /// <summary>The model that the manifest pinned for a name in a prompt; null when nothing stands behind it.</summary>
    public ResolvedModel? Resolve(PinnedEntries pinned, string? name) =>
        pinned.Model(name) is { } model
            ? new ResolvedModel(model.Name, model.Provider, model.Model, model.CanGenerate)
            : directory.Resolve(name);

    /// <summary>The tool as it is offered to a model; the same object for the same pinned tool.</summary>
    public AIFunction FunctionOf(PlannedTool tool) => _functions.GetValue(tool, static planned => new CatalogFunction(planned));

    public IChatClient GetClient(ResolvedModel model) => directory.GetClient(model);

    /// <summary>US dollars; null without a price, or when nobody counted the tokens.</summary>
    public decimal? Cost(ResolvedModel model, long? inputTokens, long? outputTokens) =>
        (inputTokens is not null || outputTokens is not null)
            && _prices.TryGetValue($"{model.Provider}/{model.Model}", out ModelPrice? price)
            ? price.Cost(inputTokens ?? 0, outputTokens ?? 0)
            : null;
}
