using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Rendering;

namespace PromptIntel.Core.Workflows.Operations;

/// <summary>
/// Type <c>template</c>: renders the text prompt that the setting <c>template</c> names; asks no model. Gives <c>{"text"}</c>.
/// </summary>
internal sealed class TemplateOperation(PromptRenderer renderer) : IOperation
{
    private static readonly JsonElement Output = JsonElement.Parse(
        """{"type":"object","required":["text"],"properties":{"text":{"type":"string"}}}""");

    public string Type => "template";

    public string Summary => "Renders the text prompt that the setting template names; asks no model.";

    public OperationRequirements Require(JsonElement settings) =>
        OperationSettings.RequireOne(settings, "template", EntryKind.Prompt, "contracts");

    public OperationShape Describe(JsonElement settings, Func<EntryKey, EntryVersion> entry) =>
        new(PromptBody.Read(entry(KeyOf(settings)).Body).Variables, Output);

    public Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken)
    {
        EntryVersion template = context.Entry(KeyOf(context.Settings));
        RenderResult result = renderer.Render(template, PromptVariables.Select(context.Input, template), cancellationToken);
        OperationOutcome outcome = result switch
        {
            RenderResult.Rendered rendered => new OperationOutcome.Completed(JsonSerializer.SerializeToElement(
                new Dictionary<string, string> { ["text"] = string.Join("\n\n", rendered.Messages.Select(message => message.Content)) })),
            RenderResult.LimitReached limit => new OperationOutcome.Failed(ErrorCodes.RenderLimit, string.Join(" ", limit.Errors)),
            RenderResult.Refused refused => new OperationOutcome.Failed(ErrorCodes.TemplateError, string.Join(" ", refused.Errors)),
            RenderResult.Unusable unusable => new OperationOutcome.Failed(
                ErrorCodes.UnusableVersion, $"{template.Key}@{template.Number} cannot be used: {string.Join("; ", unusable.Errors)}"),
            _ => throw new NotSupportedException($"The result {result.GetType().Name} is not known here."),
        };
        return Task.FromResult(outcome);
    }

    private static EntryKey KeyOf(JsonElement settings) => OperationSettings.KeyOf(settings, "template", "contracts");
}
