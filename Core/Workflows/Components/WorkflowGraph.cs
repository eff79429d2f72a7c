using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

using PromptIntel.Core.Workflows.Expressions;

namespace PromptIntel.Core.Workflows.Components;

/// <summary>
/// A workflow as nodes and edges: its stages, what must end before what, and which values go where. A sub-recipe is a scope with an entry
/// and an exit of its own, a recipe that a solver may choose one candidate. Ids are stable for one manifest and hold no text of an author.
/// </summary>
internal sealed class WorkflowGraph
{
    private readonly Manifest _manifest;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<GraphEdge> _edges = [];

    private WorkflowGraph(Manifest manifest)
    {
        _manifest = manifest;
        foreach (string path in manifest.Scopes.Select(scope => scope.Path).Concat(manifest.Stages.Select(stage => stage.Path)))
        {
            _numbers.Add(path, _numbers.Count);
        }

        Root = Build("", $"{manifest.Workflow.Key}@{manifest.Workflow.Version}", manifest.Output);
        Candidates = [.. (manifest.Choices ?? []).Select(Offer)];
    }

    public GraphScope Root { get; }

    /// <summary>What a solver may choose; empty for a workflow that is fixed.</summary>
    public ImmutableArray<GraphNode> Candidates { get; }

    public IReadOnlyList<GraphEdge> Edges => _edges;

    public static WorkflowGraph Of(Manifest manifest) => new(manifest);

    private GraphScope Build(string path, string label, JsonElement output)
    {
        string id = path.Length == 0 ? "w" : $"s{_numbers[path]}";
        var stages = ImmutableArray.CreateBuilder<GraphNode>();
        foreach (PlannedStage stage in _manifest.Stages.Where(stage => stage.Scope == path))
        {
            stages.Add(new GraphNode(
                IdOf(stage.Path),
                $"{NameOf(stage.Path)}\n{stage.Operation.Key}@{stage.Operation.Version}{Controls(stage.When, stage.ForEach)}"));
            Connect(path, id, IdOf(stage.Path), stage.With, stage.Needs, stage.When, stage.ForEach);
        }

        var scopes = ImmutableArray.CreateBuilder<GraphScope>();
        foreach (PlannedScope scope in _manifest.Scopes.Where(scope => scope.Parent == path))
        {
            scopes.Add(Build(
                scope.Path,
                $"{NameOf(scope.Path)}\n{scope.Recipe.Key}@{scope.Recipe.Version}{Controls(scope.When, scope.ForEach)}",
                scope.Output));
            Connect(path, id, $"s{_numbers[scope.Path]}_in", scope.With, scope.Needs, scope.When, scope.ForEach);
        }

        Connect(path, id, $"{id}_out", output, [], null, null);
        return new GraphScope(id, label, stages.ToImmutable(), scopes.ToImmutable());
    }

    /// <summary>Behind what chooses; whether it runs, and behind which other, only a plan says.</summary>
    private GraphNode Offer(PlannedChoice choice, int index)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"c{index}");
        _edges.Add(new GraphEdge(IdOf(SolverStages.Choose), id, ""));
        _edges.Add(new GraphEdge(id, "w_out", ""));
        return new GraphNode(id, $"{choice.Recipe.Key.Name}\n{choice.Recipe.Key}@{choice.Recipe.Version}\nmay be chosen");
    }

    /// <summary>An edge from everything that is waited for or read, with the names of what is read.</summary>
    private void Connect(
        string scope, string scopeId, string to, JsonElement wired, ImmutableArray<string> needs, string? when, ForEachPolicy? forEach)
    {
        var read = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (WirePath wire in WiresOf(wired, when, forEach))
        {
            string? from = wire.Root switch
            {
                WireRoot.Input => $"{scopeId}_in",
                WireRoot.Stage => ExitOf(scope.Length == 0 ? wire.Stage! : $"{scope}/{wire.Stage}"),
                _ => null,
            };

            if (from is not null)
            {
                if (!read.TryGetValue(from, out SortedSet<string>? names))
                {
                    read[from] = names = new SortedSet<string>(StringComparer.Ordinal);
                }

                names.Add(wire.Segments.IsEmpty ? "*" : wire.Segments[0]);
            }
        }

        foreach (string need in needs.Select(ExitOf))
        {
            read.TryAdd(need, []);
        }

        // What waits for nothing begins with its scope.
        if (read.Count == 0)
        {
            read[$"{scopeId}_in"] = [];
        }

        _edges.AddRange(read.Select(edge => new GraphEdge(edge.Key, to, string.Join(", ", edge.Value))));
    }

    private static IEnumerable<WirePath> WiresOf(JsonElement wired, string? when, ForEachPolicy? forEach) =>
    [
        .. WireTemplate.Parse(wired, "", []).Wires(),
        .. forEach is null ? [] : WireTemplate.Parse(forEach.Items, "", []).Wires(),
        .. when is null ? [] : WhenExpression.TryParse(when, out _)?.Wires() ?? [],
    ];

    private string IdOf(string path) => $"s{_numbers[path]}";

    private string ExitOf(string path) => _manifest.Scopes.Any(scope => scope.Path == path) ? $"{IdOf(path)}_out" : IdOf(path);

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static string Controls(string? when, ForEachPolicy? forEach) =>
        (when is null ? "" : $"\nwhen {when}") + (forEach is null ? "" : $"\nfor each of {forEach.Items}");
}

/// <summary>A scope: entry <c>{Id}_in</c>, exit <c>{Id}_out</c>, and what is between them.</summary>
internal sealed record GraphScope(string Id, string Label, ImmutableArray<GraphNode> Stages, ImmutableArray<GraphScope> Scopes);

/// <param name="Label">Lines of text as authors wrote them: to be escaped.</param>
internal sealed record GraphNode(string Id, string Label);

/// <param name="Label">Names of the values that go along it; empty where it is only waited for.</param>
internal sealed record GraphEdge(string From, string To, string Label);
