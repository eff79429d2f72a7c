using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

using PromptIntel.Core.Concurrency;
using PromptIntel.Core.Inference.Offline.Rules;

namespace PromptIntel.Core.Inference.Offline.Finding;

/// <summary>Compiled plans by the content of their schema and rules, so that a changed prompt never meets an old plan.</summary>
internal static class PlanCache
{
    // Few prompts declare extraction.
    private static readonly BoundedCache<string, CompiledPlan> Plans = new(64);

    /// <exception cref="ExtractionRuleException">The schema or the rules are not usable.</exception>
    public static CompiledPlan Get(JsonElement schema, JsonElement rules)
    {
        var key = Key(schema, rules);

        if (Plans.TryGet(key, out var known))
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

        return Plans.Add(key, new CompiledPlan(plan));
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
