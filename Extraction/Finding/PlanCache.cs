using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

using PromptIntel.Extraction.Rules;

namespace PromptIntel.Extraction.Finding;

/// <summary>Compiled plans by the content of their schema and rules, so that a changed prompt never meets an old plan.</summary>
internal static class PlanCache
{
    /// <summary>Few prompts declare extraction; past this all are made again, so that ever new rules do not fill the memory.</summary>
    private const int MostPlans = 64;

    private static readonly ConcurrentDictionary<string, CompiledPlan> Plans = new(StringComparer.Ordinal);

    /// <exception cref="ExtractionRuleException">The schema or the rules are not usable.</exception>
    public static CompiledPlan Get(JsonElement schema, JsonElement rules)
    {
        var key = Key(schema, rules);

        if (Plans.TryGetValue(key, out var known))
        {
            return known;
        }

        var errors = new List<string>();

        // The plan outlives the request, and with it the document that the schema may be a part of.
        var plan = ExtractionPlan.Build(schema.ValueKind == JsonValueKind.Undefined ? schema : schema.Clone(), rules, errors);

        if (errors.Count > 0)
        {
            throw new ExtractionRuleException(string.Join("; ", errors));
        }

        if (Plans.Count >= MostPlans)
        {
            Plans.Clear();
        }

        return Plans.GetOrAdd(key, new CompiledPlan(plan));
    }

    private static string Key(JsonElement schema, JsonElement rules)
    {
        Span<byte> hashes = stackalloc byte[2 * SHA256.HashSizeInBytes];
        SHA256.HashData(Utf8(schema), hashes);
        SHA256.HashData(Utf8(rules), hashes[SHA256.HashSizeInBytes..]);

        return Convert.ToHexString(hashes);
    }

    private static ReadOnlySpan<byte> Utf8(JsonElement json) =>
        json.ValueKind == JsonValueKind.Undefined ? [] : JsonMarshal.GetRawUtf8Value(json);
}
