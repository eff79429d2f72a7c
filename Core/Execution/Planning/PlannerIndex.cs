using System.Runtime.CompilerServices;
using System.Text.Json;

using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Expressions;

namespace PromptIntel.Core.Execution.Planning;

/// <summary>
/// A manifest prepared for planning: wires and conditions parsed, needs as numbers, nodes in topological order. Built once for a
/// manifest object and kept as long as it lives.
/// </summary>
internal sealed class PlannerIndex
{
    private static readonly ConditionalWeakTable<Manifest, PlannerIndex> Indexes = [];
    private static readonly JsonElement EmptyObject = JsonElement.Parse("{}");

    private PlannerIndex(Manifest manifest)
    {
        Ordinals = new Dictionary<string, int>(manifest.Stages.Length + manifest.Scopes.Length, StringComparer.Ordinal);

        foreach (string path in manifest.Stages.Select(stage => stage.Path).Concat(manifest.Scopes.Select(scope => scope.Path)))
        {
            Ordinals.Add(path, Ordinals.Count);
        }

        Root = BuildScope(manifest, "", manifest.Output);
        Defaults = SchemaDefaults.Of(manifest.InputSchema);
    }

    /// <summary>Of the workflow's own input.</summary>
    public SchemaDefaults? Defaults { get; }

    /// <summary>The number of each stage and scope, by path.</summary>
    public Dictionary<string, int> Ordinals { get; }

    public PlannerScope Root { get; }

    public static PlannerIndex For(Manifest manifest) => Indexes.GetValue(manifest, static key => new PlannerIndex(key));

    private PlannerScope BuildScope(Manifest manifest, string path, JsonElement output)
    {
        List<PlannerNode> nodes =
        [
            .. manifest.Stages.Where(stage => stage.Scope == path).Select(BuildStage),
            .. manifest.Scopes.Where(scope => scope.Parent == path).Select(scope => BuildNested(manifest, scope)),
        ];
        return new PlannerScope(path, InTopologicalOrder(nodes), ParseTemplate(output));
    }

    private PlannerNode BuildStage(PlannedStage stage) => new()
    {
        Ordinal = Ordinals[stage.Path],
        Path = stage.Path,
        Stage = stage,
        Children = null,
        Input = ParseInput(stage),
        Defaults = SchemaDefaults.Of(stage.InputSchema),
        When = ParseWhen(stage.When),
        ForEach = stage.ForEach,
        Items = ParseItems(stage.ForEach),
        Needs = [.. stage.Needs.Select(need => Ordinals[need])],
    };

    private PlannerNode BuildNested(Manifest manifest, PlannedScope scope) => new()
    {
        Ordinal = Ordinals[scope.Path],
        Path = scope.Path,
        Stage = null,
        Children = BuildScope(manifest, scope.Path, scope.Output),
        Input = ParseTemplate(scope.With),
        Defaults = SchemaDefaults.Of(scope.InputSchema),
        Check = scope is { ChecksInput: true, InputSchema: { } schema } ? new InputCheck(schema) : null,
        When = ParseWhen(scope.When),
        ForEach = scope.ForEach,
        Items = ParseItems(scope.ForEach),
        Needs = [.. scope.Needs.Select(need => Ordinals[need])],
    };

    private static PlannerNode[] InTopologicalOrder(List<PlannerNode> nodes)
    {
        var ordered = new List<PlannerNode>(nodes.Count);
        var placed = new HashSet<int>();

        while (ordered.Count < nodes.Count)
        {
            PlannerNode next = nodes.FirstOrDefault(node => !placed.Contains(node.Ordinal) && node.Needs.All(placed.Contains))
                ?? throw new InvalidOperationException(
                    "The manifest has a cycle or a need outside its scope; it was not made by ManifestBuilder.");
            ordered.Add(next);
            placed.Add(next.Ordinal);
        }

        return [.. ordered];
    }

    private static WireTemplate ParseInput(PlannedStage stage)
    {
        // A single operation run as a workflow takes the whole input as its own.
        if (stage.With.ValueKind == JsonValueKind.String && WireTemplate.Parse(stage.With, "", []) is WireTemplate.Reference whole)
        {
            return new WireTemplate.Overlay(stage.Settings, whole.Path);
        }

        return ParseTemplate(Merge(stage.Settings, stage.With, out HashSet<string> constants), constants);
    }

    private static JsonElement Merge(JsonElement settings, JsonElement with, out HashSet<string> constants)
    {
        constants = [];

        if (settings.ValueKind != JsonValueKind.Object || !settings.EnumerateObject().Any())
        {
            return with.ValueKind == JsonValueKind.Object ? with : EmptyObject;
        }

        var merged = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

        foreach (JsonProperty setting in settings.EnumerateObject())
        {
            merged[setting.Name] = setting.Value;
            constants.Add(setting.Name);
        }

        foreach (JsonProperty property in with.EnumerateObject())
        {
            merged[property.Name] = property.Value;
            constants.Remove(property.Name);
        }

        return JsonSerializer.SerializeToElement(merged);
    }

    /// <param name="constants">Properties that came from settings, where a <c>${</c> is text.</param>
    private static WireTemplate ParseTemplate(JsonElement value, HashSet<string>? constants = null)
    {
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.String))
        {
            return new WireTemplate.Constant(EmptyObject);
        }

        WireTemplate template = WireTemplate.Parse(value, "", []);
        return constants is { Count: > 0 } && template is WireTemplate.Members members
            ? new WireTemplate.Members([.. members.Items.Select(
                item => constants.Contains(item.Name) ? (item.Name, new WireTemplate.Constant(value.GetProperty(item.Name))) : item)])
            : template;
    }

    private static WhenExpression? ParseWhen(string? text) =>
        text is null ? null : WhenExpression.TryParse(text, out string? error)
            ?? throw new InvalidOperationException($"The manifest has a broken condition: {error}");

    private static WirePath? ParseItems(ForEachPolicy? policy) =>
        policy is null ? null
            : WireTemplate.Parse(policy.Items, "", []) is WireTemplate.Reference reference ? reference.Path
            : throw new InvalidOperationException("The manifest has a for_each without a wire to its items.");
}

/// <summary>The workflow itself, or an inlined sub-recipe.</summary>
/// <param name="nodes">In topological order.</param>
internal sealed class PlannerScope(string path, PlannerNode[] nodes, WireTemplate output)
{
    private readonly Dictionary<string, int> _ordinalsById = nodes.ToDictionary(
        node => node.Path[(node.Path.LastIndexOf('/') + 1)..], node => node.Ordinal, StringComparer.Ordinal);

    public string Path { get; } = path;

    public PlannerNode[] Nodes { get; } = nodes;

    public WireTemplate Output { get; } = output;

    public int? OrdinalOf(string id) => _ordinalsById.TryGetValue(id, out int ordinal) ? ordinal : null;
}

/// <summary>
/// A stage, or the place where a sub-recipe is inlined; exactly one of <see cref="Stage"/> and <see cref="Children"/> is set.
/// </summary>
internal sealed class PlannerNode
{
    public required int Ordinal { get; init; }

    public required string Path { get; init; }

    public required PlannedStage? Stage { get; init; }

    public required PlannerScope? Children { get; init; }

    public required WireTemplate Input { get; init; }

    /// <summary>What is filled in where the input leaves it out; null for nothing.</summary>
    public required SchemaDefaults? Defaults { get; init; }

    /// <summary>What the input of a sub-recipe must satisfy; null for a stage, which is checked where it runs.</summary>
    public InputCheck? Check { get; init; }

    public required WhenExpression? When { get; init; }

    public required ForEachPolicy? ForEach { get; init; }

    public required WirePath? Items { get; init; }

    public required int[] Needs { get; init; }
}
