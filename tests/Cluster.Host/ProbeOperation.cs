using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Inference;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Cluster.Host;

/// <summary>
/// Writes each call into `calls.log`, outside the engine's own records. With the setting <c>hold</c> it stays in the stage until the
/// file `release` exists; with <c>die</c> it takes the process with it.
/// </summary>
internal sealed class ProbeOperation(string directory) : IOperation
{
    private static readonly JsonElement Output = JsonElement.Parse("{}");

    private readonly Lock _lock = new();

    public string Type => "probe";

    public OperationRequirements Require(JsonElement settings) => OperationRequirements.None;

    public async Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken)
    {
        Log("begin", context);

        if (context.Settings.TryGetProperty("die", out _))
        {
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        }

        if (context.Settings.TryGetProperty("hold", out _))
        {
            // Deaf to cancellation on purpose: a stage that does not listen is the hard case.
            while (!File.Exists(Path.Combine(directory, "release")))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), context.Time, CancellationToken.None);
            }
        }

        Log("end", context);
        return new OperationOutcome.Completed(Output);
    }

    private void Log(string what, IOperationContext context)
    {
        lock (_lock)
        {
            // One short appended write is whole, whoever else appends.
            using var log = new FileStream(
                Path.Combine(directory, "calls.log"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            log.Write(System.Text.Encoding.UTF8.GetBytes($"{what} {Environment.ProcessId} {context.ExecutionId} {context.StagePath}\n"));
        }
    }
}

internal sealed class NoModels : IModelDirectory
{
    public ResolvedModel? Resolve(string? name) => null;

    public IChatClient GetClient(ResolvedModel model) => throw new NotSupportedException();
}
