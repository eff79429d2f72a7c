using System.Data.Common;
using System.Text.Json;

using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

using PromptIntel.Api.Auth;
using PromptIntel.Core.Storage;

namespace PromptIntel.Api.Errors;

/// <summary>
/// The last word on exceptions. A request that cannot be read is the client's (4xx, not logged as an error); an outage of a store is
/// 503 with Retry-After; anything else is a bug: 500, logged once, nothing of it in the answer.
/// </summary>
internal sealed class ProblemExceptionHandler(IProblemDetailsService problems, ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    private const string RetryAfterSeconds = "2";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        ProblemDetails problem = Describe(exception);
        httpContext.Response.StatusCode = problem.Status!.Value;

        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            Log.StoreUnavailable(logger, httpContext.Request.Path, exception);
        }
        else if (problem.Status >= StatusCodes.Status500InternalServerError)
        {
            Log.Unexpected(logger, httpContext.Request.Path, exception);
        }

        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem });
    }

    private static ProblemDetails Describe(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException json } => JsonProblems.Describe(json),
        BadHttpRequestException bad => BadRequests.Describe(bad),
        JsonException json => JsonProblems.Describe(json),
        IssuerUnavailableException => Problems.Details(
            StatusCodes.Status503ServiceUnavailable,
            ProblemCodes.Unavailable,
            "Temporarily unavailable",
            "The keys that verify tokens cannot be fetched now."),
        StoreUnavailableException { IsFull: true } => Problems.Details(
            StatusCodes.Status503ServiceUnavailable, ProblemCodes.StorageFull, "The storage is full",
            "There is no room left to write. Nothing of this request was kept; reads go on."),
        StoreUnavailableException or DbException or TimeoutException => Problems.Details(
            StatusCodes.Status503ServiceUnavailable,
            ProblemCodes.Unavailable,
            "Temporarily unavailable",
            "A store that this request needs does not answer."),
        _ => Problems.ForStatus(StatusCodes.Status500InternalServerError, "", ""),
    };
}
