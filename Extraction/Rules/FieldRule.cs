using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PromptIntel.Extraction.Rules;

/// <summary>What a prompt declares about one field; the keys are described in the extractor's README.</summary>
internal sealed record FieldRule
{
    public static readonly FieldRule None = new();

    public ImmutableArray<string> Aliases { get; init; } = [];

    public ImmutableArray<string> RangeAliases { get; init; } = [];

    public ImmutableArray<string> Cues { get; init; } = [];

    public ImmutableArray<string> Asserts { get; init; } = [];

    public ImmutableArray<string> Denies { get; init; } = [];

    public FrozenDictionary<string, JsonElement> Values { get; init; } = FrozenDictionary<string, JsonElement>.Empty;

    public Regex? Pattern { get; init; }

    public FieldKind? Type { get; init; }

    public ImmutableArray<string> Units { get; init; } = [];

    public FrozenDictionary<string, decimal> Scale { get; init; } = FrozenDictionary<string, decimal>.Empty;

    /// <summary>Words of the period that an amount is for; one for another period is not its value.</summary>
    public FrozenSet<string> Per { get; init; } = FrozenSet<string>.Empty;

    public string? CurrencyField { get; init; }

    public string? From { get; init; }

    public RangeEnd Range { get; init; }

    public bool AcceptsApproximate { get; init; }

    public bool IsSole { get; init; }

    /// <summary>The name is a person's: a company, an office and the name of a thing are none.</summary>
    public bool IsPerson { get; init; }

    /// <summary>Path of a field: only what its <c>values</c> hold is a value of this one.</summary>
    public string? KnownBy { get; init; }

    /// <summary>Without a label, the one name of several words in the text that ends in one of these (folded) is the value.</summary>
    public FrozenSet<string> EndsIn { get; init; } = FrozenSet<string>.Empty;

    /// <summary>In running text a number before one of the units is the value.</summary>
    public bool IsCounted { get; init; }

    public bool StatedMeansYes { get; init; }

    /// <summary>Of whose rules an answer may say that they are followed, where stating them means yes (folded).</summary>
    public FrozenSet<string> RulesOf { get; init; } = FrozenSet<string>.Empty;

    public bool SpansCommas { get; init; }

    /// <summary>Path of a field behind whose value this one's may stand on its line: "Acme Ltd (8871204)".</summary>
    public string? Behind { get; init; }

    /// <summary>Whether a text holds digits, where that tells it from another ("Sitz: Kaiserweg 14" and "Sitz: Ulm").</summary>
    public DigitsRule Digits { get; init; }

    public BelowRule? Below { get; init; }

    /// <summary>Paths of fields beside whose labels a label that may mean several fields means this one.</summary>
    public ImmutableArray<string> NextTo { get; init; } = [];

    /// <summary>Path of an address beside which the name stands where no label gives it.</summary>
    public string? Beside { get; init; }
}

/// <summary>The value may stand on the line under the value of <paramref name="Field"/>, if it holds one of the words (folded).</summary>
internal sealed record BelowRule(string Field, FrozenSet<string> Words);

internal enum DigitsRule
{
    Any,
    None,
    Some,
}

/// <summary>Which end of a range is the value; a range is no value unless the rule says so.</summary>
internal enum RangeEnd
{
    None,
    Lower,
    Upper,
}
