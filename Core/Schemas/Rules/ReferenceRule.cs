using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary><c>$ref</c>. The target is known once the whole document was read.</summary>
internal sealed class ReferenceRule : SchemaRule
{
    public SchemaNode Target { get; set; } = null!;

    public override IEnumerable<SchemaNode> OfSameValue => [Target];

    public override bool Accepts(Evaluation evaluation, JsonElement value, Evaluated? seen) => Target.Accepts(evaluation, value, seen);
}
