using System.Text.RegularExpressions;

using Microsoft.AspNetCore.Mvc;

namespace PromptIntel.Api.Errors;

/// <summary>
/// Routing does not match an id that is none, so no route says what was not found. Here it is the thing that was asked for, not the route.
/// </summary>
internal static partial class MalformedIds
{
    private static readonly (string Group, string Code, string What)[] Known =
    [
        ("execution", ProblemCodes.ExecutionNotFound, "execution"),
        ("batch", ProblemCodes.BatchNotFound, "batch"),
        ("league", ProblemCodes.LeagueRecordNotFound, "record"),
        ("run", ProblemCodes.JobRunNotFound, "run"),
        ("suggestion", ProblemCodes.SuggestionNotFound, "suggestion"),
    ];

    /// <summary>Null when the path holds no malformed id.</summary>
    public static ProblemDetails? Find(string path)
    {
        Match match = Ids().Match(path);

        if (!match.Success || Guid.TryParse(match.Groups["id"].Value, out _))
        {
            return null;
        }

        (_, string code, string what) = Known.First(known => match.Groups[known.Group].Success);
        return Problems.Details(
            StatusCodes.Status404NotFound, code, $"No such {what}", "The id is a UUID, as the answer that named it had it.");
    }

    [GeneratedRegex(
        "^/api/(?:(?<execution>executions)|(?<batch>batches)|(?<league>leagues/(?:records|contracts))"
            + "|(?<run>ops/jobs/[^/]+/runs)|(?<suggestion>prompts/[^/]+/[^/]+/suggestions))/(?<id>[^/]+)(?:/|$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Ids();
}
