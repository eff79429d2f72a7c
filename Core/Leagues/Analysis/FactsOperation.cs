using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Json;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Schemas;

namespace PromptIntel.Core.Leagues.Analysis;

/// <summary>
/// Operation type <c>leagues.facts</c>: the facts of a league as they are <c>given</c>, else as they were <c>read</c> from a text (the
/// output of an extraction with sources). Facts that are given need not be complete: the others are null. A field that the setting
/// <c>schema</c> does not know, or a value that it refuses, fails the stage by name.
/// </summary>
internal sealed class FactsOperation(JsonSchemaValidator validator) : LeagueOperation
{
    private const int MostNamed = 10;

    public override string Type => "leagues.facts";

    public override string Summary => "Brings the facts of a league together, given or read from a text.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } =
        [new("schema", EntryKind.Schema, SchemaReferences.DefaultNamespace)];

    protected override Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken) =>
        Task.FromResult(Run(stage));

    private OperationOutcome Run(LeagueStage stage)
    {
        JsonElement given = stage.Input.Get("given");
        JsonElement read = stage.Input.Get("read");

        if (given.HasContent() == read.HasContent())
        {
            return new OperationOutcome.Failed(ErrorCodes.FactsMissing, "Either facts or questionnaire_text must be given.");
        }

        if (read.HasContent())
        {
            return Completed(read.Get("value"), read.Get("source_spans"));
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            return new OperationOutcome.Failed(ErrorCodes.InvalidInput, "facts: must be an object of facts by their fields.");
        }

        if (StorableJson.FaultOf(given) is { } fault)
        {
            return new OperationOutcome.Failed(ErrorCodes.InvalidInput, fault.Within("facts").ToString());
        }

        JsonElement schema = SchemaReferences.Resolve(stage.Entry("schema")!.Body, stage.Context.Entry);
        JsonElement facts = Fill(given, schema);
        ImmutableArray<SchemaViolation> violations = validator.Validate(schema, facts);
        return violations.IsEmpty
            ? Completed(facts, default)
            : new OperationOutcome.Failed(
                ErrorCodes.InvalidInput, string.Join(" ", violations.Take(MostNamed).Select(violation => $"facts.{violation}")));
    }

    private static OperationOutcome.Completed Completed(JsonElement facts, JsonElement sources) =>
        new(LeagueJson.Write(new { facts, source_spans = sources.ValueKind == JsonValueKind.Array ? sources : JsonElement.Parse("[]") }));

    /// <summary>Null for every field that the schema has and the caller left out.</summary>
    private static JsonElement Fill(JsonElement given, JsonElement schema)
    {
        JsonObject facts = JsonObject.Create(given)!;
        foreach (JsonProperty field in schema.Get("properties").EnumerateObject().Where(field => !facts.ContainsKey(field.Name)))
        {
            facts.Add(field.Name, null);
        }

        return JsonSerializer.SerializeToElement(facts);
    }
}
