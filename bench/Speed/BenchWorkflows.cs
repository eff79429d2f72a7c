using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Control;

namespace PromptIntel.Bench.Speed;

/// <summary>Workflows that do nothing but run: a chain of stages, each given the output of the one before.</summary>
internal static class BenchWorkflows
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static JsonElement Input { get; } = JsonSerializer.SerializeToElement(
        new { value = "one line of text, as a stage might hand it on" });

    /// <summary>Creates the chain and gives its key.</summary>
    public static async Task<EntryKey> WriteChainAsync(Installation installation, string type, int stages)
    {
        await installation.WriteAsync(
            $"components/{type}", EntryKind.Operation, $"kind: operation\ndescription: Measured.\ntype: {type}\n");
        var recipe = new StringBuilder(
            "kind: recipe\ndescription: Measured.\n"
                + "input_schema: { type: object, required: [value], properties: { value: { type: string } } }\nstages:\n");

        for (int stage = 1; stage <= stages; stage++)
        {
            string value = stage == 1 ? "input.value" : $"stages.s{stage - 1}.output.value";
            recipe.Append($"  - id: s{stage}\n    uses: components/{type}\n    with: {{ value: \"${{{value}}}\" }}\n");
        }

        var key = new EntryKey("workflows", $"chain_{type}_{stages}");
        await installation.WriteAsync(
            key.ToString(), EntryKind.Recipe, recipe.Append($"output: {{ value: \"${{stages.s{stages}.output.value}}\" }}\n").ToString());
        return key;
    }

    public static async Task<Guid> StartAsync(Executions executions, EntryKey workflow) =>
        await executions.StartAsync(
            new StartExecution { Workflow = workflow, Input = Input }, CancellationToken.None) is StartResult.Started started
            ? started.Id
            : throw new InvalidOperationException($"{workflow} did not start.");

    public static async Task FinishAsync(Executions executions, Guid id)
    {
        if (await executions.WaitAsync(id, Patience, CancellationToken.None) is not { Status: ExecutionStatus.Succeeded })
        {
            throw new InvalidOperationException("An execution did not succeed.");
        }
    }
}
