using PromptIntel.Extraction.Rules;

namespace PromptIntel.Extraction.Numbers;

/// <summary>
/// A number in the text with what stands around it. <see cref="Start"/> and <see cref="End"/> (characters) and <see cref="First"/> and
/// <see cref="Next"/> (tokens) take in magnitude, currency and per-cent sign.
/// </summary>
internal sealed record Quantity(int First, int Next, int Start, int End)
{
    /// <summary>Null when something that belongs to the number is not understood.</summary>
    public decimal? Value { get; init; }

    public string? Currency { get; init; }

    public int CurrencyStart { get; init; }

    public int CurrencyEnd { get; init; }

    /// <summary>A currency mark stands beside it, even one that does not tell which currency.</summary>
    public bool IsMoney { get; init; }

    public bool IsPercent { get; init; }

    /// <summary>"million", "k": the number says its own scale.</summary>
    public bool HasMagnitude { get; init; }

    /// <summary>"about 14": the author does not know exactly.</summary>
    public bool IsApproximate { get; init; }

    /// <summary>"more than 14": a limit and not a value.</summary>
    public bool IsBound { get; init; }

    /// <summary>Which end of "12 to 14" it is.</summary>
    public RangeEnd Range { get; init; }

    /// <summary>"1.200" without anything in the text that tells which notation is used.</summary>
    public bool IsAmbiguous { get; init; }

    /// <summary>What an ambiguous number is if its mark parts thousands: the only reading of a count.</summary>
    public decimal? Grouped { get; init; }

    /// <summary>Four digits and nothing else, so it may be a year.</summary>
    public bool IsPlain { get; init; }
}
