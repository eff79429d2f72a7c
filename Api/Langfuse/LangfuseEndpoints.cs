using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Includes;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Exchange;

namespace PromptIntel.Api.Langfuse;

/// <summary>
/// Langfuse's contract for prompts over this catalog: what its clients call is read and written as by the routes of this API, with their
/// rules and roles. Not in the OpenAPI document: the contract is Langfuse's, and so are its clients.
/// </summary>
internal static class LangfuseEndpoints
{
    /// <summary>Where Langfuse's clients look, with the key as the password of basic authentication.</summary>
    public const string Root = "/api/public";

    private const string NamePath = "/{promptName}";

    public static IServiceCollection AddLangfuse(this IServiceCollection services) =>
        services.AddSingleton<IProblemDetailsWriter, LangfuseProblemWriter>().AddSingleton<LangfuseWrites>();

    public static void MapLangfuse(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder prompts = api.MapGroup("/public/v2/prompts").WithTags("Langfuse").ExcludeFromDescription().AuditedByStore();
        prompts.MapGet("", List).WithName("ListLangfusePrompts");
        prompts.MapPost("", CreateAsync).WithName("CreateLangfusePrompt").RequireAuthorization(Policies.Editor);
        prompts.MapGet(NamePath, GetAsync).WithName("GetLangfusePrompt");
        prompts.MapDelete(NamePath, DeleteAsync).WithName("DeleteLangfusePrompt").RequireAuthorization(Policies.Publisher);
        prompts.MapPatch($"{NamePath}/versions/{{version:int}}", SetLabelsAsync)
            .WithName("SetLangfuseLabels")
            .RequireAuthorization(Policies.Publisher);
    }

    private static Results<Ok<LangfuseListResponse>, ProblemHttpResult> List(
        PromptCatalog catalog, string? name = null, string? label = null, string? tag = null, int page = 1, int limit = 10,
        [FromQuery(Name = "fromUpdatedAt")] string? fromUpdatedAt = null, [FromQuery(Name = "toUpdatedAt")] string? toUpdatedAt = null)
    {
        var errors = new RequestErrors();
        errors.RequireRange(page, 1, int.MaxValue, "page");
        errors.RequireRange(limit, 1, 100, "limit");
        DateTimeOffset? from = LangfuseDates.Read(fromUpdatedAt, "fromUpdatedAt", errors);
        DateTimeOffset? to = LangfuseDates.Read(toUpdatedAt, "toUpdatedAt", errors);
        return errors.ToProblem() is { } problem
            ? problem
            : TypedResults.Ok(LangfuseList.Of(catalog, new LangfuseFilter(name, label, tag, from, to), page, limit));
    }

    private static async Task<Results<Ok<LangfusePrompt>, ProblemHttpResult>> GetAsync(
        string promptName, HttpContext http, PromptCatalog catalog, ComposedPrompts composed, CancellationToken cancellationToken,
        int? version = null, string? label = null, bool resolve = true)
    {
        var errors = new RequestErrors();
        errors.RequireOneSelector(version, label);

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        string name = LangfuseMapping.NameIn(http, promptName);

        if (!PathKeys.TryParse(name, out EntryKey key)
            || catalog.Find(key) is not { Kind: EntryKind.Prompt } state || (state.IsArchived && version is null)
            || await catalog.GetAsync(key, RequestErrorsExtensions.ToSelector(version, label), cancellationToken) is not { } found)
        {
            return LangfuseMapping.NotFound(name, version, label);
        }

        if (!PromptBody.TryRead(found.Body, out _, out var broken))
        {
            return ProblemMapping.Unusable(broken);
        }

        ComposedPrompt? whole = resolve ? composed.Compose(found) : null;
        return whole is { Errors.IsEmpty: false }
            ? ProblemMapping.Unusable(whole.Errors)
            : TypedResults.Ok(found.ToPrompt(state, whole));
    }

    private static async Task<Results<Created<LangfusePrompt>, ProblemHttpResult>> CreateAsync(
        CreateLangfusePromptRequest request, HttpContext http, LangfuseWrites writes, ComposedPrompts composed,
        CancellationToken cancellationToken)
    {
        if (!PathKeys.TryParse(request.Name, out EntryKey key))
        {
            return LangfuseMapping.BadName();
        }

        WriteResult result = await writes.CreateAsync(key, request, Caller.Of(http), cancellationToken);

        if (result is not WriteResult.Written written)
        {
            return ProblemMapping.ToProblem(result);
        }

        EntryVersion version = written.State.Versions[written.Version];
        return TypedResults.Created(
            $"{Root}/v2/prompts/{Uri.EscapeDataString(request.Name)}", version.ToPrompt(written.State, composed.Compose(version)));
    }

    private static async Task<Results<Ok<LangfusePrompt>, ProblemHttpResult>> SetLabelsAsync(
        string promptName, int version, UpdateLangfuseLabelsRequest request, HttpContext http, LangfuseWrites writes, PromptCatalog catalog,
        ComposedPrompts composed, CancellationToken cancellationToken)
    {
        string name = LangfuseMapping.NameIn(http, promptName);

        if (!PathKeys.TryParse(name, out EntryKey key)
            || catalog.Find(key) is not { Kind: EntryKind.Prompt }
            || await catalog.GetAsync(key, VersionSelector.ForVersion(version), cancellationToken) is not { } found)
        {
            return LangfuseMapping.NotFound(name, version, null);
        }

        if (!PromptBody.TryRead(found.Body, out _, out var broken))
        {
            return ProblemMapping.Unusable(broken);
        }

        return await writes.SetLabelsAsync(key, version, request.NewLabels, Caller.Of(http), cancellationToken) is { } refused
            ? ProblemMapping.ToProblem(refused)
            : TypedResults.Ok(found.ToPrompt(catalog.Find(key)!, composed.Compose(found)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string promptName, HttpContext http, PromptCatalog catalog, CatalogWriter writer, CancellationToken cancellationToken,
        int? version = null, string? label = null)
    {
        if (version is not null || label is not null)
        {
            return Problems.Invalid(
                version is not null ? "version" : "label",
                "cannot be deleted alone: versions are history and stay; move the label with PATCH, or delete the prompt as a whole");
        }

        string name = LangfuseMapping.NameIn(http, promptName);

        if (!PathKeys.TryParse(name, out EntryKey key) || catalog.Find(key) is not { Kind: EntryKind.Prompt, IsArchived: false })
        {
            return LangfuseMapping.NotFound(name, null, null);
        }

        WriteResult result = await writer.ArchiveAsync(key, Caller.Of(http).Name, cancellationToken);
        return result is WriteResult.Written or WriteResult.Unchanged ? TypedResults.NoContent() : ProblemMapping.ToProblem(result);
    }
}
