using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace PromptIntel.Core.Leagues.Configuration;

/// <param name="Min">Inclusive lower bound of the signal's number (of an array: its length).</param>
/// <param name="Score">0 to 100.</param>
internal sealed record ScoreBand(decimal Min, decimal Score);

/// <summary>How one signal is turned into 0 to 100: by bands, by true and false, or by named values.</summary>
internal sealed record ScoreRule
{
    public required string Id { get; init; }

    /// <summary>What a reader is told that was looked at.</summary>
    public required string Label { get; init; }

    /// <summary>A fact's field or a derived signal.</summary>
    public required string Signal { get; init; }

    /// <summary>This rule's part of the whole, in (0, 1].</summary>
    public required decimal Share { get; init; }

    /// <summary>Ascending; below the first the score is 0.</summary>
    public ImmutableArray<ScoreBand> Bands { get; init; } = [];

    public decimal? WhenTrue { get; init; }

    public decimal? WhenFalse { get; init; }

    /// <summary>Score by value, in lower case; a list takes the best of its members.</summary>
    public ImmutableDictionary<string, decimal>? Values { get; init; }

    /// <summary>For a value that is known and not among <see cref="Values"/>.</summary>
    public decimal? Otherwise { get; init; }

    /// <summary>The score, or null when the signal is unknown.</summary>
    public decimal? Evaluate(LeagueSignals signals)
    {
        JsonElement signal = signals.Get(Signal);
        return signal.ValueKind switch
        {
            JsonValueKind.True => WhenTrue,
            JsonValueKind.False => WhenFalse,
            JsonValueKind.Number when signal.TryGetDecimal(out decimal number) => FromBands(number),
            JsonValueKind.Array when Values is null => FromBands(signal.GetArrayLength()),
            JsonValueKind.Array => signal.EnumerateArray().Select(item => FromValues(item.ToString())).Max(),
            JsonValueKind.String => FromValues(signal.GetString()!),
            _ => null,
        };
    }

    public string? FindProblem()
    {
        IEnumerable<decimal> scores = [
            .. Bands.Select(band => band.Score), .. Values?.Values ?? [], WhenTrue ?? 0, WhenFalse ?? 0, Otherwise ?? 0
        ];
        return this switch
        {
            { Share: <= 0 or > 1 } => $"factor '{Id}': share {Share.ToString(CultureInfo.InvariantCulture)} is not in (0, 1]",
            _ when scores.Any(score => score is < 0 or > 100) => $"factor '{Id}': a score is not in 0 to 100",
            _ when !Bands.Select(band => band.Min).SequenceEqual(Bands.Select(band => band.Min).Order()) =>
                $"factor '{Id}': bands are not ascending",
            { Bands.IsEmpty: true, WhenTrue: null, Values: null } => $"factor '{Id}': needs bands, when_true or values",
            _ => null,
        };
    }

    private decimal? FromBands(decimal number) => Bands.IsEmpty ? null : Bands.LastOrDefault(band => band.Min <= number)?.Score ?? 0;

    private decimal? FromValues(string value) =>
        Values is not null && Values.TryGetValue(value.Trim().ToLowerInvariant(), out decimal score) ? score : Otherwise;
}
