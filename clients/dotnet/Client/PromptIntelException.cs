using System.Net;

using PromptIntel.Client.Transport;

namespace PromptIntel.Client;

/// <summary>
/// The server refused a request, by problem details (RFC 9457). The message says what, and for bad input which field and what is allowed.
/// </summary>
public sealed class PromptIntelException : Exception
{
    internal PromptIntelException(HttpStatusCode status, Problem problem, TimeSpan? retryAfter)
        : base(Describe(problem))
    {
        Status = status;
        Code = problem.Code ?? "";
        Title = problem.Title ?? "";
        Detail = problem.Detail;
        TraceId = problem.TraceId;
        Errors = problem.Errors ?? new Dictionary<string, IReadOnlyList<string>>();
        RetryAfter = retryAfter;
    }

    public HttpStatusCode Status { get; }

    /// <summary>Stable, to decide by, such as <c>version_conflict</c>; empty where something else than PromptIntel answered.</summary>
    public string Code { get; }

    public string Title { get; }

    public string? Detail { get; }

    /// <summary>Finds what happened in the traces of the server.</summary>
    public string? TraceId { get; }

    /// <summary>What is wrong, by field of the request.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; }

    /// <summary>When to try again, if the server says.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether the server cannot answer now and the same request may succeed later.</summary>
    public bool IsOutage => (int)Status is >= 500 or 429 or 408;

    private static string Describe(Problem problem)
    {
        string fields = string.Join("; ", (problem.Errors ?? []).Select(field => $"{field.Key}: {string.Join(" ", field.Value)}"));
        return (problem.Title, problem.Detail, fields) switch
        {
            (var title, null or "", "") => title ?? "The request was refused",
            (var title, var detail, "") => $"{title}: {detail}",
            (var title, _, _) => $"{title}: {fields}",
        };
    }
}
