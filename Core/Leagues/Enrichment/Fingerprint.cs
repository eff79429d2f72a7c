using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PromptIntel.Core.Leagues.Enrichment;

/// <summary>
/// A stable identity for a set of facts: SHA-256 over the known ones, ordered by name, with case, spacing, the order of list members and
/// the notation of numbers (1.0 and 1) made equal.
/// </summary>
internal static class Fingerprint
{
    public static string Of(LeagueFacts facts)
    {
        var canonical = new StringBuilder();
        foreach (JsonProperty fact in facts.Value.EnumerateObject()
            .Where(fact => fact.Value.HasContent())
            .OrderBy(fact => fact.Name, StringComparer.Ordinal))
        {
            // The length makes the record unambiguous whatever the value contains.
            string value = Canonical(fact.Value);
            canonical.Append(fact.Name).Append(':').Append(value.Length).Append(':').Append(value).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())));
    }

    private static string Canonical(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String =>
            string.Join(' ', value.GetString()!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant(),
        JsonValueKind.Number when value.TryGetDecimal(out decimal number) =>
            (number / 1.000000000000000000000000000000000m).ToString(System.Globalization.CultureInfo.InvariantCulture),
        JsonValueKind.Array => string.Join('\u001f', value.EnumerateArray().Select(Canonical).Order(StringComparer.Ordinal)),
        _ => value.GetRawText(),
    };
}
