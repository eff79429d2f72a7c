using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Catalog;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Hosting;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows.Components;

namespace PromptIntel.Api.Workflows;

/// <summary>The hierarchy of components: what each takes and gives, what it uses, and who uses it.</summary>
internal static class ComponentEndpoints
{
    private const int DefaultLimit = 100;

    private static readonly string[] Kinds = ["operation", "recipe", "solver", Component.TypeKind];

    public static void MapComponents(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder components = api.MapGroup("/components").WithTags("Workflows");
        components.MapGet("", List).WithName("ListComponents").WithSummary(
            "Operations and their types, recipes and solvers, with what each uses and who uses it");
        components.MapGet("/{namespace}/{name}", Get).WithName("GetComponent").WithSummary(
            "One component, or what components use, with everything it comes to use as a tree");
    }

    private static Results<Ok<ListResponse<ComponentItem>>, ProblemHttpResult> List(
        ComponentCatalog components, string? @namespace = null,
        [OneOf("operation", "recipe", "solver", Component.TypeKind)] string? kind = null, string? tag = null, string? cursor = null,
        int limit = DefaultLimit)
    {
        var errors = new RequestErrors();
        errors.Require(kind is null || Kinds.Contains(kind), "kind", $"must be one of: {string.Join(", ", Kinds)}");
        errors.RequireRange(limit, 1, 1_000, "limit");
        string after = "";
        errors.RequireCursor(cursor is null || Cursor.TryDecode(cursor, out after));

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        List<EntryKey> matching = [.. components.Keys.Where(key => (@namespace is null || key.Namespace == @namespace)
            && (kind is null || components.KindOf(key) == kind)
            && (tag is null || components.TagsOf(key).Contains(tag)))];
        List<EntryKey> page = [.. matching.Where(key => string.CompareOrdinal(key.ToString(), after) > 0)];
        return TypedResults.Ok(new ListResponse<ComponentItem>(
            [.. page.Take(limit).Select(components.Find).OfType<Component>().Select(one => ToItem(one, components))],
            limit < page.Count ? Cursor.Encode(page[limit - 1].ToString()) : null,
            matching.Count));
    }

    private static Results<Ok<ComponentResponse>, ProblemHttpResult> Get(string @namespace, string name, ComponentCatalog components) =>
        components.Find(new EntryKey(@namespace, name)) is { } component
            ? TypedResults.Ok(new ComponentResponse(
                ToItem(component, components),
                [.. components.Expand(component).Uses.Select(ToNode)]))
            : ProblemMapping.EntryNotFound(@namespace, name);

    private static ComponentItem ToItem(Component component, ComponentCatalog components) => new(
        component.Key.Namespace, component.Key.Name, component.Kind, component.Version, component.Description, component.Tags,
        component.Type, component.InputSchema, component.OutputSchema, component.Output,
        [.. component.Uses.Select(use => new ComponentUseItem(use.Key.Namespace, use.Key.Name, components.KindOf(use.Key), use.Stages))],
        [.. components.UsersOf(component.Key).Select(key => new ComponentUserItem(key.Namespace, key.Name, components.KindOf(key)))]);

    private static ComponentNode ToNode(ComponentTree tree) => new(
        tree.Component.Key.Namespace, tree.Component.Key.Name, tree.Component.Kind, tree.Component.Version, [.. tree.Uses.Select(ToNode)],
        tree.IsShownBefore, tree.IsCut);
}
