using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

using PromptIntel.Core.Workflows.Expressions;

namespace PromptIntel.Core.Workflows.Definitions;

/// <summary>Reads the <c>stages</c> of a recipe.</summary>
internal static partial class StageParser
{
    private const int MostStages = 200;

    public static ImmutableArray<StageDefinition> ParseAll(FieldReader recipe, List<DefinitionError> errors)
    {
        if (recipe.Items("stages") is not { } items)
        {
            recipe.Refuse("stages", "required", "A recipe has at least one stage.");
            return [];
        }

        var stages = ImmutableArray.CreateBuilder<StageDefinition>();
        var ids = new HashSet<string>(StringComparer.Ordinal);

        foreach (JsonElement item in items)
        {
            StageDefinition stage = Parse(item, stages.Count, stages.Count == 0 ? null : stages[^1].Id, errors);

            if (!ids.Add(stage.Id))
            {
                recipe.Refuse($"stages[{stages.Count}].id", "duplicate_id", $"Another stage is called '{stage.Id}'.");
            }

            stages.Add(stage);
        }

        if (stages.Count is 0 or > MostStages)
        {
            recipe.Refuse("stages", "out_of_range", $"A recipe has 1 to {MostStages} stages.");
        }

        return stages.ToImmutable();
    }

    private static StageDefinition Parse(JsonElement item, int index, string? before, List<DefinitionError> errors)
    {
        // An author looks for the name of a stage, not for its number; the number is all there is when the name is missing.
        bool hasId = item.ValueKind == JsonValueKind.Object && item.TryGetProperty(
            "id", out JsonElement given) && given.ValueKind == JsonValueKind.String && IdSyntax().IsMatch(given.GetString()!);
        string path = hasId ? $"stages.{item.GetProperty("id").GetString()}" : $"stages[{index}]";
        var fields = new FieldReader(item, path, errors);
        string id = fields.RequiredText("id");

        if (!hasId && id.Length > 0)
        {
            fields.Refuse(
                "id", "invalid_id", "Must start with a lower case letter, then lower case letters, digits and _, at most 64 in all.");
        }

        JsonElement with = fields.ObjectOrEmpty("with");
        WireTemplate.Parse(with, fields.PathOf("with"), errors);
        var stage = new StageDefinition
        {
            Id = id,
            Description = fields.Text("description"),
            Uses = fields.Reference("uses", fields.RequiredText("uses")) ?? new ComponentReference(null, "", default),
            With = with,
            Needs = fields.Texts("needs") ?? (before is null ? [] : [before]),
            When = ParseWhen(fields, errors),
            ForEach = ParseForEach(fields, errors),
            Retry = ParseRetry(fields, errors),
            Timeout = fields.Duration("timeout"),
            IsCached = fields.Flag("cache"),
            OutputSchema = fields.Schema("output_schema"),
        };
        fields.Finish();
        return stage;
    }

    private static string? ParseWhen(FieldReader fields, List<DefinitionError> errors)
    {
        string? text = fields.Text("when");

        if (text is null)
        {
            return null;
        }

        WhenExpression? condition = WhenExpression.TryParse(text, out string? error);

        if (error is not null)
        {
            errors.Add(new DefinitionError(fields.PathOf("when"), "invalid_expression", error));
        }
        else if (condition?.Constant() == false)
        {
            errors.Add(new DefinitionError(
                fields.PathOf("when"), "unreachable_stage", "The condition is false whatever happens: the stage can never run."));
        }

        return text;
    }

    private static ForEachPolicy? ParseForEach(FieldReader stage, List<DefinitionError> errors)
    {
        if (stage.Object("for_each") is not { } source)
        {
            return null;
        }

        var fields = new FieldReader(source, stage.PathOf("for_each"), errors);
        JsonElement items = fields.Required("items") ?? default;

        if (items.ValueKind != JsonValueKind.Undefined
            && WireTemplate.Parse(items, fields.PathOf("items"), errors) is not WireTemplate.Reference)
        {
            fields.Refuse("items", "wrong_type", "Must be one wire to a list, such as ${input.rows}.");
        }

        string onError = fields.Text("on_item_error") ?? "stop";

        if (onError is not ("continue" or "stop"))
        {
            fields.Refuse("on_item_error", "out_of_range", "Must be continue or stop.");
        }

        var policy = new ForEachPolicy(
            items, fields.Number("max_parallel", 1, 256) ?? 4, onError == "stop", fields.Number("max_failures", 0, int.MaxValue));
        fields.Finish();
        return policy;
    }

    private static RetryPolicy? ParseRetry(FieldReader stage, List<DefinitionError> errors)
    {
        if (stage.Object("retry") is not { } source)
        {
            return null;
        }

        var fields = new FieldReader(source, stage.PathOf("retry"), errors);
        ImmutableArray<string> on = fields.Texts("on") ?? ["transport", "timeout"];
        var kinds = ImmutableArray.CreateBuilder<FailureKind>();

        foreach (string name in on)
        {
            FailureKind? kind = name switch
            {
                "transport" => FailureKind.Transport,
                "timeout" => FailureKind.Timeout,
                "invalid_output" => FailureKind.InvalidOutput,
                _ => null,
            };

            if (kind is { } known)
            {
                kinds.Add(known);
            }
            else
            {
                fields.Refuse("on", "out_of_range", $"'{name}' is not one of transport, timeout, invalid_output.");
            }
        }

        var policy = new RetryPolicy(
            fields.Number("attempts", 1, 10) ?? 3,
            fields.Duration("backoff") ?? TimeSpan.FromMilliseconds(500),
            fields.Duration("max_backoff") ?? TimeSpan.FromSeconds(30),
            kinds.ToImmutable());
        fields.Finish();
        return policy;
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdSyntax();
}
