using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace PromptIntel.Api.Errors;

/// <summary>Builds problem details (RFC 9457) of one shape: <c>title, status, detail, code, errors?, trace_id</c>.</summary>
internal static class Problems
{
    /// <summary>Key of the stable code among the extensions.</summary>
    public const string CodeKey = "code";

    private const string ErrorsKey = "errors";
    private const string NoType = "about:blank";

    /// <param name="detail">For a person; never a value that was sent, a path or an exception's own words.</param>
    /// <param name="errors">By field as the client wrote it: what is allowed.</param>
    public static ProblemDetails Details(
        int status, string code, string title, string? detail = null, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        // The code says what kind of problem it is; without this, the framework would put a link to the status code's RFC here.
        var problem = new ProblemDetails { Type = NoType, Status = status, Title = title, Detail = detail };
        problem.Extensions[CodeKey] = code;

        if (errors is { Count: > 0 })
        {
            problem.Extensions[ErrorsKey] = errors;
        }

        return problem;
    }

    public static ProblemHttpResult Result(
        int status, string code, string title, string? detail = null, IReadOnlyDictionary<string, string[]>? errors = null) =>
        TypedResults.Problem(Details(status, code, title, detail, errors));

    /// <summary>400 for one field or header.</summary>
    public static ProblemHttpResult Invalid(string field, string allowed) =>
        Result(
            StatusCodes.Status400BadRequest,
            ProblemCodes.InvalidRequest,
            "The request is not valid",
            $"{field}: {allowed}",
            new Dictionary<string, string[]> { [field] = [allowed] });

    /// <summary>What a bare status code, set by the framework, means.</summary>
    public static ProblemDetails ForStatus(int status, string method, string path) => status switch
    {
        StatusCodes.Status401Unauthorized => Details(
            status,
            ProblemCodes.Unauthorized,
            "Authentication is required",
            "Send a valid key in the header X-API-Key or, where users sign in, an ID token as Authorization: Bearer."),
        StatusCodes.Status403Forbidden => Details(status, ProblemCodes.Forbidden, "Not allowed", "The caller's role does not allow this."),
        StatusCodes.Status404NotFound => MalformedIds.Find(path)
            ?? Details(status, ProblemCodes.RouteNotFound, "No such route", $"{method} {path} is not a route of this API; see /docs."),
        StatusCodes.Status405MethodNotAllowed => Details(
            status,
            ProblemCodes.MethodNotAllowed,
            "Method not allowed",
            $"{path} does not answer {method}; the Allow header names what it does."),
        StatusCodes.Status406NotAcceptable => Details(status, ProblemCodes.NotAcceptable, "Not acceptable"),
        StatusCodes.Status413PayloadTooLarge =>
            Details(status, ProblemCodes.BodyTooLarge, "The body is too large", "The body is larger than this route accepts."),
        StatusCodes.Status415UnsupportedMediaType =>
            Details(
                status,
                ProblemCodes.UnsupportedMediaType,
                "Unsupported media type",
                "Send JSON in UTF-8 with Content-Type: application/json, or the type that the route documents, "
                    + "and without Content-Encoding."),
        StatusCodes.Status429TooManyRequests => Details(
            status,
            ProblemCodes.TooManyRequests,
            "Too many requests",
            "The key has asked more often than it may, or too many wrong keys came from this address; "
                + "the header Retry-After says when to try again."),
        StatusCodes.Status503ServiceUnavailable => Details(status, ProblemCodes.Unavailable, "Temporarily unavailable"),
        >= 500 => Details(status, ProblemCodes.Internal, "Something went wrong here", "The failure was logged under the trace id."),
        _ => Details(status, ProblemCodes.InvalidRequest, "The request is not valid"),
    };
}
