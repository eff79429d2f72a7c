using System.Collections.Immutable;
using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Tests.Execution.Engine;
using PromptIntel.Core.Tests.Workflows;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Operations;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Models;

/// <summary>A prompt whose model may call one tool, run by an engine: what the tests of tools share.</summary>
internal static class ToolScenario
{
    public const string Found = "components_find";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static ChatMessage Two => Calls(("c1", Found, new { n = 1 }), ("c2", Found, new { n = 2 }));

    public static JsonElement Input => JsonElement.Parse("""{"text":"How many?"}""");

    public static EngineHost Host(ScriptedModel model, Tool tool, ExecutionOptions? limits = null, bool breaksStore = false) =>
        new EngineHost((_, _) => throw new NotSupportedException(), model, null, breaksStore, limits, tool, new PromptOperation()).Start();

    public static async Task<ExecutionRecord> RunAsync(
        EngineHost host,
        Tool tool,
        ExecutionStatus expected = ExecutionStatus.Succeeded,
        string config = "{}",
        string tools = """["components/find"]""",
        string? schema = null)
    {
        Manifest manifest = await ManifestAsync(host, tool, config, tools, schema);
        return await host.WaitForAsync(await host.QueueAsync(manifest, execution => execution with { Input = Input }), expected);
    }

    public static async Task<Manifest> ManifestAsync(
        EngineHost host, Tool tool, string config = "{}", string tools = """["components/find"]""", string? schema = null,
        string parameters = "{}", bool canGenerate = true)
    {
        host.Catalog.Add(
            EntryKind.Operation,
            "components/find",
            """
            {"type":"test.tool","with":{"limit":5},
             "input_schema":{"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}}
            """);
        AddPrompt(host.Catalog, "general/asker", tools, "text", config, schema, parameters);
        var operations = new OperationRegistry([tool, new PromptOperation()]);
        var builder = new ManifestBuilder(host.Catalog, operations, new Stub(canGenerate), new JsonSchemaValidator(), Checks.All());
        ManifestResult built = await builder.ForPromptAsync(new EntryKey("general", "asker"), default, Token);
        return Assert.IsType<ManifestResult.Built>(built).Manifest;
    }

    public static void AddPrompt(
        TestCatalog catalog,
        string key,
        string tools,
        string variable,
        string config = "{}",
        string? schema = null,
        string parameters = "{}") =>
        catalog.Add(
            EntryKind.Prompt,
            key,
            JsonSerializer.Serialize(new
            {
                format_version = 1,
                type = "text",
                messages = new[] { new { role = "user", content = $"{{{{{variable}}}}}" } },
                variables = new
                {
                    type = "object",
                    required = new[] { variable },
                    properties = new Dictionary<string, object> { [variable] = new { type = "string" } },
                },
                tools = JsonElement.Parse(tools),
                config = JsonElement.Parse(config),
                parameters = JsonElement.Parse(parameters),
                output_schema = schema is null ? (JsonElement?)null : JsonElement.Parse(schema),
            }));

    public static ChatMessage Calls(params (string Id, string Name, object Arguments)[] calls) => new(
        ChatRole.Assistant,
        [.. calls.Select(call => new FunctionCallContent(
            call.Id, call.Name, JsonSerializer.SerializeToElement(call.Arguments).Deserialize<Dictionary<string, object?>>()))]);

    public static string LastResult(List<ChatMessage> asked) => (string)((FunctionResultContent)asked[^1].Contents[0]).Result!;

    public static Func<IOperationContext, CancellationToken, Task<OperationOutcome>> Ends(OperationOutcome outcome) =>
        (_, _) => Task.FromResult(outcome);

    public static OperationOutcome.Completed Gives(string json) => new(JsonElement.Parse(json));

    public static string Sorted(JsonElement input) =>
        $"{{{string.Join(",", input.EnumerateObject().OrderByDescending(one => one.Name).Select(one => one.ToString()))}}}";

    public static async Task<ImmutableArray<StageTurn>> TurnsAsync(EngineHost host, Guid id) =>
        await host.Store.GetTurnsAsync(id, "run", "", Token);

    /// <summary>The clock stands still: each look moves it over the pauses between attempts.</summary>
    public static async Task<ExecutionRecord> WaitThroughPausesAsync(EngineHost host, Guid id)
    {
        await Patience.WaitAsync(
            async () =>
            {
                host.Clock.Advance(TimeSpan.FromMilliseconds(500));
                return (await host.Store.FindAsync(id, Token))!.Status.IsEnded();
            },
            "the execution ends");
        return (await host.Store.FindAsync(id, Token))!;
    }

    /// <summary>Remembers what it was given.</summary>
    internal sealed class Tool : IOperation
    {
        public string Type => "test.tool";

        public List<JsonElement> Inputs { get; } = [];

        public Func<IOperationContext, CancellationToken, Task<OperationOutcome>> Running { get; set; } =
            Ends(Gives("""{"found":"seven"}"""));

        public OperationRequirements Require(JsonElement settings) => OperationRequirements.None;

        public Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken)
        {
            Inputs.Add(context.Input);
            return Running(context, cancellationToken);
        }
    }

    internal sealed class Stub(bool canGenerate) : IModelDirectory
    {
        public ResolvedModel? Resolve(string? name) => new(name ?? "default", "stub", "stub-1", canGenerate);

        public IChatClient GetClient(ResolvedModel model) => throw new NotSupportedException();
    }
}
