using System.Globalization;

using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Api.Catalog;

/// <summary>Labels: which version each points to. The entity tag of a label is its version, <c>If-Match</c> guards a move.</summary>
internal static class LabelEndpoints
{
    public static void MapLabels(this IEndpointRouteBuilder prompts, string entryPath)
    {
        prompts.MapGet($"{entryPath}/labels", List).WithName("ListLabels").WithSummary("Labels and where they point");
        prompts.MapPut($"{entryPath}/labels/{{label}}", SetAsync)
            .WithName("SetLabel")
            .WithSummary("Point a label to a version; If-Match guards it")
            .Reads(HeaderField.IfMatch, HeaderField.IfNoneMatch)
            .Answers(HeaderField.ETag)
            .RequireAuthorization(Policies.Publisher);
        prompts.MapDelete($"{entryPath}/labels/{{label}}", RemoveAsync)
            .WithName("RemoveLabel")
            .WithSummary("Remove a label; production goes to `version` instead")
            .Reads(HeaderField.IfMatch, HeaderField.IfNoneMatch)
            .RequireAuthorization(Policies.Publisher);
    }

    private static Results<Ok<ListResponse<LabelItem>>, ProblemHttpResult> List(string @namespace, string name, PromptCatalog catalog)
    {
        if (catalog.Find(new EntryKey(@namespace, name)) is not { } state)
        {
            return ProblemMapping.EntryNotFound(@namespace, name);
        }

        LabelItem[] items = [.. CatalogListing.AllLabels(state).Select(label => new LabelItem(label.Key, label.Value, ETag(label.Value)))];
        return TypedResults.Ok(new ListResponse<LabelItem>(items, null, items.Length));
    }

    private static async Task<Results<Ok<EntryResponse>, ProblemHttpResult>> SetAsync(
        string @namespace, string name, string label, SetLabelRequest request, HttpContext http, CatalogWriter writer,
        CancellationToken cancellationToken)
    {
        if (!TryReadCondition(http.Request.Headers, out LabelCondition condition))
        {
            return Problems.Invalid(HeaderNames.IfMatch, "must be the label's entity tag, such as \"3\"");
        }

        WriteResult result = await writer.SetLabelAsync(
            new EntryKey(@namespace, name), label, request.Version, condition, Caller.Of(http).Name, request.ChangeNote, cancellationToken);

        if (result is not (WriteResult.Written or WriteResult.Unchanged))
        {
            return ProblemMapping.ToProblem(result);
        }

        http.Response.Headers.ETag = ETag(request.Version);
        return TypedResults.Ok(result is WriteResult.Written written ? written.ToResponse() : ((WriteResult.Unchanged)result).ToResponse());
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string @namespace, string name, string label, HttpContext http, CatalogWriter writer, CancellationToken cancellationToken,
        int? version = null)
    {
        if (!TryReadCondition(http.Request.Headers, out LabelCondition condition))
        {
            return Problems.Invalid(HeaderNames.IfMatch, "must be the label's entity tag, such as \"3\"");
        }

        if (version < 1 || (version is not null && label != VersionSelector.ProductionLabel))
        {
            return Problems.Invalid("version", "must be 1 or more, and comes with the label production only");
        }

        var key = new EntryKey(@namespace, name);
        string? author = Caller.Of(http).Name;
        WriteResult result = version is { } instead
            ? await writer.SetLabelAsync(key, label, instead, condition, author, cancellationToken)
            : await writer.RemoveLabelAsync(key, label, condition, author, cancellationToken);
        return result is WriteResult.Written or WriteResult.Unchanged ? TypedResults.NoContent() : ProblemMapping.ToProblem(result);
    }

    private static string ETag(int version) => $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>
    /// <c>If-Match: "3"</c> demands version 3, <c>If-None-Match: *</c> that the label does not exist; neither demands nothing.
    /// </summary>
    private static bool TryReadCondition(IHeaderDictionary headers, out LabelCondition condition)
    {
        string? match = headers.IfMatch;
        string? none = headers.IfNoneMatch;
        condition = none == "*" ? LabelCondition.Absent : LabelCondition.None;

        if (match is null)
        {
            return none is null or "*";
        }

        bool valid = int.TryParse(match.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out int version);
        condition = LabelCondition.PointsTo(version);
        return valid && none is null;
    }
}
