using System.Text.Json;

using PromptIntel.Core.Json;

namespace PromptIntel.Web.Gateway;

/// <summary>What a route answered.</summary>
public sealed record OwnAnswer(int Status, string ContentType, byte[] Body)
{
    /// <summary>For If-Match of the next write; null where the route gives none.</summary>
    public string? ETag { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;

    public bool IsJson => ContentType.Contains("json", StringComparison.Ordinal);

    public JsonElement Json => JsonElement.Parse(Body, StorableJson.Kept);

    /// <summary>Of a problem: what is wrong, for a person or a model.</summary>
    public string Detail => IsJson && Json is { ValueKind: JsonValueKind.Object } problem
        && (problem.TryGetProperty("detail", out JsonElement text) || problem.TryGetProperty("title", out text))
        ? text.GetString() ?? "" : System.Text.Encoding.UTF8.GetString(Body);
}
