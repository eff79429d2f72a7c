using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary><c>not</c>.</summary>
internal sealed class NotRule(SchemaNode schema) : SchemaRule
{
    public override IEnumerable<SchemaNode> OfSameValue => [schema];

    public override bool Accepts(Evaluation evaluation, JsonElement value, Evaluated? seen) =>
        !evaluation.Try(schema, value, null) || evaluation.Refuse("excluded", "Has a shape that is excluded.");
}
