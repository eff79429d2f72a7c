using System.Collections.Immutable;

using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Sync;

namespace PromptIntel.Api.Ops;

/// <summary>Delivery to other places: what waits, what is parked, try again.</summary>
internal static class SyncEndpoints
{
    private const int MostParked = 100;

    public static void MapSync(this IEndpointRouteBuilder ops)
    {
        ops.MapGet("/sync", GetAsync)
            .WithName("GetSync")
            .WithSummary("What waits to be delivered, by target, with the oldest parked documents");
        ops.MapPost("/sync/{target}/retry", RetryAsync)
            .WithName("RetryParked")
            .WithSummary("Deliver parked documents again: one by id, or all")
            .Audited("sync.retried", "sync/{target}");
    }

    public static SyncTargetItem ToItem(TargetBacklog backlog, IReadOnlyList<ParkedItem>? parked, DateTimeOffset now) => new(
        backlog.Target, backlog.Pending, backlog.OldestSince is { } oldest ? Math.Round(Math.Max(0, (now - oldest).TotalSeconds), 3) : null,
        backlog.Parked, backlog.CatalogBehind, parked);

    private static async Task<Ok<SyncResponse>> GetAsync(SyncBacklog sync, TimeProvider time, CancellationToken cancellationToken)
    {
        var items = new List<SyncTargetItem>();

        foreach (TargetBacklog backlog in await sync.ReadAsync(cancellationToken))
        {
            IReadOnlyList<OutboxRow> parked = backlog.Parked == 0
                ? []
                : await sync.ListParkedAsync(backlog.Target, MostParked, cancellationToken);
            items.Add(ToItem(backlog, [.. parked.Select(ToItem)], time.GetUtcNow()));
        }

        return TypedResults.Ok(new SyncResponse(items));
    }

    private static async Task<Results<Ok<RetryParkedResponse>, ProblemHttpResult>> RetryAsync(
        string target, SyncBacklog sync, CancellationToken cancellationToken, Guid? id = null)
    {
        ImmutableArray<TargetBacklog> known = await sync.ReadAsync(cancellationToken);
        return known.Any(backlog => backlog.Target == target)
            ? TypedResults.Ok(new RetryParkedResponse(target, await sync.RetryParkedAsync(target, id, cancellationToken)))
            : ProblemMapping.TargetNotFound(target);
    }

    private static ParkedItem ToItem(OutboxRow row) =>
        new(row.Id, row.Document.Collection.ToText(), row.Document.Id, row.Since, row.Attempts, row.Error);
}
