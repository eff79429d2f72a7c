using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary>What one keyword, or a few that belong together, ask of a value. Filled while compiling, then never changed.</summary>
internal abstract class SchemaRule
{
    /// <summary>Whether the value keeps the rule; reports why not. Values of a kind that the rule is not about keep it.</summary>
    public abstract bool Accepts(Evaluation evaluation, JsonElement value, Evaluated? seen);

    /// <summary>The schemas that are asked about the same value, without a step into it.</summary>
    public virtual IEnumerable<SchemaNode> OfSameValue => [];
}
