using System.Text.Json;

using PromptIntel.Core.Workflows.Expressions;

namespace PromptIntel.Core.Workflows.Definitions;

/// <summary>
/// Reads the bodies of components. Strict: unknown fields, wrong types, broken wires and conditions are errors, all of them reported.
/// References are not looked up here.
/// </summary>
public static class DefinitionParser
{
    /// <summary>What a body may say in <c>format_version</c>; absent means this.</summary>
    public const int FormatVersion = 1;

    public static Parsed<OperationDefinition> ParseOperation(JsonElement body)
    {
        var errors = new List<DefinitionError>();
        FieldReader fields = Open(body, errors);
        var definition = new OperationDefinition
        {
            Type = fields.RequiredText("type"),
            InputSchema = fields.Schema("input_schema"),
            OutputSchema = fields.Schema("output_schema"),
            Settings = fields.ObjectOrEmpty("with"),
        };
        fields.Finish();
        return Result(definition, errors);
    }

    public static Parsed<SolverDefinition> ParseSolver(JsonElement body)
    {
        var errors = new List<DefinitionError>();
        FieldReader fields = Open(body, errors);
        fields.Required("input_schema");
        var definition = new SolverDefinition
        {
            InputSchema = fields.Schema("input_schema") ?? default,
            PlanSchema = fields.Schema("plan_schema"),
            Prompt = fields.Text("prompt") is { } prompt ? fields.Reference("prompt", prompt) : null,
            ExampleInput = fields.Object("example_input"),
            Choices = SolverParser.Choices(fields, errors),
            Kinds = SolverParser.Kinds(fields),
            Common = SolverParser.Phrases(fields, "common"),
            Vague = SolverParser.Phrases(fields, "vague"),
            Outside = SolverParser.Phrases(fields, "outside"),
            MaxChain = fields.Number("max_chain", 1, 10) ?? 3,
        };
        fields.Finish();
        return Result(definition, errors);
    }

    public static Parsed<WorkflowDefinition> ParseRecipe(JsonElement body)
    {
        var errors = new List<DefinitionError>();
        FieldReader fields = Open(body, errors);
        fields.Required("input_schema");
        JsonElement output = fields.ObjectOrEmpty("output");
        WireTemplate.Parse(output, "output", errors);
        var definition = new WorkflowDefinition
        {
            InputSchema = fields.Schema("input_schema") ?? default,
            ExampleInput = fields.Object("example_input"),
            Output = output,
            Stages = StageParser.ParseAll(fields, errors),
        };
        fields.Finish();
        return Result(definition, errors);
    }

    private static FieldReader Open(JsonElement body, List<DefinitionError> errors)
    {
        var fields = new FieldReader(body, "", errors);
        fields.Number("format_version", FormatVersion, FormatVersion);
        return fields;
    }

    private static Parsed<T> Result<T>(T definition, List<DefinitionError> errors)
        where T : class =>
        new(errors.Count == 0 ? definition : null, [.. errors]);
}
