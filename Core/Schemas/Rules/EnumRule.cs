using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary><c>enum</c> and <c>const</c>. However many values there are, one look-up decides.</summary>
internal sealed class EnumRule : SchemaRule
{
    private const int MostCompared = 16;
    private const int MostShown = 20;

    private readonly string _detail;
    private readonly string[]? _texts;
    private readonly HashSet<JsonElement>? _values;

    public EnumRule(IReadOnlyCollection<JsonElement> values)
    {
        string more = values.Count > MostShown ? $" and {values.Count - MostShown} more" : "";
        _detail = $"Must be one of {string.Join(", ", values.Take(MostShown).Select(Show))}{more}.";

        // The usual case: a few words.
        if (values.Count <= MostCompared && values.All(value => value.ValueKind == JsonValueKind.String))
        {
            _texts = [.. values.Select(value => value.GetString()!)];
        }
        else
        {
            _values = new HashSet<JsonElement>(values, JsonValueComparer.Instance);
        }
    }

    public override bool Accepts(Evaluation evaluation, JsonElement value, Evaluated? seen) =>
        Contains(evaluation, value) || evaluation.Refuse("enum", _detail);

    private bool Contains(Evaluation evaluation, JsonElement value)
    {
        if (_texts is null)
        {
            evaluation.SpendOn(value);
            return _values!.Contains(value);
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        foreach (string text in _texts)
        {
            if (value.ValueEquals(text))
            {
                return true;
            }
        }

        return false;
    }

    private static string Show(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
