using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Workflows.Components;

/// <summary>What workflows are made of, as everybody gets it: an entry of the catalog, or a type of operation that is C#.</summary>
/// <param name="Kind">The kind of the entry, or <c>type</c>.</param>
/// <param name="Key">Of a type: its name in the namespace <c>types</c>.</param>
/// <param name="Version">Null for a type, which comes with the build.</param>
/// <param name="Type">Of an operation: what runs it.</param>
/// <param name="InputSchema">What it takes, references resolved; null where nothing is said.</param>
/// <param name="OutputSchema">What it gives; null where nothing is said, and for a recipe.</param>
/// <param name="Output">Of a recipe: the wires of what it gives.</param>
/// <param name="Uses">What it refers to itself, each once.</param>
public sealed record Component(
    string Kind,
    EntryKey Key,
    int? Version,
    string Description,
    ImmutableArray<string> Tags,
    string? Type,
    JsonElement? InputSchema,
    JsonElement? OutputSchema,
    JsonElement? Output,
    ImmutableArray<ComponentUse> Uses)
{
    public const string TypeKind = "type";
    public const string TypeNamespace = "types";
}

/// <summary>That one component refers to another.</summary>
/// <param name="Stages">The stages of a recipe that do; empty for others.</param>
public sealed record ComponentUse(EntryKey Key, ImmutableArray<string> Stages);

/// <summary>A component with all that it comes to use.</summary>
/// <param name="Uses">
/// Empty, with <paramref name="IsShownBefore"/>, where the same stands in the tree already, and with <paramref name="IsCut"/> where the
/// tree would be deeper than it may be.
/// </param>
public sealed record ComponentTree(Component Component, ImmutableArray<ComponentTree> Uses, bool IsShownBefore, bool IsCut);
