namespace PromptIntel.Web.Pages.Workflows;

/// <summary>
/// Where the stages of a workflow stand when drawn: below everything they need, and beside what runs at the same time. Wires that others
/// imply are left out. Units are those of the drawing.
/// </summary>
internal sealed record GraphLayout(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphWire> Wires, int Width, int Height)
{
    public const int NodeWidth = 220;
    public const int NodeHeight = 52;

    private const int Across = NodeWidth + 24;
    private const int Down = NodeHeight + 36;

    public const string Candidate = "candidate";

    /// <param name="candidates">Recipes of which the last stage chooses; drawn behind it.</param>
    public static GraphLayout Of(IReadOnlyList<WorkflowStage> stages, IReadOnlyList<string> candidates) => Of(
        candidates.Count == 0 || stages is not [.., var last]
            ? stages
            : [
                .. stages,
                .. candidates.Select(recipe => new WorkflowStage(
                    $"may run: {Short(recipe, candidates)}", "A recipe that it may choose.", recipe, Candidate, [last.Id],
                    null, 0)),
            ]);

    /// <summary>Without its namespace, unless another candidate has the name too: ids are told apart by it.</summary>
    private static string Short(string recipe, IReadOnlyList<string> candidates)
    {
        string name = NameOf(recipe);
        return candidates.Count(other => NameOf(other) == name) == 1 ? name : recipe;
    }

    private static string NameOf(string recipe) => recipe[(recipe.LastIndexOf('/') + 1)..];

    private static GraphLayout Of(IReadOnlyList<WorkflowStage> stages)
    {
        Dictionary<string, WorkflowStage> byId = stages.ToDictionary(stage => stage.Id, StringComparer.Ordinal);
        Dictionary<string, int> depth = [];
        Dictionary<string, HashSet<string>> before = [];

        // Stages come in an order in which each follows what it needs.
        foreach (WorkflowStage stage in stages)
        {
            string[] needs = [.. stage.Needs.Where(before.ContainsKey)];
            depth[stage.Id] = needs.Length == 0 ? 0 : needs.Max(need => depth[need]) + 1;
            before[stage.Id] = [.. needs.SelectMany(need => before[need].Append(need))];
        }

        IGrouping<int, WorkflowStage>[] rows = [.. stages.GroupBy(stage => depth[stage.Id]).OrderBy(row => row.Key)];
        int widest = rows.Length == 0 ? 0 : rows.Max(row => row.Count());
        Dictionary<string, GraphNode> nodes = [];

        foreach (IGrouping<int, WorkflowStage> row in rows)
        {
            int left = (widest - row.Count()) * Across / 2;

            foreach (WorkflowStage stage in row)
            {
                nodes[stage.Id] = new GraphNode(stage, left, row.Key * Down);
                left += Across;
            }
        }

        return new GraphLayout(
            [.. nodes.Values],
            [.. stages.SelectMany(stage => Direct(stage, byId, before).Select(need => new GraphWire(nodes[need], nodes[stage.Id])))],
            Math.Max(NodeWidth, (widest * Across) - 24),
            Math.Max(NodeHeight, (rows.Length * Down) - 36));
    }

    private static IEnumerable<string> Direct(
        WorkflowStage stage, Dictionary<string, WorkflowStage> byId, Dictionary<string, HashSet<string>> before) =>
        stage.Needs.Where(need => byId.ContainsKey(need) && before.ContainsKey(need)
            && !stage.Needs.Any(other =>
                other != need && before.TryGetValue(other, out HashSet<string>? earlier) && earlier.Contains(need)));
}

/// <param name="X">Of its left upper corner.</param>
internal sealed record GraphNode(WorkflowStage Stage, int X, int Y)
{
    /// <summary>How it looks: a stage, one that only runs when its condition holds, or a recipe that may be chosen.</summary>
    public string Look => Stage.Type == GraphLayout.Candidate ? "node is-candidate" : Stage.When is null ? "node" : "node is-conditional";
}

internal sealed record GraphWire(GraphNode From, GraphNode To)
{
    /// <summary>From the middle below to the middle above, in a curve.</summary>
    public string Path
    {
        get
        {
            int x1 = From.X + (GraphLayout.NodeWidth / 2), y1 = From.Y + GraphLayout.NodeHeight;
            int x2 = To.X + (GraphLayout.NodeWidth / 2), y2 = To.Y;
            int middle = (y1 + y2) / 2;
            return FormattableString.Invariant($"M{x1} {y1} C{x1} {middle} {x2} {middle} {x2} {y2}");
        }
    }
}
