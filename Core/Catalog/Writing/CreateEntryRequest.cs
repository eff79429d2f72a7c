using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>A write to create an entry.</summary>
public sealed record CreateEntryRequest
{
    public required EntryKey Key { get; init; }

    /// <summary>Null means a prompt, or what a YAML text says of itself.</summary>
    public EntryKind? Kind { get; init; }

    /// <summary>
    /// A JSON object (the body, with optional <c>description</c> and <c>tags</c>), or a string: the authored
    /// Markdown or YAML, or a plain template.
    /// </summary>
    public required JsonElement Content { get; init; }

    /// <summary>Wins over what the content says.</summary>
    public string? Description { get; init; }

    /// <summary>Wins over what the content says.</summary>
    public ImmutableArray<string>? Tags { get; init; }

    /// <summary>Null means <c>production</c> (or <c>candidate</c> for who may not publish).</summary>
    public ImmutableArray<string>? Labels { get; init; }

    public string? ChangeNote { get; init; }

    public string? Author { get; init; }

    /// <summary>Whether the caller may move labels other than <c>candidate</c>.</summary>
    public bool MayPublish { get; init; } = true;

    /// <summary>The only namespaces whose entries the content may name; empty for all of them.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];
}
