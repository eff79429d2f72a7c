using System.Text.Json;

namespace PromptIntel.Core.Leagues.Analysis;

/// <summary>What a strength or a risk rests on: a fact, and the words of the source where it was read from a text.</summary>
internal sealed record Evidence(string Field, JsonElement Value, string? Quote);

/// <summary>Writes evidence of the league's facts.</summary>
/// <param name="sources">Places in the source text by field; undefined when facts were given.</param>
internal sealed class EvidenceWriter(LeaguePicture league, JsonElement sources)
{
    public IEnumerable<Evidence> Of(IEnumerable<string> names) => names.SelectMany(league.FactsOf).Distinct().Select(Of);

    /// <summary>Evidence of the fields that are stated; of none when one of them is not a fact or not stated.</summary>
    public IReadOnlyList<Evidence> OfStated(IReadOnlyCollection<string> fields) =>
        fields.All(league.IsStated) ? [.. fields.Distinct().Select(Of)] : [];

    private Evidence Of(string field) => new(field, league.Facts.Value.Get(field), Quote(field));

    private string? Quote(string field) => sources.ValueKind != JsonValueKind.Array
        ? null
        : sources.EnumerateArray().FirstOrDefault(span => span.GetText("field") == field).GetText("text");
}
