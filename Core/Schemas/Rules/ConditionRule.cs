using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary><c>if</c>, <c>then</c>, <c>else</c>.</summary>
internal sealed class ConditionRule(SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) : SchemaRule
{
    public override IEnumerable<SchemaNode> OfSameValue => new[] { condition, then, otherwise }.OfType<SchemaNode>();

    public override bool Accepts(Evaluation evaluation, JsonElement value, Evaluated? seen) =>
        (evaluation.Try(condition, value, seen) ? then : otherwise)?.Accepts(evaluation, value, seen) ?? true;
}
