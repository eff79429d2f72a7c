using System.Text.Json;
using System.Text.Json.Serialization;

using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Api.Catalog;

/// <summary>One version of an entry, as a read of it answers; the bytes are written once for each version, by the catalog.</summary>
/// <param name="Content">The body. Of a prompt its messages, variables, model and parameters.</param>
internal sealed record PromptDocument(
    string Namespace,
    string Name,
    [property: OneOf<EntryKind>] string Kind,
    int Version,
    string Description,
    IReadOnlyList<string> Tags,
    JsonElement Content,
    string ContentHash,
    [property: OneOf<VersionSource>] string Source,
    DateTimeOffset CreatedAt,
    string? Author,
    string? ChangeNote)
{
    /// <summary>Only of a prompt that includes others: what it comes to with them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ComposedItem? Composed { get; init; }
}

/// <param name="Problems">Why it cannot be used.</param>
internal sealed record ComposedItem(IReadOnlyList<IncludedItem> Includes, IReadOnlyList<string> Problems)
{
    /// <summary>The body with what it includes in its place; left out when there are problems.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Content { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ContentHash { get; init; }
}

internal sealed record IncludedItem(string Namespace, string Name, int Version);
