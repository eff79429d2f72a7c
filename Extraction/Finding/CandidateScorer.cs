using System.Text.Json.Nodes;

using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;

namespace PromptIntel.Extraction.Finding;

/// <summary>Decides between what a text says of one field. Two values of equal standing are none.</summary>
internal static class CandidateScorer
{
    public static FieldReading? Decide(FieldPlan field, IReadOnlyList<Candidate> candidates)
    {
        if (candidates.Count == 0)
        {
            return null;
        }

        // What is said of an earlier year is no contradiction of the newest; without a year it is said of now.
        var newest = candidates.Max(candidate => candidate.Year ?? int.MaxValue);
        candidates = [.. candidates.Where(candidate => (candidate.Year ?? int.MaxValue) == newest
            || (candidate.Evidence < Evidence.NearLabel && candidate.Year is null))];

        var best = candidates.Max(candidate => candidate.Evidence);
        var leading = candidates.Where(candidate => candidate.Evidence == best).ToList();

        if (leading.Any(candidate => !Agrees(leading[0], candidate)))
        {
            return field is { IsList: true, Kind: FieldKind.Name } && best >= Evidence.NearLabel ? Joined(leading) : null;
        }

        // A figure or a yes that running text contradicts is not certain either; texts are often said in other words.
        var isMeasured = field.IsNumeric || field.Kind is FieldKind.Date or FieldKind.Year or FieldKind.Boolean;
        var isContradicted = isMeasured
            && candidates.Any(candidate => candidate.Evidence >= Evidence.Cue && !Agrees(leading[0], candidate));

        return isContradicted ? null : leading.Find(candidate => candidate.Reading.Currency is not null)?.Reading ?? leading[0].Reading;
    }

    /// <summary>"TV: Acme" and "Internet: Beta": what two labels list without naming the same is one list; else none.</summary>
    private static FieldReading? Joined(List<Candidate> lists)
    {
        var items = new JsonArray();

        foreach (var list in lists)
        {
            if (list.Reading.Value is not JsonArray { Count: > 0 } own
                || own.Any(item => items.Any(known => Phrase.Fold(known!.ToString()) == Phrase.Fold(item!.ToString()))))
            {
                return null;
            }

            foreach (var item in own)
            {
                items.Add(item!.DeepClone());
            }
        }

        return new FieldReading(items, lists[0].Reading.Source);
    }

    private static bool Agrees(Candidate one, Candidate other)
    {
        var isSameCurrency = one.Reading.Currency is null
            || other.Reading.Currency is null
            || one.Reading.Currency == other.Reading.Currency;

        return isSameCurrency
            && (JsonNode.DeepEquals(one.Reading.Value, other.Reading.Value) || Folded(one) is { } text && text == Folded(other));
    }

    private static string? Folded(Candidate candidate) =>
        candidate.Reading.Value is JsonValue value && value.TryGetValue<string>(out var text) ? Phrase.Fold(text) : null;
}
