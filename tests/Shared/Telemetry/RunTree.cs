namespace PromptIntel.Tests.Shared.Telemetry;

/// <summary>The trace of one run as a tree, and the rules that every such tree keeps.</summary>
internal sealed class RunTree
{
    private const string ExecuteRequest = "POST /api/prompts/execute";
    private const string Commit = "commit";

    private static readonly HashSet<string> Stores = ["Npgsql", "PromptIntel.Sqlite", "PromptIntel.Redis"];

    private readonly Dictionary<string, ReceivedSpan> _byId;

    public RunTree(OtlpReceiver receiver, string traceId, string workflow)
    {
        Spans = [.. receiver.Spans.Where(span => span.TraceId == traceId)];
        _byId = Spans.ToDictionary(span => span.SpanId);
        Root = Assert.Single(Spans, span => !_byId.ContainsKey(span.ParentId));
        Acceptance = Assert.Single(Spans, span => span.Name == $"accept {workflow}");
        Queue = Assert.Single(Spans, span => span.Name == $"queue {workflow}");
        Executions = [.. Spans.Where(span => span.Name == $"invoke_workflow {workflow}")];
        Stages = [.. Spans.Where(IsStage)];
        Calls = [.. Spans.Where(span => span.Tags.ContainsKey("gen_ai.provider.name"))];
    }

    public IReadOnlyList<ReceivedSpan> Spans { get; }

    public ReceivedSpan Root { get; }

    public ReceivedSpan Acceptance { get; }

    public ReceivedSpan Queue { get; }

    /// <summary>More than one where a process lost its lease to a stall of this machine and the run was taken up again.</summary>
    public IReadOnlyList<ReceivedSpan> Executions { get; }

    public IReadOnlyList<ReceivedSpan> Stages { get; }

    /// <summary>Calls to models.</summary>
    public IReadOnlyList<ReceivedSpan> Calls { get; }

    public ReceivedSpan? Parent(ReceivedSpan span) => _byId.GetValueOrDefault(span.ParentId);

    public IEnumerable<ReceivedSpan> Ancestors(ReceivedSpan span)
    {
        for (ReceivedSpan? ancestor = Parent(span); ancestor is not null; ancestor = Parent(ancestor))
        {
            yield return ancestor;
        }
    }

    /// <summary>Fails the test where the tree is not what the documentation says of it.</summary>
    public void Check()
    {
        Assert.Equal((ExecuteRequest, ""), (Root.Name, Root.ParentId));
        Assert.All([Acceptance, Queue, .. Executions], span => Assert.Same(Root, Parent(span)));
        Assert.NotEmpty(Executions);
        Assert.All(Stages, stage => Assert.Contains(Parent(stage), Executions));
        Assert.NotEmpty(Calls);
        Assert.All(Calls, CheckCall);
        Assert.All(Stages, CheckCommitted);
        Assert.All(Spans.Where(span => Stores.Contains(span.Source)), CheckServes);
        Assert.All(Spans.SelectMany(span => span.Links), link => Assert.True(_byId.ContainsKey(link), "a link leads out of the trace"));
    }

    private static bool IsStage(ReceivedSpan span) => span.Name.StartsWith("stage ", StringComparison.Ordinal);

    private void CheckCall(ReceivedSpan call)
    {
        ReceivedSpan stage = Parent(call)!;
        Assert.True(IsStage(stage), $"{call.Name} is below {stage.Name}");
        Assert.Equal($"{call.Tags["gen_ai.operation.name"]} {call.Tags["gen_ai.request.model"]}", call.Name);
        Assert.Equal(call.Tags["gen_ai.prompt.name"], stage.Tags["promptintel.prompt"]);
        Assert.Equal(call.Tags["gen_ai.prompt.version"], stage.Tags["promptintel.prompt.version"]);
        Assert.Equal(call.Tags["promptintel.execution.attempt"], stage.Tags["promptintel.execution.attempt"]);
        Assert.True(call.Start >= stage.Start && call.End <= stage.End, $"{call.Name} is not within {stage.Name}");
    }

    /// <summary>What keeps a stage's result is below it and within it, or linked to it.</summary>
    private void CheckCommitted(ReceivedSpan stage)
    {
        Assert.NotEmpty(stage.Tags["promptintel.operation"]);
        ReceivedSpan? commit = Spans.FirstOrDefault(
            span => span.Name == Commit && (span.ParentId == stage.SpanId || span.Links.Contains(stage.SpanId)));
        Assert.True(commit is not null, $"{stage.Name} has no commit");
        Assert.True(commit.ParentId != stage.SpanId || commit.End <= stage.End, $"{stage.Name} ends before its commit");
    }

    /// <summary>What is asked of a store is for a stage or the acceptance, or it is what the request itself reads to answer.</summary>
    private void CheckServes(ReceivedSpan call)
    {
        bool isForStage = Ancestors(call).Any(span => span == Acceptance || IsStage(span) || span.Links.Any(link => IsStage(_byId[link])));
        bool isForAnswer = Parent(call) == Root && (call.Name == "read" || call.Name.StartsWith("SELECT", StringComparison.Ordinal));
        Assert.True(
            isForStage || isForAnswer,
            $"{call.Source} {call.Name} is below {string.Join(" < ", Ancestors(call).Select(span => span.Name))}");
    }
}
