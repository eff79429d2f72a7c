using System.Collections.Frozen;

using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>What a question's interrogative asks for: "where" is answered by no number, "when" by nothing but a time.</summary>
internal static class Asking
{
    /// <summary>The interrogative stands near the beginning: "And since when", "Please tell us who".</summary>
    private const int Window = 5;

    private static readonly FrozenDictionary<string, Answer> Words = new Dictionary<string, Answer>(StringComparer.Ordinal)
    {
        ["when"] = Answer.Time,
        ["wann"] = Answer.Time,
        ["cuándo"] = Answer.Time,
        ["quand"] = Answer.Time,
        ["where"] = Answer.Thing,
        ["wo"] = Answer.Thing,
        ["dónde"] = Answer.Thing,
        ["où"] = Answer.Thing,
        ["who"] = Answer.Thing,
        ["whom"] = Answer.Thing,
        ["whose"] = Answer.Thing,
        ["wer"] = Answer.Thing,
        ["wem"] = Answer.Thing,
        ["quién"] = Answer.Thing,
        ["cuántos"] = Answer.Measure,
        ["cuántas"] = Answer.Measure,
        ["combien"] = Answer.Measure,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private enum Answer
    {
        Any,
        Time,
        Thing,
        Measure,
    }

    /// <summary>False when the label asks for something of another kind than the field's.</summary>
    public static bool Allows(ReadOnlySpan<Token> label, FieldPlan field)
    {
        var isMeasure = field.IsNumeric || field.Kind == FieldKind.Currency;
        var isTime = field.Kind is FieldKind.Date or FieldKind.Year;

        return Of(label) switch
        {
            // "When did it begin?" asks for a day that has passed.
            Answer.Time => isTime && !(field.Kind == FieldKind.Date && IsPast(label)),
            Answer.Thing => !isMeasure && !isTime && field.Kind != FieldKind.Boolean,
            Answer.Measure => isMeasure,
            _ => true,
        };
    }

    private static bool IsPast(ReadOnlySpan<Token> label)
    {
        foreach (var token in label)
        {
            if (token.Lower is "did" or "wurde" or "wurden" or "was" or "were" or "fue" or "fueron")
            {
                return true;
            }
        }

        return false;
    }

    private static Answer Of(ReadOnlySpan<Token> label)
    {
        for (var i = 0; i < Math.Min(Window, label.Length); i++)
        {
            if (Words.TryGetValue(label[i].Lower, out var answer))
            {
                return answer;
            }

            var next = i + 1 < label.Length ? label[i + 1].Lower : "";

            if ((label[i].Lower, next) is ("how", "many" or "much") or ("wie", "viele" or "viel" or "vielen"))
            {
                return Answer.Measure;
            }
        }

        return Answer.Any;
    }
}
