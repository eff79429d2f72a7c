using System.Text.Json;

using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Control;
using PromptIntel.Core.Execution.Models;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Execution.Previews;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Tests.Execution.Planning;
using PromptIntel.Core.Tests.Execution.Stages;
using PromptIntel.Core.Tests.Workflows;

namespace PromptIntel.Core.Tests.Execution.Previews;

/// <summary>What would be asked is known without asking.</summary>
public sealed class WorkflowPreviewsTests
{
    private const string Asked = """{"type":"object","required":["topic"],"properties":{"topic":{"type":"string"}}}""";

    private readonly TestCatalog _catalog = new();

    public WorkflowPreviewsTests()
    {
        _catalog.Add(
            EntryKind.Prompt,
            "workflows/ask",
            """{"format_version":1,"type":"text","messages":[{"role":"user","content":"Tell me about {{topic}}."}],"variables":"""
            + Asked + ""","parameters":{"max_output_tokens":100}}""");
        _catalog.Add(EntryKind.Operation, "components/ask", """{"type":"prompt","with":{"prompt":"workflows/ask"}}""");
        _catalog.AddEcho("echo");
    }

    [Fact]
    public async Task Preview_OfWhatTheInputDecides_GivesMessagesModelTokensAndCost()
    {
        _catalog.AddRecipe("main", """[{"id":"a","uses":"ask","with":{"topic":"${input.t}"}}]""");

        StagePreview stage = Assert.Single((await PreviewAsync("""{"t":"rowing"}""")).Stages);

        PromptQuestion question = stage.Question!;
        Assert.Equal("Tell me about rowing.", Assert.Single(question.Messages).Content);
        Assert.Equal(("workflows/ask@1", "test/big", true), (question.Prompt, question.Model, question.CanGenerate));
        Assert.Equal(100, question.OutputTokens);
        Assert.Equal(((question.InputTokens * 2m) + (100 * 10m)) / 1_000_000m, question.Cost);
    }

    [Fact]
    public async Task Preview_OfWhatReadsAStage_WaitsForIt_AndOfWhatOnlyFollowsOneIsKnown()
    {
        _catalog.AddRecipe(
            "main",
            """
            [{"id":"a","uses":"echo"},
             {"id":"b","uses":"ask","with":{"topic":"${stages.a.output.x}"}},
             {"id":"c","uses":"ask","with":{"topic":"${input.t}"}},
             {"id":"d","uses":"ask","when":"${stages.b.output.text} == \"x\"","with":{"topic":"y"}}]
            """);

        PreviewResult.Previewed previewed = await PreviewAsync("""{"t":"rowing"}""");

        Assert.Equal(
            ["a  False", "b a False", "c  True", "d b False"],
            previewed.Stages.Select(stage => $"{stage.Stage.Path} {string.Join(',', stage.WaitsFor)} {stage.Question is not null}"));
    }

    [Fact]
    public async Task Preview_GoesIntoSubRecipesAndItems_AndSkipsWhatAConditionRulesOut()
    {
        _catalog.AddRecipe(
            "inner",
            """
            [{"id":"p","uses":"ask","with":{"topic":"${input.t}"}},
             {"id":"q","uses":"ask","with":{"topic":"${stages.p.output.text}"}}]
            """);
        _catalog.AddRecipe(
            "main",
            """
            [{"id":"each","uses":"inner","for_each":{"items":"${input.rows}"},"with":{"t":"${item}"}},
             {"id":"no","uses":"workflows/inner","when":"${input.go}","with":{"t":"x"},"needs":[]},
             {"id":"later","uses":"workflows/inner","needs":["each"],"with":{"t":"${stages.each.output.succeeded} of"}}]
            """,
            input: """{"type":"object","properties":{"rows":{"type":"array"},"go":{"type":"boolean","default":false}}}""");

        PreviewResult.Previewed previewed = await PreviewAsync("""{"rows":["a","b"]}""");

        Assert.Equal(
            [
                "each/p#0 Tell me about a.", "each/p#1 Tell me about b.", "each/q#0 waits each/p", "each/q#1 waits each/p",
                "later/p# waits each", "later/q# waits each,later/p", "no/p# skipped", "no/q# skipped",
            ],
            previewed.Stages.Select(Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Preview_OfAQuestionThatCannotBePut_SaysWhy_AndOfALongListTheFirst()
    {
        _catalog.AddRecipe(
            "main",
            """
            [{"id":"a","uses":"ask","with":{"topic":"${input.t}"}},
             {"id":"b","uses":"ask","for_each":{"items":"${input.rows}"},"with":{"topic":"${item}"}}]
            """);

        PreviewResult.Previewed previewed = await PreviewAsync($$"""{"rows":[{{string.Join(',', Enumerable.Repeat("\"x\"", 30))}}]}""");

        Assert.Contains("topic: This variable is required.", previewed.Stages[0].Problem, StringComparison.Ordinal);
        Assert.Equal(20, previewed.Stages.Count(stage => stage.Question is not null));
        Assert.Equal("Only the first 20 of 30 items are shown.", previewed.Stages[^1].Problem);
    }

    [Theory]
    [InlineData(20, null)]
    [InlineData(21, "Only the first 20 of 21 items are shown.")]
    public async Task Preview_OfASubRecipeForManyItems_SaysWhatIsLeftOut(int count, string? problem)
    {
        _catalog.AddRecipe("inner", """[{"id":"p","uses":"ask","with":{"topic":"${input.t}"}}]""");
        _catalog.AddRecipe("main", """[{"id":"each","uses":"inner","for_each":{"items":"${input.rows}"},"with":{"t":"${item}"}}]""");

        PreviewResult.Previewed previewed = await PreviewAsync(
            $$"""{"rows":[{{string.Join(',', Enumerable.Repeat("\"x\"", count))}}]}""");

        Assert.Equal(problem is not null, previewed.IsCut);
        Assert.Equal(20, previewed.Stages.Count(stage => stage.Question is not null));
        Assert.Equal(("each/p", problem), (previewed.Stages[^1].Stage.Path, previewed.Stages[^1].Problem));
    }

    [Theory]
    [InlineData(3, "The items of for_each, ${input.rows}, are not a list.")]
    [InlineData(10_001, "for_each takes at most 10000 items, not 10001.")]
    public async Task Preview_OfItemsThatARunWouldRefuse_SaysSo(int items, string problem)
    {
        _catalog.AddRecipe(
            "main", """[{"id":"b","uses":"ask","for_each":{"items":"${input.rows}"},"with":{"topic":"${item}"}}]""");
        string rows = items == 3 ? "3" : $"[{string.Join(',', Enumerable.Repeat("1", items))}]";

        StagePreview stage = Assert.Single((await PreviewAsync($$"""{"rows":{{rows}}}""")).Stages);

        Assert.Equal(problem, stage.Problem);
    }

    [Fact]
    public async Task Preview_OfScopesWithoutAnyStage_Ends()
    {
        _catalog.AddRecipe("r5", """[{"id":"a","uses":"echo","for_each":{"items":"${input.none}"}}]""");

        for (int level = 4; level >= 0; level--)
        {
            _catalog.AddRecipe(
                level == 0 ? "main" : $"r{level}",
                $$$"""
                [{"id":"n","uses":"workflows/r{{{level + 1}}}","for_each":{"items":"${input.rows}"},"with":{"rows":"${input.rows}"}}]
                """);
        }

        PreviewResult.Previewed previewed = await PreviewAsync($$"""{"rows":[{{string.Join(',', Enumerable.Repeat("1", 20))}}]}""");

        Assert.True(previewed.IsCut);
        Assert.Empty(previewed.Stages);
    }

    [Fact]
    public async Task Preview_OfWhatAStartWouldRefuse_IsRefused()
    {
        _catalog.AddRecipe("main", """[{"id":"a","uses":"echo"}]""", input: Asked);

        PreviewResult invalid = await Previews().PreviewAsync(new EntryKey("workflows", "main"), default, JsonElement.Parse("{}"), Token);
        PreviewResult missing = await Previews().PreviewAsync(new EntryKey("workflows", "none"), default, JsonElement.Parse("{}"), Token);

        Assert.IsType<StartResult.InvalidInput>(Assert.IsType<PreviewResult.Refused>(invalid).Reason);
        Assert.IsType<StartResult.NotFound>(Assert.IsType<PreviewResult.Refused>(missing).Reason);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Text(StagePreview stage) => $"{stage.Stage.Path}#{stage.ItemKey} " + (
        stage.IsSkipped ? "skipped"
        : !stage.WaitsFor.IsEmpty ? $"waits {string.Join(',', stage.WaitsFor)}"
        : stage.Question!.Messages[0].Content);

    private async Task<PreviewResult.Previewed> PreviewAsync(string input) => Assert.IsType<PreviewResult.Previewed>(
        await Previews().PreviewAsync(new EntryKey("workflows", "main"), default, JsonElement.Parse(input), Token));

    private WorkflowPreviews Previews()
    {
        var schemas = new JsonSchemaValidator();
        var manifests = new ManifestBuilder(_catalog, Manifests.Operations, new BigModel(), schemas, Checks.All());
        var prices = new InferenceOptions { Prices = { ["test/big"] = new ModelPrice { InputPerMillion = 2, OutputPerMillion = 10 } } };
        IOptions<ExecutionOptions> options = Options.Create(new ExecutionOptions());
        return new WorkflowPreviews(
            new WorkflowPinning(manifests, schemas),
            new ModelCalls(Checks.Renderer(), new BigModel(), schemas, options, Options.Create(prices), Probe.Unlimited),
            schemas,
            options);
    }

    private sealed class BigModel : IModelDirectory
    {
        public ResolvedModel? Resolve(string? name) => new("default", "test", "big", CanGenerate: true);

        public IChatClient GetClient(ResolvedModel model) => throw new NotSupportedException("Nothing may be asked.");
    }
}
