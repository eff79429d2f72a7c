using System.Globalization;
using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary>The keywords of lists, but for <c>unevaluatedItems</c>.</summary>
internal sealed class ArrayRule : SchemaRule
{
    public int AtLeast { get; set; }

    public int AtMost { get; set; } = int.MaxValue;

    public bool IsUnique { get; set; }

    public IReadOnlyList<SchemaNode> Prefix { get; set; } = [];

    public SchemaNode? Items { get; set; }

    public SchemaNode? Contains { get; set; }

    public int AtLeastContained { get; set; } = 1;

    public int AtMostContained { get; set; } = int.MaxValue;

    public override bool Accepts(Evaluation evaluation, JsonElement value, Evaluated? seen)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        int count = value.GetArrayLength();
        bool isAccepted = count >= AtLeast || evaluation.Refuse("too_few", Text($"Must have at least {AtLeast} items."));
        isAccepted &= count <= AtMost || evaluation.Refuse("too_many", Text($"Must have at most {AtMost} items."));
        isAccepted &= !IsUnique || AreUnique(evaluation, value)
            || evaluation.Refuse("not_unique", "Every item must differ from the others.");

        if (!isAccepted && evaluation.IsSettled)
        {
            return false;
        }

        return isAccepted & AcceptsItems(evaluation, value, seen) && (Contains is null || AcceptsContained(evaluation, value, seen));
    }

    private bool AcceptsItems(Evaluation evaluation, JsonElement value, Evaluated? seen)
    {
        bool isAccepted = true;

        if (Items is { AllowsAnything: true })
        {
            seen?.AddAll();
        }

        // An item that any schema accepts need not be visited; a long list of plain values is no work then.
        if (Items is null or { AllowsAnything: true } && Prefix.Count == 0)
        {
            return true;
        }

        int index = 0;

        foreach (JsonElement item in value.EnumerateArray())
        {
            SchemaNode? schema = index < Prefix.Count ? Prefix[index] : Items;

            if (schema is null)
            {
                break;
            }

            isAccepted &= evaluation.Step(schema, item, index);
            seen?.Add(index);
            index++;

            if (!isAccepted && evaluation.IsSettled)
            {
                return false;
            }
        }

        return isAccepted;
    }

    private bool AcceptsContained(Evaluation evaluation, JsonElement value, Evaluated? seen)
    {
        int index = 0;
        int contained = 0;

        foreach (JsonElement item in value.EnumerateArray())
        {
            if (evaluation.Try(Contains!, item, null))
            {
                contained++;
                seen?.Add(index);
            }

            index++;
        }

        return (contained >= AtLeastContained
            || evaluation.Refuse("contains", Text($"Must contain at least {AtLeastContained} items of the kind that is asked for.")))
            && (contained <= AtMostContained
                || evaluation.Refuse("contains", Text($"Must contain at most {AtMostContained} items of the kind that is asked for.")));
    }

    private static bool AreUnique(Evaluation evaluation, JsonElement value)
    {
        var known = new HashSet<JsonElement>(JsonValueComparer.Instance);

        foreach (JsonElement item in value.EnumerateArray())
        {
            evaluation.SpendOn(item);

            if (!known.Add(item))
            {
                return false;
            }
        }

        return true;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
