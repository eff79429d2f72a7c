using System.Text.Json;

namespace PromptIntel.Web.Pages.Workflows;

/// <summary>A workflow in a list.</summary>
public sealed record WorkflowItem(string Name, string Namespace, string Kind, int Version, string Description, IReadOnlyList<string> Tags)
{
    /// <summary>As requests name it, in whichever namespace it is.</summary>
    public string Key => $"{Namespace}/{Name}";

    /// <summary>The page of it.</summary>
    public string Address => $"/workflows/{Uri.EscapeDataString(Namespace)}/{Uri.EscapeDataString(Name)}";

    /// <summary>Whether an address means this one; a bare name is one of <c>workflows</c>.</summary>
    public bool Is(string? named) => named == Key || (named == Name && Namespace == "workflows");
}

/// <summary>What a workflow takes, does and gives.</summary>
public sealed record WorkflowDetail(
    string Name, string Namespace, string Kind, int Version, string Description, IReadOnlyList<string> Tags,
    IReadOnlyList<WorkflowStage> Stages, IReadOnlyList<string> Prompts, JsonElement InputSchema, JsonElement? ExampleInput,
    IReadOnlyList<WorkflowWarning> Warnings, JsonElement Definition)
{
    /// <inheritdoc cref="WorkflowItem.Key"/>
    public string Key => $"{Namespace}/{Name}";

    /// <summary>The recipes that a solver may choose, as its definition names them; empty of a recipe.</summary>
    public IReadOnlyList<string> Candidates =>
        Kind == "solver" && Definition.TryGetProperty("recipes", out JsonElement recipes) && recipes.ValueKind == JsonValueKind.Array
            ? [.. recipes.EnumerateArray().Select(recipe => recipe.GetProperty("uses").GetString()!).Distinct()]
            : [];
}

public sealed record WorkflowStage(
    string Id, string? Description, string Uses, string Type, IReadOnlyList<string> Needs, string? When, double TimeoutSeconds);

public sealed record WorkflowWarning(string Path, string Code, string Detail);

/// <summary>A text or an input to try a workflow with.</summary>
public sealed record Sample(string Name, string Title, string Workflow, string Text);

/// <summary>What a run would ask.</summary>
public sealed record Preview(IReadOnlyList<PreviewStage> Stages, PreviewTotal Total);

public sealed record PreviewStage(
    string Stage, string? Item, string Uses, string Type, string Status, IReadOnlyList<string> WaitsFor, PreviewQuestion? Question,
    string? Problem)
{
    public string Name => Item is null ? Stage : $"{Stage} [{Item}]";
}

public sealed record PreviewQuestion(
    string Prompt, string Model, IReadOnlyList<PreviewMessage> Messages, long InputTokens, long OutputTokens, double? CostUsd);

public sealed record PreviewMessage(string Role, string Content);

public sealed record PreviewTotal(int Questions, long InputTokens, long OutputTokens, double? CostUsd, bool IsComplete);
