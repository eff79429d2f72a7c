using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Auth;
using PromptIntel.Api.Catalog;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Users;

namespace PromptIntel.Api.Users;

/// <summary>What belongs to one user: one's own only, or anybody's for trusted keys.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        var user = api.MapGroup("/users/{user_id}").WithTags("Users").OutsideNamespaces().WithOwnDataOnly();

        user.MapPreferences();
        user.MapGet("/history", ListHistoryAsync)
            .WithName("ListHistory")
            .WithSummary("The user's executions that have ended, newest first");
        user.MapGet("/feedback", ListFeedbackAsync).WithName("ListFeedback").WithSummary("What the user said, newest first");
        user.MapPost("/feedback", AddFeedbackAsync)
            .WithName("AddFeedback")
            .WithSummary("Rate an execution or a prompt's version")
            .NotAudited();
        // A dot or two stand for a place in a path, and no path can carry them as a name.
        api.MapGroup("/users").WithTags("Users").OutsideNamespaces().WithOwnDataOnly().MapDelete("", EraseNamedAsync)
            .WithName("EraseNamedUser")
            .WithSummary("As EraseUser, for a name that no path can carry")
            .Audited("user.erased", "users");
        // Entered without the name, which is erased.
        user.MapDelete("", EraseAsync)
            .WithName("EraseUser")
            .WithSummary("Remove all that is the user's, and his name from executions")
            .Audited("user.erased", "users");
    }

    private static async Task<Results<Ok<ListResponse<HistoryItem>>, ProblemHttpResult>> ListHistoryAsync(
        string user_id, IUserStore users, CancellationToken cancellationToken, string? cursor = null, int limit = 50) =>
        CheckPage(cursor, limit, out Guid? before) is { } problem
            ? problem
            : TypedResults.Ok((await users.ListHistoryAsync(user_id, before, limit, cancellationToken)).ToList(UserMapping.ToItem));

    private static async Task<Results<Ok<ListResponse<FeedbackItem>>, ProblemHttpResult>> ListFeedbackAsync(
        string user_id, IUserStore users, CancellationToken cancellationToken, string? cursor = null, int limit = 50) =>
        CheckPage(cursor, limit, out Guid? before) is { } problem
            ? problem
            : TypedResults.Ok((await users.ListFeedbackAsync(user_id, before, limit, cancellationToken)).ToList(UserMapping.ToItem));

    private static async Task<Results<Created<FeedbackItem>, ProblemHttpResult>> AddFeedbackAsync(
        string user_id, AddFeedbackRequest request, HttpContext http, FeedbackTargets targets, IUserStore users, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await targets.RefuseAsync(request, Caller.Of(http), cancellationToken) is { } problem)
        {
            return problem;
        }

        UserFeedback feedback = targets.ToFeedback(request, user_id, time.GetUtcNow());
        await users.AddFeedbackAsync(feedback, cancellationToken);
        return TypedResults.Created($"/api/users/{Uri.EscapeDataString(user_id)}/feedback", feedback.ToItem());
    }

    private static async Task<NoContent> EraseAsync(string user_id, IUserStore users, CancellationToken cancellationToken)
    {
        await users.EraseAsync(user_id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<NoContent> EraseNamedAsync(IUserStore users, CancellationToken cancellationToken, string user_id = "") =>
        EraseAsync(user_id, users, cancellationToken);

    private static ProblemHttpResult? CheckPage(string? cursor, int limit, out Guid? before)
    {
        var errors = new RequestErrors();
        bool isCursor = Guid.TryParse(cursor, out Guid last);
        before = isCursor ? last : null;
        errors.RequireRange(limit, 1, 500, "limit");
        errors.RequireCursor(cursor is null || isCursor);
        return errors.ToProblem();
    }
}
