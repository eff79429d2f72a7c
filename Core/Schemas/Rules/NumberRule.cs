using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary>The bounds of numbers and <c>multipleOf</c>.</summary>
internal sealed class NumberRule : SchemaRule
{
    private readonly List<(Func<JsonNumber, bool> Holds, string Code, string Detail)> _bounds = [];

    public void AtLeast(JsonElement bound) => Add(bound, order => order >= 0, "too_small", "at least");

    public void MoreThan(JsonElement bound) => Add(bound, order => order > 0, "too_small", "more than");

    public void AtMost(JsonElement bound) => Add(bound, order => order <= 0, "too_big", "at most");

    public void LessThan(JsonElement bound) => Add(bound, order => order < 0, "too_big", "less than");

    public void MultipleOf(JsonElement divisor)
    {
        var number = new JsonNumber(divisor);
        _bounds.Add((value => value.IsMultipleOf(number), "multiple_of", $"Must be a multiple of {divisor.GetRawText()}."));
    }

    public override bool Accepts(Evaluation evaluation, JsonElement value, Evaluated? seen)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return true;
        }

        var number = new JsonNumber(value);
        bool isAccepted = true;

        foreach ((Func<JsonNumber, bool> holds, string code, string detail) in _bounds)
        {
            isAccepted &= holds(number) || evaluation.Refuse(code, detail);
        }

        return isAccepted;
    }

    private void Add(JsonElement bound, Func<int, bool> holds, string code, string words)
    {
        var number = new JsonNumber(bound);
        _bounds.Add((value => holds(value.CompareTo(number)), code, $"Must be {words} {bound.GetRawText()}."));
    }
}
