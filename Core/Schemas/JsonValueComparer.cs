using System.Text.Json;

namespace PromptIntel.Core.Schemas;

/// <summary>Equality of JSON values as JSON Schema means it: numbers by value, objects whatever the order of their members.</summary>
internal sealed class JsonValueComparer : IEqualityComparer<JsonElement>
{
    public static readonly JsonValueComparer Instance = new();

    public bool Equals(JsonElement x, JsonElement y) => JsonElement.DeepEquals(x, y);

    /// <summary>Texts are hashed with the process's own seed, so that nobody can choose many of one hash.</summary>
    public int GetHashCode(JsonElement obj)
    {
        switch (obj.ValueKind)
        {
            case JsonValueKind.String:
                return obj.GetString()!.GetHashCode(StringComparison.Ordinal);
            case JsonValueKind.Number:
                return HashCode.Combine(new JsonNumber(obj).GetHashCode());
            case JsonValueKind.Array:
                var items = new HashCode();

                foreach (JsonElement item in obj.EnumerateArray())
                {
                    items.Add(GetHashCode(item));
                }

                return items.ToHashCode();
            case JsonValueKind.Object:
                int members = 1;

                foreach (JsonProperty member in obj.EnumerateObject())
                {
                    members += HashCode.Combine(member.Name, GetHashCode(member.Value));
                }

                return members;
            default:
                return (int)obj.ValueKind;
        }
    }
}
