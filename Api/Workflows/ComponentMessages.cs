using System.Text.Json;

using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Workflows.Components;

namespace PromptIntel.Api.Workflows;

/// <summary>A component as everybody gets it.</summary>
/// <param name="Kind">Type for one that comes with the build, in the namespace <c>types</c>.</param>
/// <param name="Type">Of an operation: what runs it.</param>
/// <param name="OutputSchema">Null where nothing is said, and for a recipe.</param>
/// <param name="Output">Of a recipe: the wires of what it gives.</param>
/// <param name="Uses">What it refers to itself.</param>
/// <param name="UsedBy">Who refers to it itself: what a change may concern.</param>
internal sealed record ComponentItem(
    string Namespace,
    string Name,
    [property: OneOf("operation", "recipe", "solver", Component.TypeKind)] string Kind,
    int? Version,
    string Description,
    IReadOnlyList<string> Tags,
    string? Type,
    JsonElement? InputSchema,
    JsonElement? OutputSchema,
    JsonElement? Output,
    IReadOnlyList<ComponentUseItem> Uses,
    IReadOnlyList<ComponentUserItem> UsedBy);

/// <param name="Stages">The stages of a recipe that do.</param>
internal sealed record ComponentUseItem(string Namespace, string Name, string Kind, IReadOnlyList<string> Stages);

internal sealed record ComponentUserItem(string Namespace, string Name, string Kind);

/// <param name="Closure">Everything that it comes to use.</param>
internal sealed record ComponentResponse(ComponentItem Component, IReadOnlyList<ComponentNode> Closure);

/// <param name="ShownBefore">What it uses stands in the tree already, where it was first met.</param>
/// <param name="IsCut">It uses more, which is deeper than the tree goes: read that component for the rest.</param>
internal sealed record ComponentNode(
    string Namespace, string Name, string Kind, int? Version, IReadOnlyList<ComponentNode> Uses, bool ShownBefore, bool IsCut);
