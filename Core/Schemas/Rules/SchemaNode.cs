using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary>
/// One schema of a compiled document: its rules, most telling first. Filled while compiling, then never changed; may be part of a cycle.
/// </summary>
internal sealed class SchemaNode
{
    /// <summary>The schema <c>false</c>.</summary>
    public bool AllowsNothing { get; init; }

    /// <summary>Looks at nothing of the value: it need not be walked for it.</summary>
    public bool AllowsAnything => !AllowsNothing && Rules.Count == 0 && Unevaluated is null;

    public List<SchemaRule> Rules { get; } = [];

    public UnevaluatedRule? Unevaluated { get; set; }

    /// <param name="outer">Notes what of the value was looked at, for a rule about the rest; null when nobody asks.</param>
    public bool Accepts(Evaluation evaluation, JsonElement value, Evaluated? outer)
    {
        evaluation.EnterSchema();

        if (AllowsNothing)
        {
            return evaluation.Refuse("excluded", "Nothing is allowed here.");
        }

        Evaluated? seen = outer is null && Unevaluated is null ? null : new Evaluated();
        bool isAccepted = true;

        foreach (SchemaRule rule in Rules)
        {
            if (!rule.Accepts(evaluation, value, seen))
            {
                isAccepted = false;

                // What else is wrong with a value of the wrong type says nothing.
                if (rule is TypeRule || evaluation.IsSettled)
                {
                    return false;
                }
            }
        }

        isAccepted = isAccepted && (Unevaluated is null || Unevaluated.Accepts(evaluation, value, seen!));

        if (isAccepted)
        {
            outer?.Add(seen!);
        }

        return isAccepted;
    }
}
