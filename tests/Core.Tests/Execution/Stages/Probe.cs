using System.Text.Json;

using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Inference;
using PromptIntel.Core.Inference.Limits;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Stages;

/// <summary>The operation of <see cref="TestManifest"/>, as a test writes it.</summary>
internal sealed class Probe(Func<IOperationContext, Task<OperationOutcome>> operation) : IOperation
{
    /// <summary>For models that nothing limits.</summary>
    public static ModelPace Unlimited { get; } =
        new(new InMemoryModelRateStore(TimeProvider.System), Options.Create(new InferenceOptions()), TimeProvider.System);

    public int Runs { get; private set; }

    public string Type => TestManifest.OperationType;

    public OperationRequirements Require(JsonElement settings) => OperationRequirements.None;

    public Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken)
    {
        Runs++;
        return operation(context);
    }
}

/// <summary>For stages that ask no model.</summary>
internal sealed class NoModels : IModelDirectory
{
    public ResolvedModel? Resolve(string? name) => null;

    public IChatClient GetClient(ResolvedModel model) => throw new NotSupportedException();
}
