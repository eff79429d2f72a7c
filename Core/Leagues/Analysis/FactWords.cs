using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

using PromptIntel.Core.Leagues.Drafting;

namespace PromptIntel.Core.Leagues.Analysis;

/// <summary>
/// Values as words for sentences that have them in braces. A value is put in as it is and never searched for braces again; text of the
/// league becomes one line.
/// </summary>
internal sealed partial class FactWords
{
    private const string NotStated = "not stated";

    private readonly Dictionary<string, string> _words;

    private FactWords(Dictionary<string, string> words) => _words = words;

    /// <summary>Every fact and figure, <c>place</c>, and amounts with their currency.</summary>
    public static FactWords Of(LeagueFacts facts, IEnumerable<Figure> figures)
    {
        var words = new FactWords(new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (JsonProperty fact in facts.Value.EnumerateObject())
        {
            words.Add(fact.Name, Word(fact.Name, fact.Value));
        }

        foreach (Figure figure in figures)
        {
            words.Add(figure.Name, Wording.Number(Convert.ToDecimal(Math.Min(figure.Value, 1e20))));
        }

        words.Add("annual_revenue", Money(facts.Number("annual_revenue"), FactCurrencies.OfRevenue(facts)));
        words.Add("proposed_fee", Money(facts.Number("proposed_fee"), FactCurrencies.OfFee(facts)));
        words.Add("place", words.Find("location") ?? words.Find("country") ?? words.Find("countries"));
        return words;
    }

    public FactWords Copy() => new(new Dictionary<string, string>(_words, StringComparer.Ordinal));

    public void Add(string name, string? words)
    {
        if (words is { Length: > 0 })
        {
            _words[name] = words;
        }
    }

    public static string? Word(bool? flag) => flag is { } known ? known ? "yes" : "no" : null;

    /// <summary>An amount with its currency, or alone where none is known.</summary>
    public static string? Money(decimal? amount, string? currency) => amount is not { } known ? null
        : currency is null ? Wording.Number(known)
        : Wording.Money(known, currency);

    /// <summary>The sentence; null when it has a value that is not known.</summary>
    public string? Complete(string sentence) =>
        Hole().Matches(sentence).All(hole => Find(hole.Groups[1].Value) is not null) ? Fill(sentence) : null;

    /// <summary>The sentence, <c>not stated</c> in the place of what is not known.</summary>
    public string Fill(string sentence) => Hole().Replace(sentence, hole => Find(hole.Groups[1].Value) ?? NotStated);

    /// <summary>Those of the sentences that are complete.</summary>
    public ImmutableArray<string> CompleteAll(IEnumerable<string> sentences) =>
        [.. sentences.Select(Complete).OfType<string>()];

    private string? Find(string name) => _words.GetValueOrDefault(name);

    private static string? Word(string field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Number when value.TryGetDecimal(out decimal number) =>
            field.EndsWith("_year", StringComparison.Ordinal) ? number.ToString(CultureInfo.InvariantCulture) : Wording.Number(number),
        JsonValueKind.String => DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", out DateOnly date)
            ? Wording.Date(date)
            : Whitespace().Replace(value.GetString()!, " ").Trim(),
        JsonValueKind.Array when value.GetArrayLength() == 0 => "none",
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(item => Word(field, item)).Where(item => item is not null)),
        _ => null,
    };

    [GeneratedRegex(@"\{([a-z_]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Hole();

    [GeneratedRegex(@"[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Whitespace();
}
