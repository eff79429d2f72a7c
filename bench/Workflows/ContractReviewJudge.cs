using System.Text.Json;

namespace PromptIntel.Bench.Workflows;

internal sealed class ContractReviewJudge : WorkflowJudge
{
    public override string Workflow => "contract_review";

    public override string TextField => "contract_text";

    public override void Judge(LabelledInput input, JsonElement actual, Tally tally)
    {
        JsonElement expected = input.Expected;

        CountFields(expected, actual, ["is_contract"], tally);

        if (expected.Field("is_contract").ValueKind == JsonValueKind.False)
        {
            CountFields(expected.Field("document"), actual.Field("document"), ["language"], tally, "document.");
            CountFields(expected, actual, ["clauses", "deviations", "missing"], tally);
            return;
        }

        CountRecord(expected, actual, "document", tally);
        CountRecord(expected, actual, "terms", tally);
        CountFields(expected, actual, ["rating", "signable"], tally);
        CountList(
            expected,
            actual,
            "clauses",
            (stated, found) =>
                stated.Text("number") == found.Text("number") && stated.Integer("first_line") == found.Integer("first_line"),
            (stated, found) => stated.Integer("last_line") == found.Integer("last_line")
                && IsOneOf(stated.Field("kind"), found.Text("kind")) && IsStated(stated, found, "comparison"),
            (_, _) => true,
            Show,
            tally);
        CountKinds(expected, actual, "deviations", ["comparison", "grade", "favours"], tally);
        CountKinds(expected, actual, "missing", ["grade"], tally);
        CountQuestions(expected, actual, tally);
    }

    private static void CountKinds(JsonElement expected, JsonElement actual, string name, string[] fields, Tally tally) =>
        CountList(
            expected,
            actual,
            name,
            (stated, found) => IsOneOf(stated.Field("kind"), found.Text("kind")),
            (stated, found) => fields.All(field => IsStated(stated, found, field)),
            (found, _) => !expected.Items($"{name}_optional").Any(optional => IsOneOf(optional, found.Text("kind"))),
            Show,
            tally);

    /// <summary>One about the kind of everything that is graded above minor.</summary>
    private static void CountQuestions(JsonElement expected, JsonElement actual, Tally tally)
    {
        HashSet<string?> about = [.. actual.Items("questions").Select(question => question.Text("about"))];

        foreach (JsonElement graded in expected.Items("deviations").Concat(expected.Items("missing")))
        {
            if (graded.Text("grade") is not "minor" && !about.Any(kind => IsOneOf(graded.Field("kind"), kind)))
            {
                tally.Missed($"question about {Values.Show(graded.Field("kind"))}");
            }
            else if (graded.Text("grade") is not "minor")
            {
                tally.Correct();
            }
        }
    }

    private static bool IsStated(JsonElement expected, JsonElement actual, string name) =>
        expected.Field(name).ValueKind == JsonValueKind.Undefined || IsOneOf(expected.Field(name), actual.Text(name));

    /// <summary>A list leaves the choice.</summary>
    private static bool IsOneOf(JsonElement expected, string? actual) =>
        expected.ValueKind == JsonValueKind.Array
            ? expected.EnumerateArray().Any(choice => choice.GetString() == actual)
            : expected.ValueKind == JsonValueKind.String && expected.GetString() == actual;

    private static string Show(JsonElement entry) => string.Join(
        ' ',
        new[] { "number", "kind", "comparison", "grade", "favours", "first_line", "last_line" }
            .Select(name => entry.Field(name))
            .Where(value => value.ValueKind != JsonValueKind.Undefined)
            .Select(value => value.GetRawText()));
}
