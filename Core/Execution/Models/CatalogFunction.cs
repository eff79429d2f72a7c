using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Models;

/// <summary>
/// A pinned prompt or operation as a function that a model is offered. Only the engine runs it, through the journal of a stage.
/// </summary>
internal sealed class CatalogFunction(PlannedTool tool) : AIFunction
{
    public override string Name => tool.Function;

    public override string Description => tool.Description;

    public override JsonElement JsonSchema => tool.InputSchema;

    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"{Name} was called past the journal: nobody would know of it, nor of its result.");
}
