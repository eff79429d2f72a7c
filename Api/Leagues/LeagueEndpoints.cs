using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Catalog;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Hosting;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Examples;

namespace PromptIntel.Api.Leagues;

/// <summary>The example leagues that runs compare with.</summary>
internal static class LeagueEndpoints
{
    public static void MapLeagues(this IEndpointRouteBuilder api) =>
        api.MapGet("/leagues/examples", ListAsync).WithTags("Leagues").WithName("ListLeagueExamples").WithSummary("Example leagues by sport and tier");

    private static async Task<Results<Ok<ListResponse<LeagueExampleItem>>, ProblemHttpResult>> ListAsync(
        ILeagueStore leagues, CancellationToken cancellationToken, string? sport = null, string? tier = null, string? cursor = null, int limit = 100)
    {
        var errors = new RequestErrors();
        errors.RequireRange(limit, 1, 500, "limit");
        string after = "";
        errors.RequireCursor(cursor is null || Cursor.TryDecode(cursor, out after));

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        LeagueExamplePage page = await leagues.ListExamplesAsync(new LeagueExampleQuery(sport, tier, cursor is null ? null : after, limit), cancellationToken);
        return TypedResults.Ok(new ListResponse<LeagueExampleItem>([.. page.Items.Select(ToItem)], page.NextCursor is null ? null : Cursor.Encode(page.NextCursor), page.Total));
    }

    private static LeagueExampleItem ToItem(LeagueExample example) => new(
        example.Id, example.LeagueName, example.Sport, example.SportBucket, example.Tier, example.Region, example.Value);
}
