using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary><c>allOf</c>: what is wrong by any of them is wrong.</summary>
internal sealed class AllOfRule(IReadOnlyList<SchemaNode> schemas) : SchemaRule
{
    public override IEnumerable<SchemaNode> OfSameValue => schemas;

    public override bool Accepts(Evaluation evaluation, JsonElement value, Evaluated? seen)
    {
        bool isAccepted = true;

        foreach (SchemaNode schema in schemas)
        {
            isAccepted &= schema.Accepts(evaluation, value, seen);

            if (!isAccepted && evaluation.IsSettled)
            {
                return false;
            }
        }

        return isAccepted;
    }
}
