using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary><c>unevaluatedProperties</c> and <c>unevaluatedItems</c>: for what no other rule of the schema looked at. Comes last.</summary>
internal sealed class UnevaluatedRule
{
    public SchemaNode? Members { get; set; }

    public SchemaNode? Items { get; set; }

    public bool Accepts(Evaluation evaluation, JsonElement value, Evaluated seen) => value.ValueKind switch
    {
        JsonValueKind.Object when Members is not null => AcceptsMembers(evaluation, value, seen, Members),
        JsonValueKind.Array when Items is not null => AcceptsItems(evaluation, value, seen, Items),
        _ => true,
    };

    private static bool AcceptsMembers(Evaluation evaluation, JsonElement value, Evaluated seen, SchemaNode schema)
    {
        bool isAccepted = true;
        int position = 0;

        foreach (JsonProperty member in value.EnumerateObject())
        {
            evaluation.Spend(1);

            if (!seen.Contains(position++))
            {
                isAccepted &= schema.AllowsNothing ? ObjectRule.RefuseMember(evaluation, member) : evaluation.Step(schema, member);
            }
        }

        seen.AddAll();
        return isAccepted;
    }

    private static bool AcceptsItems(Evaluation evaluation, JsonElement value, Evaluated seen, SchemaNode schema)
    {
        bool isAccepted = true;
        int index = 0;

        foreach (JsonElement item in value.EnumerateArray())
        {
            evaluation.Spend(1);
            isAccepted &= seen.Contains(index) || evaluation.Step(schema, item, index);
            index++;
        }

        seen.AddAll();
        return isAccepted;
    }
}
