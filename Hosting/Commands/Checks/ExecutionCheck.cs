using System.Text;
using System.Text.Json;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Control;
using PromptIntel.Core.Execution.Engine;
using PromptIntel.Core.Leagues;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Hosting.Commands.Checks;

/// <summary>
/// The main workflow turns every shipped questionnaire into a contract, on a copy and offline: nine stages succeed (a stage that asks for a
/// person is approved) and nothing is left to fill in.
/// </summary>
internal sealed class ExecutionCheck(CatalogTransfer source, ILeagueStore leagues, IOptions<ContentOptions> content) : IValidationCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Name => "execution";

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await using TrialInstallation copy = await TrialInstallation.CopyAsync(source, leagues, cancellationToken);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task running = copy.Get<ExecutionEngine>().RunAsync(stopping.Token);

        try
        {
            var lines = new List<string>();

            foreach ((string name, JsonElement input) in await ReadInputsAsync(copy.Get<PromptCatalog>(), cancellationToken))
            {
                lines.Add($"{name}: {await RunAsync(copy.Get<Executions>(), input, cancellationToken)}");
            }

            return $"{MainWorkflow.Stages.Length} stages each, offline: {string.Join(", ", lines)}";
        }
        finally
        {
            await stopping.CancelAsync();
            await running;
        }
    }

    /// <summary>The sample questionnaires; the workflow's own example where there are none.</summary>
    private async Task<List<(string Name, JsonElement Input)>> ReadInputsAsync(PromptCatalog catalog, CancellationToken cancellationToken)
    {
        List<(string, JsonElement)> inputs = [.. (await ContentSamples.ReadAsync(content.Value, cancellationToken))
            .Where(sample => sample.Workflow == ContentSamples.QuestionnaireWorkflow)
            .Select(sample => (sample.Name, JsonSerializer.SerializeToElement(new { questionnaire_text = sample.Text })))];

        if (inputs.Count == 0
            && catalog.Find(MainWorkflow.Key)?.Current.Body.TryGetProperty(MainWorkflow.ExampleProperty, out JsonElement example) == true)
        {
            inputs.Add((MainWorkflow.ExampleProperty, example));
        }

        return inputs.Count > 0 ? inputs : throw new ValidationFailedException("there is neither a sample nor an example to run");
    }

    private static async Task<string> RunAsync(Executions executions, JsonElement input, CancellationToken cancellationToken)
    {
        StartResult start = await executions.StartAsync(
            new StartExecution { Workflow = MainWorkflow.Key, Input = input }, cancellationToken);

        if (start is not StartResult.Started { Id: var id })
        {
            throw new ValidationFailedException($"{MainWorkflow.Key} does not start: {start}");
        }

        await executions.WaitAsync(id, Patience, cancellationToken);
        ExecutionDetails details = await ApproveAsync(executions, id, cancellationToken);
        string[] succeeded =
            [.. details.Stages.Where(stage => stage.Result is { Status: StageStatus.Succeeded }).Select(stage => stage.Path)];

        if (details.Execution.Status != ExecutionStatus.Succeeded || !MainWorkflow.Stages.All(succeeded.Contains))
        {
            throw new ValidationFailedException(
                $"the execution is {details.Execution.Status} after {string.Join(", ", succeeded)}: {details.Execution.Error}");
        }

        return await ReadContractAsync(executions, details, cancellationToken);
    }

    private static async Task<ExecutionDetails> ApproveAsync(Executions executions, Guid id, CancellationToken cancellationToken)
    {
        ExecutionDetails details = (await executions.GetAsync(id, cancellationToken))!;

        if (details.Execution.Status != ExecutionStatus.Waiting)
        {
            return details;
        }

        foreach (StageDetails stage in details.Stages.Where(stage => stage.Result is { Status: StageStatus.Waiting }))
        {
            await executions.ChangeAsync(
                id, new ExecutionChange.Answer(null, stage.Path, stage.ItemKey, IsApproved: true, Comment: null), cancellationToken);
        }

        await executions.WaitAsync(id, Patience, cancellationToken);
        return (await executions.GetAsync(id, cancellationToken))!;
    }

    private static async Task<string> ReadContractAsync(
        Executions executions, ExecutionDetails details, CancellationToken cancellationToken)
    {
        if (details.Artifacts.FirstOrDefault(
            artifact => artifact.MediaType.StartsWith("text/markdown", StringComparison.Ordinal)) is not { } found
            || await executions.GetArtifactAsync(details.Execution.Id, found.Name, cancellationToken) is not { } contract)
        {
            throw new ValidationFailedException("the execution has no contract in Markdown");
        }

        string text = Encoding.UTF8.GetString(contract.Content.Span);
        return ContractRules.FindPlaceholders(text) is { IsEmpty: false } left
            ? throw new ValidationFailedException($"the contract is not finished: {string.Join("; ", left)}")
            : $"{found.Name} of {text.Length} characters";
    }
}
