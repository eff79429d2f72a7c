using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary>
/// <c>minLength</c>, <c>maxLength</c>, <c>pattern</c> and <c>format</c>. Characters are counted as readers count them, not as UTF-16
/// does.
/// </summary>
internal sealed class TextRule : SchemaRule
{
    // A letter as a pair of escapes.
    private const int MostBytesOfACharacter = 12;
    private const int BytesReadInAStep = 256;

    private readonly List<(Func<Evaluation, string, bool> Holds, string Code, string Detail)> _checks = [];
    private int _atMost = int.MaxValue;

    public void AtLeast(int characters) =>
        Add((_, text) => Length(text) >= characters, "too_short", Text($"Must have at least {characters} characters."));

    public void AtMost(int characters)
    {
        _atMost = characters;
        Add((_, text) => Length(text) <= characters, "too_long", TooLong(characters));
    }

    public void Matching(SchemaPattern pattern) =>
        Add((evaluation, text) => evaluation.Matches(pattern, text), "pattern", $"Must match the pattern {pattern}.");

    public void OfFormat(string name, Func<string, bool> isOfFormat) =>
        Add((evaluation, text) => evaluation.SpendOn(text) && isOfFormat(text), "format", $"Must be in the format '{name}'.");

    public override bool Accepts(Evaluation evaluation, JsonElement value, Evaluated? seen)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return true;
        }

        int bytes = JsonMarshal.GetRawUtf8Value(value).Length - 2;
        evaluation.Spend(1 + (bytes / BytesReadInAStep));

        // What is certainly too long is not read at all.
        if (bytes / MostBytesOfACharacter > _atMost)
        {
            return evaluation.Refuse("too_long", TooLong(_atMost));
        }

        string text = value.GetString()!;
        bool isAccepted = true;

        foreach ((Func<Evaluation, string, bool> holds, string code, string detail) in _checks)
        {
            isAccepted &= holds(evaluation, text) || evaluation.Refuse(code, detail);
        }

        return isAccepted;
    }

    private void Add(Func<Evaluation, string, bool> holds, string code, string detail) => _checks.Add((holds, code, detail));

    private static string TooLong(int most) => Text($"Must have at most {most} characters.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static int Length(string text)
    {
        int pairs = 0;

        foreach (char unit in text)
        {
            pairs += char.IsLowSurrogate(unit) ? 1 : 0;
        }

        return text.Length - pairs;
    }
}
