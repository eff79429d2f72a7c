using System.Text.Json;

namespace PromptIntel.Core.Leagues.Analysis;

/// <summary>What a language model adds to the strengths and risks of the rules; nothing when none was asked.</summary>
internal sealed class AppraisalAnswer(JsonElement answer)
{
    private const string Other = "other";

    /// <summary>What it says is done about a strength or risk of the rules; null when it says nothing.</summary>
    public string? Advice(string list, string code) =>
        Items(list).FirstOrDefault(item => item.GetText("code") == code).GetText("advice");

    public IEnumerable<object> OtherStrengths(EvidenceWriter evidence) => Others("strengths", evidence).Select(other => new
    {
        code = Other,
        point = other.Item.GetText("point"),
        evidence = other.Evidence,
        use_in_deal = other.Item.GetText("advice"),
    });

    public IEnumerable<object> OtherRisks(EvidenceWriter evidence) => Others("risks", evidence).Select(other => new
    {
        code = Other,
        kind = other.Item.GetText("kind") ?? "operational",
        point = other.Item.GetText("point"),
        evidence = other.Evidence,
        likelihood = other.Item.GetText("likelihood") ?? "medium",
        impact = other.Item.GetText("impact") ?? "medium",
        countermeasure = other.Item.GetText("advice"),
    });

    /// <summary>An opinion without a stated fact behind it is none.</summary>
    private IEnumerable<(JsonElement Item, IReadOnlyList<Evidence> Evidence)> Others(string list, EvidenceWriter evidence) => Items(list)
        .Where(item => item.GetText("code") == Other && item.Get("point").HasContent())
        .Select(item => (item, evidence.OfStated(new LeagueFacts(item).List("facts"))))
        .Where(other => other.Item2.Count > 0);

    private JsonElement.ArrayEnumerator Items(string list) =>
        answer.Get(list) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : default;
}
