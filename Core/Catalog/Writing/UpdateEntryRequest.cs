using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>A write to append a version.</summary>
public sealed record UpdateEntryRequest
{
    public required EntryKey Key { get; init; }

    /// <summary>
    /// Null keeps the content of the current version. A string with front matter is the authored form, another string replaces the
    /// template of a prompt (its last user message in a chat) and keeps the rest.
    /// </summary>
    public JsonElement? Content { get; init; }

    /// <summary>With <see cref="Content"/>: wins over what the content says.</summary>
    public string? Description { get; init; }

    /// <summary>With <see cref="Content"/>: wins over what the content says.</summary>
    public ImmutableArray<string>? Tags { get; init; }

    /// <summary>Attached to the new version, open.</summary>
    public ImmutableArray<string> Suggestions { get; init; } = [];

    /// <summary>Null moves <c>production</c> (or only <c>candidate</c> for who may not publish); a list moves exactly those.</summary>
    public ImmutableArray<string>? Labels { get; init; }

    public string? ChangeNote { get; init; }

    /// <summary>Refused unless this is the latest version.</summary>
    public int? ExpectedVersion { get; init; }

    /// <summary>Refused unless this is the version that everybody gets.</summary>
    public int? ExpectedCurrent { get; init; }

    public string? Author { get; init; }

    /// <summary>Whether the caller may move labels other than <c>candidate</c>.</summary>
    public bool MayPublish { get; init; } = true;

    /// <summary>The only namespaces whose entries the content may name; empty for all of them.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];
}
