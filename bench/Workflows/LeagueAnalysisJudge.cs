using System.Text.Json;

namespace PromptIntel.Bench.Workflows;

internal sealed class LeagueAnalysisJudge : WorkflowJudge
{
    private const decimal OnePerCent = 0.01m;

    public override string Workflow => "league_analysis";

    public override void Judge(LabelledInput input, JsonElement actual, Tally tally)
    {
        JsonElement expected = input.Expected;
        JsonElement profile = expected.Field("profile");
        JsonElement market = expected.Field("market_view").Field("figures");

        CountList(
            profile,
            actual.Field("profile"),
            "figures",
            (stated, found) => stated.Text("name") == found.Text("name"),
            (stated, found) => Values.AreSame(stated.Field("value"), found.Field("value"), OnePerCent)
                && Names(stated, "from").SetEquals(Names(found, "from")),
            (found, _) => found.Text("name") is not "events_per_week",
            figure => $"{figure.Text("name")} {Values.Show(figure.Field("value"))}",
            tally);
        CountSet(profile, actual.Field("profile"), "unknowns", tally);
        CountCodes(profile, actual.Field("profile"), "inconsistencies", found => Names(found, "fields"), tally);
        CountCodes(expected, actual, "strengths", Evidence, tally);
        CountCodes(expected, actual, "risks", Evidence, tally);
        CountList(
            expected,
            actual,
            "deal_breakers",
            (stated, found) => stated.GetString() == found.Text("code"),
            (_, _) => true,
            (_, _) => true,
            Values.Show,
            tally);
        CountComparables(expected.Field("comparables"), actual, tally);

        foreach (JsonProperty figure in market.ValueKind == JsonValueKind.Object ? market.EnumerateObject() : default)
        {
            CountValue(figure.Name, figure.Value, actual.Field("market_view").Field("figures").Field(figure.Name), tally);
        }

        CountFields(expected, actual, ["implied_tier"], tally);
        CountRecord(expected, actual, "implied_fee_range", tally);
    }

    private static void CountCodes(
        JsonElement expected, JsonElement actual, string name, Func<JsonElement, HashSet<string?>> fields, Tally tally) =>
        CountList(
            expected,
            actual,
            name,
            (stated, found) => stated.Text("code") == found.Text("code"),
            (stated, found) => Names(stated, "fields").IsSubsetOf(fields(found)) && IsAsSilent(stated, found),
            (found, _) => found.Text("code") is not "other",
            Values.Show,
            tally);

    /// <summary>Where silence is the evidence nothing is shown as a value, and nothing is made certain of it.</summary>
    private static bool IsAsSilent(JsonElement expected, JsonElement actual) =>
        expected.Field("silent").ValueKind != JsonValueKind.True
        || (actual.Items("evidence").All(item => item.Field("value").ValueKind == JsonValueKind.Null)
            && actual.Text("likelihood") is not "high");

    private static void CountComparables(JsonElement expected, JsonElement actual, Tally tally)
    {
        foreach (JsonElement kept in actual.Items("comparables"))
        {
            string id = kept.Text("id") ?? "";

            if (expected.Field("holds_on").Field(id).ValueKind == JsonValueKind.Undefined)
            {
                tally.Invented($"comparables: {id}");
            }
            else
            {
                tally.Count(
                    Names(expected.Field("holds_on"), id).SetEquals(Names(kept, "holds_on")),
                    $"comparables: {id} holds on {Values.Show(kept.Field("holds_on"))}");
            }
        }

        HashSet<string?> wanted = Names(expected, "one_of");

        if (wanted.Count > 0)
        {
            tally.Count(
                actual.Items("comparables").Any(kept => wanted.Contains(kept.Text("id"))),
                $"comparables: none of {string.Join(", ", wanted)}");
        }
    }

    private static void CountValue(string name, JsonElement expected, JsonElement actual, Tally tally) =>
        tally.Count(
            Values.AreSame(expected, actual, OnePerCent), $"market_view: {name} {Values.Show(actual)}, expected {Values.Show(expected)}");

    private static HashSet<string?> Evidence(JsonElement found) => [.. found.Items("evidence").Select(item => item.Text("field"))];

    private static HashSet<string?> Names(JsonElement element, string name) => [.. element.Items(name).Select(item => item.GetString())];
}
