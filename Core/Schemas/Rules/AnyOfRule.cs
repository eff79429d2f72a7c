using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary><c>anyOf</c>, and <c>oneOf</c> with its upper bound.</summary>
internal sealed class AnyOfRule(IReadOnlyList<SchemaNode> schemas, bool isOnlyOne) : SchemaRule
{
    public override IEnumerable<SchemaNode> OfSameValue => schemas;

    public override bool Accepts(Evaluation evaluation, JsonElement value, Evaluated? seen)
    {
        int matches = 0;

        foreach (SchemaNode schema in schemas)
        {
            matches += evaluation.Try(schema, value, seen) ? 1 : 0;

            // Whoever asks for the rest of a value must have seen what each of them looks at.
            if (matches == (isOnlyOne ? 2 : 1) && seen is null)
            {
                break;
            }
        }

        return matches == 0 ? evaluation.Refuse("no_match", "Matches none of the allowed shapes.")
            : matches == 1 || !isOnlyOne || evaluation.Refuse("no_match", "Matches more than one of the shapes of which it may have one.");
    }
}
