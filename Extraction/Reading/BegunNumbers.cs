using System.Collections.Frozen;

using PromptIntel.Extraction.Numbers;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>
/// Numbers in words that begin where a value should stand and are no number as a whole: "half a zorp million", "a few hundred", "twice 12".
/// They have no value, and are said to be unread.
/// </summary>
internal sealed class BegunNumbers(SourceDocument document, Mentions mentions)
{
    /// <summary>Tokens behind the first, or behind a fraction among them, where the number goes on.</summary>
    private const int Widest = 6;

    private static readonly FrozenSet<string> Beginnings = FrozenSet.ToFrozenSet(
        ["a", "an", "half", "third", "quarter", "quarters", "couple", "few", "several", "many", "some", "twice", "double", "triple"],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> Plurals = FrozenSet.ToFrozenSet(
        ["dozens", "hundreds", "thousands", "millions", "scores"], StringComparer.Ordinal);

    /// <summary>The token at which such a number begins, from <paramref name="from"/> to <paramref name="last"/>; null for none.</summary>
    public int? FirstIn(FieldPlan field, int from, int last, int end)
    {
        for (var i = from; i <= last; i++)
        {
            var lower = document.Tokens[i].Lower;

            if (Plurals.Contains(lower) || (Beginnings.Contains(lower) && GoesOn(field, i, end)))
            {
                return i;
            }
        }

        return null;
    }

    private bool GoesOn(FieldPlan field, int first, int end)
    {
        var last = first + Widest;

        for (var i = first + 1; i < end && i <= last; i++)
        {
            var token = document.Tokens[i];

            // Another number, or another part of the sentence, begins here.
            if (mentions.QuantityAt(i) is { } quantity)
            {
                return quantity.Value is null || quantity.HasMagnitude;
            }

            // "a zorp quarter of a million"
            last = token.Lower is "half" or "third" or "quarter" && i <= first + Widest ? i + Widest : last;

            if (token.Kind == TokenKind.Mark && token.Lower is not ("-" or "(" or ")" or "\"" or "%"))
            {
                return false;
            }

            if (token.Lower is "dozen" || Magnitudes.Of(token.Lower, isAttached: false) is not null
                || (field.Kind == FieldKind.Percent && token.Lower is "per" or "percent" or "%" or "pct")
                || field.Rule.Scale.ContainsKey(token.Lower))
            {
                return true;
            }
        }

        return false;
    }
}
