using System.Text.Json;

namespace PromptIntel.Bench.Workflows;

internal sealed class PdfExtractionJudge : WorkflowJudge
{
    public override string Workflow => "pdf_extraction";

    public override void Judge(LabelledInput input, JsonElement actual, Tally tally)
    {
        JsonElement expected = input.Expected;

        CountRecord(expected, actual, "document", tally);
        CountValues("", expected.Field("record"), actual.Field("record"), tally);
        CountSet(expected, actual, "missing", tally);
        CountList(
            expected,
            actual,
            "conflicts",
            (stated, found) => stated.Text("path") == found.Text("path"),
            (stated, found) => Values.AreSame(stated.Field("other"), found.Field("other"))
                && stated.Integer("page") == found.Integer("page"),
            (_, _) => true,
            Values.Show,
            tally);
        CountTables(expected, actual, tally);

        foreach (JsonProperty page in expected.Field("pages").ValueKind == JsonValueKind.Object
            ? expected.Field("pages").EnumerateObject()
            : default)
        {
            int? found = actual.Items("fields").FirstOrDefault(field => field.Text("path") == page.Name).Integer("page");
            tally.Count(found == page.Value.GetInt32(), $"fields: {page.Name} on page {found}, expected {page.Value}");
        }
    }

    /// <summary>Every value by itself, items of lists by their index.</summary>
    private static void CountValues(string path, JsonElement expected, JsonElement actual, Tally tally)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty field in expected.EnumerateObject())
                {
                    CountValues($"{path}/{field.Name}", field.Value, actual.Field(field.Name), tally);
                }

                break;
            case JsonValueKind.Array when expected.GetArrayLength() > 0:
                JsonElement[] found = actual.ValueKind == JsonValueKind.Array ? [.. actual.EnumerateArray()] : [];
                int index = 0;

                foreach (JsonElement item in expected.EnumerateArray())
                {
                    CountValues($"{path}/{index}", item, index < found.Length ? found[index] : default, tally);
                    index++;
                }

                foreach (JsonElement more in found.Skip(index))
                {
                    tally.Invented($"{path}: {Values.Show(more)}");
                }

                break;
            default:
                CountValue(path, expected, actual, tally);
                break;
        }
    }

    private static void CountValue(string path, JsonElement expected, JsonElement actual, Tally tally)
    {
        bool isStated = expected.ValueKind is not JsonValueKind.Null;
        bool isFound = actual.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

        if (Values.AreSame(expected, actual) || (!isStated && !isFound))
        {
            tally.Correct();
        }
        else if (!isFound)
        {
            tally.Missed($"{path}: {Values.Show(expected)}");
        }
        else if (!isStated)
        {
            tally.Invented($"{path}: {Values.Show(actual)}");
        }
        else
        {
            tally.Wrong($"{path}: {Values.Show(actual)}, expected {Values.Show(expected)}");
        }
    }

    private static void CountTables(JsonElement expected, JsonElement actual, Tally tally)
    {
        HashSet<int> optional = [.. expected.Items("tables_optional").Select(page =>
            page.ValueKind == JsonValueKind.Number ? page.GetInt32() : page.Integer("page") ?? 0)];
        CountList(
            expected,
            actual,
            "tables",
            (stated, found) => stated.Integer("page") == found.Integer("page"),
            IsTable,
            (found, _) => !optional.Contains(found.Integer("page") ?? 0),
            table => $"page {table.Integer("page")} {Values.Show(table.Field("columns"))}, rows {table.Items("rows").Count}",
            tally);
    }

    private static bool IsTable(JsonElement expected, JsonElement actual)
    {
        IReadOnlyList<JsonElement> stated = expected.Items("rows");
        IReadOnlyList<JsonElement> found = actual.Items("rows");
        int count = expected.Integer("row_count") ?? stated.Count;
        JsonElement continues = expected.Field("continues_previous");
        return Values.AreSame(expected.Field("columns"), actual.Field("columns"))
            && found.Count >= count
            && found.Count <= count + (expected.Integer("rows_optional") ?? 0)
            && stated.Zip(found).All(pair => Values.AreSame(pair.First, pair.Second))
            && (continues.ValueKind == JsonValueKind.Undefined || Values.AreSame(continues, actual.Field("continues_previous")));
    }
}
