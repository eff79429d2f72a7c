using System.Globalization;

using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Hosting;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Includes;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Api.Catalog;

/// <summary>Versions, differences, and what a version renders to.</summary>
internal static class RevisionEndpoints
{
    private const int DefaultLimit = 50;

    public static void MapRevisions(this IEndpointRouteBuilder prompts, string entryPath)
    {
        prompts.MapGet($"{entryPath}/versions", ListAsync)
            .WithName("ListVersions")
            .WithSummary("Versions, newest first, each with why it cannot be used");
        prompts.MapGet($"{entryPath}/diff", DiffAsync).WithName("DiffVersions").WithSummary("What differs between two versions");
        prompts.MapPost($"{entryPath}/render", RenderAsync)
            .WithName("RenderPrompt")
            .WithSummary("Fill the templates; runs nothing")
            .NotAudited();
    }

    private static async Task<Results<Ok<ListResponse<VersionItem>>, ProblemHttpResult>> ListAsync(
        string @namespace, string name, PromptCatalog catalog, CatalogHistory history, VersionChecks checks,
        CancellationToken cancellationToken, string? cursor = null, int limit = DefaultLimit)
    {
        var errors = new RequestErrors();
        errors.RequireRange(limit, 1, 1000, "limit");
        int before = 0;
        errors.RequireCursor(cursor is null || (Cursor.TryDecode(cursor, out string text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out before)));

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        return catalog.Find(new EntryKey(@namespace, name)) is { } state
            ? TypedResults.Ok(
                ToPage(await history.VersionsAsync(state.Key, cursor is null ? null : before, limit, cancellationToken), state, checks))
            : ProblemMapping.EntryNotFound(@namespace, name);
    }

    private static ListResponse<VersionItem> ToPage(IReadOnlyList<EntryVersion> versions, EntryState state, VersionChecks checks) => new(
        [.. versions.Select(version => version.ToItem(state, checks))],
        versions.Count > 0 && versions[^1].Number > 1 ? Cursor.Encode(versions[^1].Number.ToString(CultureInfo.InvariantCulture)) : null,
        state.LatestVersion);

    private static async Task<Results<Ok<DiffResponse>, ProblemHttpResult>> DiffAsync(
        string @namespace, string name, PromptCatalog catalog, CatalogHistory history, CancellationToken cancellationToken,
        string? from = null, string? to = null)
    {
        if (string.IsNullOrEmpty(from))
        {
            return Problems.Invalid("from", "must be a version number or a label");
        }

        VersionDiff? diff = await history.DiffAsync(
            new EntryKey(@namespace, name),
            VersionSelector.Parse(from),
            VersionSelector.Parse(to ?? VersionSelector.LatestLabel),
            cancellationToken);
        return diff is null
            ? NotFound(catalog, @namespace, name)
            : TypedResults.Ok(new DiffResponse(
                diff.From,
                diff.To,
                diff.ChangedFields,
                [.. diff.Lines.Select(line => new DiffLineItem(CatalogMapping.ToText(line.Change), line.Text))]));
    }

    private static async Task<Results<Ok<RenderResponse>, ProblemHttpResult>> RenderAsync(
        string @namespace, string name, RenderRequest request, PromptCatalog catalog, ComposedPrompts composed,
        PromptRenderer renderer, CancellationToken cancellationToken)
    {
        EntryVersion? version = await catalog.GetAsync(
            new EntryKey(@namespace, name), RequestErrorsExtensions.ToSelector(request.Version, request.Label), cancellationToken);

        if (version is null)
        {
            return NotFound(catalog, @namespace, name);
        }

        if (version.Kind != EntryKind.Prompt)
        {
            return ProblemMapping.NotAPrompt(version.Kind);
        }

        ComposedPrompt whole = composed.Compose(version);
        RenderResult result = whole.Errors.IsEmpty
            ? renderer.Render(whole.Version, request.Variables ?? default, cancellationToken)
            : new RenderResult.Unusable(whole.Errors);
        return result is RenderResult.Rendered rendered
            ? TypedResults.Ok(new RenderResponse(
                @namespace, name, version.Number, [.. rendered.Messages.Select(CatalogMapping.ToItem)], rendered.TokenEstimate))
            : ProblemMapping.ToProblem(result);
    }

    private static ProblemHttpResult NotFound(PromptCatalog catalog, string space, string name) =>
        catalog.Find(new EntryKey(space, name)) is null
            ? ProblemMapping.EntryNotFound(space, name)
            : ProblemMapping.VersionNotFound(space, name);
}
