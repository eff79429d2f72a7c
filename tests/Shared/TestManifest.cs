using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Tests.Shared;

/// <summary>Manifests made by hand, of stages that all run one operation type.</summary>
internal static class TestManifest
{
    public const string OperationType = "probe";

    public static readonly JsonElement Empty = JsonElement.Parse("{}");

    /// <summary>A stage after another.</summary>
    public static Manifest Chain(params string[] stages) =>
        Of([.. stages.Select((path, index) => Stage(path, index == 0 ? [] : [stages[index - 1]]))]);

    public static Manifest Of(params ImmutableArray<PlannedStage> stages) => new()
    {
        FormatVersion = Manifest.CurrentFormatVersion,
        Workflow = new PinnedReference(new EntryKey("workflows", "main"), 1, "hash"),
        Stages = stages,
        Output = JsonElement.Parse($$"""{"last":"${stages.{{stages[^1].Path}}.output}"}"""),
        InputSchema = JsonElement.Parse("""{"type":"object"}"""),
        Entries = [],
        Models = [],
        Hash = "test:" + string.Join(
            ",",
            stages.Select(stage => $"{stage.Path}<{string.Join("+", stage.Needs)}{(stage.IsCached ? "c" : "")}{stage.Retry.Attempts}")),
    };

    public static PlannedStage Stage(string path, params ImmutableArray<string> needs) => new()
    {
        Path = path,
        Operation = new PinnedReference(new EntryKey("components", OperationType), 1, "hash"),
        OperationType = OperationType,
        Settings = Empty,
        With = Empty,
        Needs = needs,
    };
}
