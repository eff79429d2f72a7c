using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Auth;
using PromptIntel.Core.Sync;
using PromptIntel.Hosting.Commands;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Api.Ops;

/// <summary>For operators: how it is, build, validate.</summary>
internal static class OpsEndpoints
{
    public static void MapOps(this IEndpointRouteBuilder api)
    {
        var ops = api.MapGroup("/ops").WithTags("Operations").RequireAuthorization(Policies.Operator);

        ops.MapGet("/status", StatusAsync).WithName("GetStatus").WithSummary("Catalog, executions, model, sync and last build");
        ops.MapPost("/build", BuildAsync)
            .WithName("Build")
            .WithSummary("Import content, pin every workflow, rebuild the index")
            .Audited("installation.built", "installation");
        ops.MapSync();
        ops.MapPost("/validate", ValidateAsync)
            .WithName("Validate")
            .WithSummary("Run the checks of the validate command")
            .NotAudited();
        ops.MapJobs();
        ops.MapInstances();
    }

    private static async Task<Ok<StatusResponse>> StatusAsync(
        InstallationStatus status, SyncBacklog sync, TimeProvider time, CancellationToken cancellationToken) =>
        TypedResults.Ok(await status.ReadAsync(
            [.. (await sync.ReadAsync(cancellationToken)).Select(backlog => SyncEndpoints.ToItem(backlog, null, time.GetUtcNow()))],
            cancellationToken));

    private static async Task<Ok<BuildResponse>> BuildAsync(InstallationBuild build, CancellationToken cancellationToken) =>
        TypedResults.Ok((await build.RunAsync(cancellationToken)).ToResponse());

    private static async Task<Ok<ValidateResponse>> ValidateAsync(ValidationSuite suite, CancellationToken cancellationToken) =>
        TypedResults.Ok((await suite.RunAsync(cancellationToken)).ToResponse());
}
