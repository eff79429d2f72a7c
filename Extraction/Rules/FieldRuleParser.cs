using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PromptIntel.Extraction.Rules;

/// <summary>
/// Reads one entry of <c>fields</c> strictly: an unknown key or a wrong shape is an error, so that a misspelt rule is never ignored.
/// </summary>
internal sealed class FieldRuleParser(string path, List<string> errors)
{
    private const int LongestPattern = 500;

    public FieldRule Parse(JsonElement json)
    {
        var rule = FieldRule.None;

        if (json.ValueKind != JsonValueKind.Object)
        {
            Report("must be an object");

            return rule;
        }

        foreach (var property in json.EnumerateObject())
        {
            rule = Apply(rule, property.Name, property.Value);
        }

        return rule;
    }

    private FieldRule Apply(FieldRule rule, string key, JsonElement value) => key switch
    {
        "aliases" => rule with { Aliases = Strings(key, value) },
        "range_aliases" => rule with { RangeAliases = Strings(key, value) },
        "cues" => rule with { Cues = Cues(key, value, hasValue: true) },
        "asserts" => rule with { Asserts = Cues(key, value, hasValue: false) },
        "denies" => rule with { Denies = Cues(key, value, hasValue: false) },
        "values" => rule with { Values = Values(value) },
        "pattern" => rule with { Pattern = Pattern(value) },
        "type" => rule with { Type = Choice<FieldKind>(key, value) },
        "units" => rule with { Units = Strings(key, value) },
        "scale" => rule with { Scale = Scale(value) },
        "per" => rule with { Per = Strings(key, value).Select(word => word.ToLowerInvariant()).ToFrozenSet(StringComparer.Ordinal) },
        "currency_field" => rule with { CurrencyField = String(key, value) },
        "beside" => rule with { Beside = String(key, value) },
        "next_to" => rule with { NextTo = Strings(key, value) },
        "from" => rule with { From = String(key, value) },
        "range" => rule with { Range = Choice<RangeEnd>(key, value) ?? RangeEnd.None },
        "approximate" => rule with { AcceptsApproximate = Flag(key, value) },
        "counted" => rule with { IsCounted = Flag(key, value) },
        "ends_in" => rule with { EndsIn = Strings(key, value).Select(Phrase.Fold).ToFrozenSet(StringComparer.Ordinal) },
        "behind" => rule with { Behind = String(key, value) },
        "digits" => rule with { Digits = Choice<DigitsRule>(key, value) ?? DigitsRule.Any },
        "person" => rule with { IsPerson = Flag(key, value) },
        "known_by" => rule with { KnownBy = String(key, value) },
        "sole" => rule with { IsSole = Flag(key, value) },
        "stated_means_yes" => rule with { StatedMeansYes = Flag(key, value) },
        "rules_of" => rule with { RulesOf = Strings(key, value).Select(Phrase.Fold).ToFrozenSet(StringComparer.Ordinal) },
        "below" => rule with { Below = Below(value) },
        "spans_commas" => rule with { SpansCommas = Flag(key, value) },
        _ => Unknown(rule, key),
    };

    private FieldRule Unknown(FieldRule rule, string key)
    {
        Report($"unknown key '{key}'");

        return rule;
    }

    private ImmutableArray<string> Strings(string key, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString()!.Trim().Length > 0))
        {
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        }

        Report($"'{key}' must be a list of texts");

        return [];
    }

    private ImmutableArray<string> Cues(string key, JsonElement value, bool hasValue)
    {
        var cues = Strings(key, value);

        foreach (var cue in cues)
        {
            if (CuePattern.Parse(cue) is not { } pattern || pattern.HasValue != hasValue)
            {
                Report(
                    $"'{key}': \"{cue}\" {(hasValue ? "must hold {value} once and at least one word" : "must be words without {value}")}");
            }
        }

        return cues;
    }

    private FrozenDictionary<string, JsonElement> Values(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Report("'values' must map a phrase to a value");

            return FrozenDictionary<string, JsonElement>.Empty;
        }

        return value.EnumerateObject()
            .DistinctBy(item => Phrase.Fold(item.Name))
            .ToFrozenDictionary(item => Phrase.Fold(item.Name), item => item.Value.Clone());
    }

    private FrozenDictionary<string, decimal> Scale(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(
            item => item.Value.ValueKind == JsonValueKind.Number && item.Value.TryGetDecimal(out var factor) && factor > 0))
        {
            return value.EnumerateObject()
                .DistinctBy(item => Phrase.Fold(item.Name))
                .ToFrozenDictionary(item => Phrase.Fold(item.Name), item => item.Value.GetDecimal());
        }

        Report("'scale' must map a unit to a positive number");

        return FrozenDictionary<string, decimal>.Empty;
    }

    private BelowRule? Below(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Count() == 2 && value.TryGetProperty(
            "field", out var field) && value.TryGetProperty("words", out var words))
        {
            return String("below/field", field) is { } above
                ? new BelowRule(above, Strings("below/words", words).Select(Phrase.Fold).ToFrozenSet(StringComparer.Ordinal))
                : null;
        }

        Report("'below' must hold 'field' and 'words'");

        return null;
    }

    private Regex? Pattern(JsonElement value)
    {
        var text = String("pattern", value);

        if (text is null)
        {
            return null;
        }

        if (text.Length > LongestPattern)
        {
            Report($"'pattern' is longer than {LongestPattern} characters");

            return null;
        }

        try
        {
            // Without backtracking no text can make a declared pattern slow.
            return new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            Report($"'pattern' is not usable: {exception.Message}");

            return null;
        }
    }

    private T? Choice<T>(string key, JsonElement value)
        where T : struct, Enum
    {
        var text = String(key, value);

        if (text is not null && Enum.TryParse<T>(text, ignoreCase: true, out var choice) && !char.IsAsciiDigit(text[0]))
        {
            return choice;
        }

        Report($"'{key}' must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");

        return null;
    }

    private string? String(string key, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
        {
            return text;
        }

        Report($"'{key}' must be a text");

        return null;
    }

    private bool Flag(string key, JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Report($"'{key}' must be true or false");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    private void Report(string problem) => errors.Add($"fields/{path}: {problem}");
}
