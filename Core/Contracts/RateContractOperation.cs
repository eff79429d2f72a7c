using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Contracts;

/// <summary>
/// Operation type <c>contracts.rate</c>: the rating of a comparison, whether the contract can be signed, and what counsel must answer.
/// Setting: <c>rules</c>.
/// </summary>
internal sealed class RateContractOperation : LeagueOperation
{
    private const int ManyMaterial = 3;
    private const string Minor = "minor";
    private const string Material = "material";
    private const string Unacceptable = "unacceptable";

    public override string Type => "contracts.rate";

    public override string Summary => "Rates a compared contract, says whether it can be signed, and what to ask.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } = [new("rules", EntryKind.Config, "components")];

    protected override Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken)
    {
        ContractReviewRules rules = stage.Config<ContractReviewRules>("rules");
        JsonElement comparison = stage.Input.Get("comparison");
        JsonElement[] deviations = [.. Items(comparison, "deviations")];
        JsonElement[] missing = [.. Items(comparison, "missing")];
        string[] grades = [.. deviations.Concat(missing).Select(item => item.GetText("grade") ?? "")];
        bool isContract = stage.Input.Get("is_contract").ValueKind == JsonValueKind.True;
        string rating = grades.Contains(Unacceptable) ? "critical"
            : grades.Count(grade => grade == Material) is > 0 and var many ? many >= ManyMaterial ? "high" : "moderate"
            : "low";
        return Task.FromResult<OperationOutcome>(new OperationOutcome.Completed(LeagueJson.Write(new
        {
            rating = isContract ? rating : null,
            signable = !isContract ? null : rating switch { "low" => "as_is", "critical" => "no", _ => "after_points_agreed" },
            questions = deviations.Where(item => item.GetText("grade") != Minor)
                .Select(item => Question(rules, item.GetText("comparison")!, item, First(item)))
                .Concat(missing.Where(item => item.GetText("grade") != Minor).Select(item => Question(rules, "missing", item, "")))
                .ToArray(),
        })));
    }

    private static object Question(ContractReviewRules rules, string comparison, JsonElement item, string what)
    {
        string kind = item.GetText("kind")!;
        string name = kind.Replace('_', ' ');
        string? number = item.GetText("number");
        return new
        {
            about = kind,
            number,
            question = string.Format(
                CultureInfo.InvariantCulture,
                CompositeFormat.Parse(rules.Questions[comparison]),
                number is null ? name : $"{number} ({name})",
                what),
        };
    }

    private static string First(JsonElement deviation)
    {
        JsonElement change = Items(deviation, "changes").First();
        return change.GetText("contract_says") ?? change.GetText("what")!;
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : default;
}
