using System.Globalization;

using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Audit;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Api.Audit;

/// <summary>Who changed what: all of it for operators, the moves of an entry's labels for everybody.</summary>
internal static class AuditEndpoints
{
    private const int LongestFilter = 300;

    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        api.MapGet("/audit", ListAsync)
            .WithTags("Operations")
            .WithName("ListAudit")
            .WithSummary("Every write, newest first: who, when, what, from what to what, why")
            .RequireAuthorization(Policies.Operator);
        api.MapGet("/prompts/{namespace}/{name}/labels/history", HistoryAsync)
            .WithTags("Catalog")
            .WithName("ListLabelHistory")
            .WithSummary("How the labels moved, newest first: from, to, who, why");
    }

    private static async Task<Results<Ok<AuditListResponse>, ProblemHttpResult>> ListAsync(
        IAuditStore store, CancellationToken cancellationToken, string? actor = null, string? subject = null, string? action = null,
        DateTimeOffset? since = null, DateTimeOffset? until = null, string? cursor = null, int limit = 50)
    {
        RequestErrors errors = CheckPage(cursor, limit, out long? before);
        errors.RequireLength(actor, LongestFilter, "actor");
        errors.RequireLength(subject, LongestFilter, "subject");
        errors.RequireLength(action, LongestFilter, "action");
        errors.Require(since is null || until is null || since < until, "since", "must be before until");

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var filter = new AuditFilter { Actor = actor, Subject = subject, Action = action, Since = since, Until = until };
        (IReadOnlyList<AuditRecord> page, string? next) = await ReadAsync(store, filter, before, limit, cancellationToken);
        return TypedResults.Ok(new AuditListResponse([.. page.Select(record => ToItem(record.Entry))], next));
    }

    private static async Task<Results<Ok<LabelHistoryResponse>, ProblemHttpResult>> HistoryAsync(
        string @namespace, string name, PromptCatalog catalog, IAuditStore store, CancellationToken cancellationToken,
        string? label = null, string? cursor = null, int limit = 50)
    {
        RequestErrors errors = CheckPage(cursor, limit, out long? before);
        errors.RequireLength(label, LongestFilter, "label");

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var key = new EntryKey(@namespace, name);

        if (catalog.Find(key) is null)
        {
            return ProblemMapping.EntryNotFound(@namespace, name);
        }

        var filter = new AuditFilter { Subject = key.ToString(), ActionPrefix = ChangeAudit.LabelPrefix, Detail = label };
        (IReadOnlyList<AuditRecord> page, string? next) = await ReadAsync(store, filter, before, limit, cancellationToken);
        return TypedResults.Ok(new LabelHistoryResponse([.. page.Select(record => ToMove(record.Entry))], next));
    }

    private static RequestErrors CheckPage(string? cursor, int limit, out long? before)
    {
        var errors = new RequestErrors();
        bool isCursor = long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence);
        before = isCursor ? sequence : null;
        errors.RequireRange(limit, 1, 500, "limit");
        errors.RequireCursor(cursor is null || isCursor);
        return errors;
    }

    private static async Task<(IReadOnlyList<AuditRecord> Page, string? Next)> ReadAsync(
        IAuditStore store, AuditFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<AuditRecord> found = await store.ListAsync(filter, before, limit + 1, cancellationToken);
        return found.Count > limit
            ? ([.. found.Take(limit)], found[limit - 1].Sequence.ToString(CultureInfo.InvariantCulture))
            : (found, null);
    }

    private static AuditItem ToItem(AuditEntry entry) =>
        new(entry.At, entry.Actor, entry.Action, entry.Subject, entry.Detail, entry.From, entry.To, entry.Why);

    private static LabelMoveItem ToMove(AuditEntry entry) =>
        new(entry.At, entry.Detail!, ToVersion(entry.From), ToVersion(entry.To), entry.Actor, entry.Why);

    private static int? ToVersion(string? text) => text is null ? null : int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
