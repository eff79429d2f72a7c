using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Catalog;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Execution;
using PromptIntel.Api.Hosting;
using PromptIntel.Core.Leagues;

namespace PromptIntel.Api.Leagues;

/// <summary>The example leagues that runs compare with, and what runs found out and drafted, by execution.</summary>
internal static class LeagueEndpoints
{
    public static void MapLeagues(this IEndpointRouteBuilder api)
    {
        var leagues = api.MapGroup("/leagues").WithTags("Leagues").WithOwnRunsOnly(ExecutionEndpoints.FindOwnerAsync);

        leagues.MapGet("/examples", ListAsync)
            .WithName("ListLeagueExamples")
            .WithSummary("Example leagues by sport and tier")
            .OutsideNamespaces();
        leagues.MapGet("/records/{id:guid}", GetRecordAsync)
            .WithName("GetLeagueRecord")
            .WithSummary("What an execution found out about its league");
        leagues.MapGet("/contracts/{id:guid}", GetContractAsync)
            .WithName("GetContract")
            .WithSummary("The contract that an execution drafted");
    }

    private static async Task<Results<Ok<LeagueRecordResponse>, ProblemHttpResult>> GetRecordAsync(
        Guid id, ILeagueStore leagues, CancellationToken cancellationToken) =>
        await leagues.FindRecordAsync(id, cancellationToken) is { } found
            ? TypedResults.Ok(new LeagueRecordResponse(
                found.ExecutionId,
                found.LeagueName,
                found.Sport,
                found.Tier,
                found.OverallScore,
                found.Confidence,
                found.Fingerprint,
                found.CreatedAt))
            : ProblemMapping.LeagueRecordNotFound(id);

    private static async Task<Results<Ok<ContractResponse>, ProblemHttpResult>> GetContractAsync(
        Guid id, ILeagueStore leagues, CancellationToken cancellationToken) =>
        await leagues.FindContractAsync(id, cancellationToken) is { } found
            ? TypedResults.Ok(new ContractResponse(
                found.ExecutionId,
                found.LeagueName,
                found.Tier,
                found.AnnualFee,
                found.Currency,
                found.Markdown,
                found.Status,
                found.CreatedAt))
            : ProblemMapping.LeagueRecordNotFound(id);

    private static async Task<Results<Ok<ListResponse<LeagueExampleItem>>, ProblemHttpResult>> ListAsync(
        ILeagueStore leagues, CancellationToken cancellationToken, string? sport = null, string? tier = null, string? cursor = null,
        int limit = 100)
    {
        var errors = new RequestErrors();
        errors.RequireRange(limit, 1, 500, "limit");
        string after = "";
        errors.RequireCursor(cursor is null || Cursor.TryDecode(cursor, out after));

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        LeagueExamplePage page = await leagues.ListExamplesAsync(
            new LeagueExampleQuery(sport, tier, cursor is null ? null : after, limit), cancellationToken);
        return TypedResults.Ok(new ListResponse<LeagueExampleItem>(
            [.. page.Items.Select(ToItem)], page.NextCursor is null ? null : Cursor.Encode(page.NextCursor), page.Total));
    }

    private static LeagueExampleItem ToItem(LeagueExample example) => new(
        example.Id, example.LeagueName, example.Sport, example.SportBucket, example.Tier, example.Region, example.Value);
}
