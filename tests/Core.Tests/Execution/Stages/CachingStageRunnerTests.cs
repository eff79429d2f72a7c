using Microsoft.Extensions.AI;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Execution.Stages;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Tests.Execution.Planning;
using PromptIntel.Core.Tests.Workflows;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Stages;

public sealed class CachingStageRunnerTests
{
    private const int Capacity = 1_000;

    private static readonly PlannedStage Cached = TestManifest.Stage("a") with { IsCached = true };

    private readonly ScriptedRunner _inner = new(_ => Task.FromResult<OperationOutcome>(Steps.Done));
    private readonly CachingStageRunner _cache;

    public CachingStageRunnerTests() => _cache = new CachingStageRunner(_inner, Manifests.Operations);

    [Fact]
    public async Task EqualStage_IsAnsweredWithoutRunning()
    {
        OperationOutcome first = await RunAsync(TestManifest.Of(Cached), """{"n":1}""");
        OperationOutcome again = await RunAsync(TestManifest.Of(Cached), """{"n":1}""");

        Assert.Same(first, again);
        Assert.Equal(1, _inner.Runs);
    }

    [Fact]
    public async Task AnotherInputPathWorkflowOrUser_IsRun()
    {
        Manifest manifest = TestManifest.Of(Cached);

        await RunAsync(manifest, """{"n":1}""");
        await RunAsync(manifest, """{"n":2}""");
        await RunAsync(manifest with { Stages = [Cached with { Path = "b" }] }, """{"n":1}""");
        await RunAsync(
            manifest with { Workflow = new PinnedReference(new EntryKey("workflows", "other"), 1, "hash") }, """{"n":1}""");
        await RunAsync(manifest, """{"n":1}""", userId: "ann");
        await RunAsync(manifest, """{"n":1}""", userId: "ben");

        Assert.Equal(6, _inner.Runs);
    }

    /// <summary>What the stage itself uses makes its answer; what others use does not.</summary>
    [Theory]
    [InlineData("the operation", 2)]
    [InlineData("the prompt", 2)]
    [InlineData("what the prompt includes", 2)]
    [InlineData("the prompt's schema", 2)]
    [InlineData("what the schema refers to", 2)]
    [InlineData("the tool", 2)]
    [InlineData("what the tool asks", 2)]
    [InlineData("the model", 2)]
    [InlineData("the fallback model", 2)]
    [InlineData("the stage's own schema", 2)]
    [InlineData("another stage's operation", 1)]
    [InlineData("another stage's prompt", 1)]
    [InlineData("the recipe", 1)]
    [InlineData("another model", 1)]
    [InlineData("nothing", 1)]
    public async Task Change_OfWhatTheStageUses_IsRun_AndOfNothingElse(string changed, int runs)
    {
        TestCatalog catalog = Catalog();
        Manifest before = await ManifestAsync(catalog);
        Change(catalog, changed);
        Manifest after = await ManifestAsync(catalog);
        after = changed switch
        {
            "the model" => WithModel(after, "default"),
            "the fallback model" => WithModel(after, "other"),
            "another model" => after with { Models = after.Models.Add(new PinnedModel("third", "stub", "third")) },
            _ => after,
        };

        await RunAsync(before);
        await RunAsync(after);

        Assert.Equal(runs, _inner.Runs);
    }

    [Fact]
    public async Task StageThatDidNotAskForIt_IsRunEveryTime()
    {
        await RunAsync(TestManifest.Of(TestManifest.Stage("a")));
        await RunAsync(TestManifest.Of(TestManifest.Stage("a")));

        Assert.Equal(2, _inner.Runs);
    }

    [Fact]
    public async Task Failure_IsNotKept()
    {
        var inner = new ScriptedRunner(new OperationOutcome.Failed("no", "not now"), Steps.Done);
        var cache = new CachingStageRunner(inner, Manifests.Operations);

        await RunAsync(cache, TestManifest.Of(Cached));
        OperationOutcome second = await RunAsync(cache, TestManifest.Of(Cached));

        Assert.Same(Steps.Done, second);
    }

    [Fact]
    public async Task Oldest_GoesWhenTheCacheIsFull()
    {
        for (int number = 0; number <= Capacity; number++)
        {
            await RunAsync(TestManifest.Of(Cached), $"{number}");
        }

        await RunAsync(TestManifest.Of(Cached), $"{Capacity}");
        Assert.Equal(Capacity + 1, _inner.Runs);

        await RunAsync(TestManifest.Of(Cached), "0");
        Assert.Equal(Capacity + 2, _inner.Runs);
    }

    /// <summary>The first stage uses something of every kind; the second uses other entries of the same kinds.</summary>
    private static TestCatalog Catalog()
    {
        var catalog = new TestCatalog();
        catalog.Add(EntryKind.Schema, "components/part", """{"type":"object"}""");
        catalog.Add(EntryKind.Schema, "components/answer", """{"type":"object","properties":{"p":{"$ref":"components/part"}}}""");
        catalog.Add(EntryKind.Prompt, "general/tone", Prompt("Be kind."));
        catalog.Add(EntryKind.Prompt, "general/looked_up", Prompt("Look it up."));
        catalog.Add(EntryKind.Operation, "components/look_up", """{"type":"prompt","with":{"prompt":"general/looked_up"}}""");
        catalog.Add(
            EntryKind.Prompt,
            "workflows/ask",
            Prompt(
                "{{> general/tone}}",
                ""","output_schema":"components/answer","tools":["components/look_up"],"fallback_model":"other" """));
        catalog.Add(EntryKind.Operation, "components/ask", """{"type":"prompt","with":{"prompt":"workflows/ask"}}""");
        catalog.Add(EntryKind.Prompt, "workflows/tell", Prompt("Tell."));
        catalog.Add(EntryKind.Operation, "components/tell", """{"type":"prompt","with":{"prompt":"workflows/tell"}}""");
        AddRecipe(catalog, """{"type":"object"}""");
        return catalog;
    }

    private static void Change(TestCatalog catalog, string what)
    {
        string? key = what switch
        {
            "the operation" => "components/ask",
            "the prompt" => "workflows/ask",
            "what the prompt includes" => "general/tone",
            "the prompt's schema" => "components/answer",
            "what the schema refers to" => "components/part",
            "the tool" => "components/look_up",
            "what the tool asks" => "general/looked_up",
            "another stage's operation" => "components/tell",
            "another stage's prompt" => "workflows/tell",
            "the recipe" => "workflows/main",
            _ => null,
        };

        if (key is not null && EntryKey.TryParse(key, null, out EntryKey parsed))
        {
            EntryVersion now = catalog.Find(parsed)!.Current;
            catalog.Add(now.Kind, key, now.Body.GetRawText());
        }
        else if (what == "the stage's own schema")
        {
            AddRecipe(catalog, """{"type":"object","required":["p"]}""");
        }
    }

    private static void AddRecipe(TestCatalog catalog, string schema) => catalog.AddRecipe(
        "main",
        $$"""[{"id":"a","uses":"ask","cache":true,"output_schema":{{schema}}},{"id":"b","uses":"tell"}]""");

    private static string Prompt(string text, string more = "") =>
        $$"""{"format_version":1,"type":"text","messages":[{"role":"user","content":"{{text}}"}]{{more}}}""";

    private static async Task<Manifest> ManifestAsync(TestCatalog catalog)
    {
        var builder = new ManifestBuilder(
            catalog, Manifests.Operations, new AnyModels(), new JsonSchemaValidator(), Checks.All());
        ManifestResult built = await builder.BuildAsync(
            new EntryKey("workflows", "main"), default, TestContext.Current.CancellationToken);
        Assert.Empty((built as ManifestResult.Refused)?.Errors ?? []);
        return ((ManifestResult.Built)built).Manifest;
    }

    private static Manifest WithModel(Manifest manifest, string name) => manifest with
    {
        Models = [.. manifest.Models.Select(model => model.Name == name ? model with { Model = "newer" } : model)],
    };

    private Task<OperationOutcome> RunAsync(Manifest manifest, string input = "{}", string? userId = null) =>
        RunAsync(_cache, manifest, input, userId);

    private static Task<OperationOutcome> RunAsync(
        CachingStageRunner cache, Manifest manifest, string input = "{}", string? userId = null) => cache.RunAsync(
            Steps.Context(manifest, new TestClock(), input, userId: userId), new RecordingJournal(), TestContext.Current.CancellationToken);

    private sealed class AnyModels : IModelDirectory
    {
        public ResolvedModel? Resolve(string? name) => new(name ?? "default", "stub", name ?? "stub-1", CanGenerate: true);

        public IChatClient GetClient(ResolvedModel model) => throw new NotSupportedException();
    }
}
