using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Core.Instances;

namespace PromptIntel.Api.Ops;

/// <summary>The processes of the installation.</summary>
internal static class InstanceEndpoints
{
    public static void MapInstances(this IEndpointRouteBuilder ops) => ops.MapGet("/instances", ListAsync)
        .WithName("ListInstances")
        .WithSummary("Every process and how fresh it is, as it last said itself");

    private static async Task<Ok<InstancesResponse>> ListAsync(IInstanceStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        IReadOnlyList<KnownInstance> known = await store.ListAsync(cancellationToken);
        long newest = known.Select(one => one.Report.Position).DefaultIfEmpty().Max();
        return TypedResults.Ok(new InstancesResponse([.. known.Select(one => ToItem(one, newest, time.GetUtcNow()))]));
    }

    private static InstanceItem ToItem(KnownInstance one, long newest, DateTimeOffset now) => new(
        one.Report.Name, one.Report.Serves ? "api" : "worker", one.Report.StartedAt, now - one.Age, one.Report.Position,
        newest - one.Report.Position, one.Report.CaughtUpAt);
}

/// <param name="Items">In the order of their start.</param>
internal sealed record InstancesResponse(IReadOnlyList<InstanceItem> Items);

/// <param name="Instance">The machine and the process, as the runs of jobs name it.</param>
/// <param name="Kind"><c>api</c>, or <c>worker</c> for one that only runs the loops.</param>
/// <param name="ReportedAt">When it last said so: every ten seconds while it lives.</param>
/// <param name="Position">Every change up to and including this one is served there.</param>
/// <param name="Behind">Changes that another instance had when it last reported, and this one had not.</param>
/// <param name="CaughtUpAt">When it last had read the change log to its end.</param>
internal sealed record InstanceItem(
    string Instance, string Kind, DateTimeOffset StartedAt, DateTimeOffset ReportedAt, long Position, long Behind,
    DateTimeOffset? CaughtUpAt);
