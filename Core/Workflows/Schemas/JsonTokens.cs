using System.Text.Json;

using Newtonsoft.Json.Linq;

namespace PromptIntel.Core.Workflows.Schemas;

/// <summary>JSON as the schema library reads it. Texts stay texts: a parser of its own would turn dates into dates.</summary>
internal static class JsonTokens
{
    private const double LargestExactWhole = 9_007_199_254_740_992;

    public static JToken From(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JObject();

                foreach (JsonProperty property in value.EnumerateObject())
                {
                    members[property.Name] = From(property.Value);
                }

                return members;
            case JsonValueKind.Array:
                return new JArray(value.EnumerateArray().Select(From));
            case JsonValueKind.String:
                return new JValue(value.GetString());
            case JsonValueKind.Number:
                return FromNumber(value);
            case JsonValueKind.True or JsonValueKind.False:
                return new JValue(value.GetBoolean());
            default:
                return JValue.CreateNull();
        }
    }

    // 1.0 and 1e3 are whole numbers to JSON Schema, and the library asks the token.
    private static JValue FromNumber(JsonElement value)
    {
        if (value.TryGetInt64(out long whole))
        {
            return new JValue(whole);
        }

        double number = value.GetDouble();
        return Math.Abs(number) < LargestExactWhole && Math.Floor(number) == number ? new JValue((long)number)
            : value.TryGetDecimal(out decimal exact) ? new JValue(exact)
            : new JValue(number);
    }
}
