using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary><c>dependentSchemas</c>: a schema for the whole object where it has a member of that name.</summary>
internal sealed class DependentRule(IReadOnlyList<(string Name, SchemaNode Schema)> schemas) : SchemaRule
{
    public override IEnumerable<SchemaNode> OfSameValue => schemas.Select(dependent => dependent.Schema);

    public override bool Accepts(Evaluation evaluation, JsonElement value, Evaluated? seen)
    {
        bool isAccepted = true;

        foreach ((string name, SchemaNode schema) in value.ValueKind == JsonValueKind.Object ? schemas : [])
        {
            evaluation.SpendOn(value);
            isAccepted &= !value.TryGetProperty(name, out _) || schema.Accepts(evaluation, value, seen);

            if (!isAccepted && evaluation.IsSettled)
            {
                return false;
            }
        }

        return isAccepted;
    }
}
