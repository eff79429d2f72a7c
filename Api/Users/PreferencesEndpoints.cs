using System.Globalization;

using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Errors;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Users;

namespace PromptIntel.Api.Users;

/// <summary>Preferences: their version is the entity tag, <c>If-Match</c> guards a write; <c>"0"</c> stands for none yet.</summary>
internal static class PreferencesEndpoints
{
    public static void MapPreferences(this IEndpointRouteBuilder user)
    {
        user.MapGet("/preferences", GetAsync)
            .WithName("GetPreferences")
            .WithSummary("The user's preferences; empty before the first write")
            .Answers(HeaderField.ETag);
        user.MapPut("/preferences", PutAsync)
            .WithName("PutPreferences")
            .WithSummary("Replace the preferences; If-Match guards it")
            .Reads(HeaderField.IfMatch, HeaderField.IfNoneMatch)
            .Answers(HeaderField.ETag)
            .NotAudited();
    }

    private static async Task<Ok<PreferencesResponse>> GetAsync(
        string user_id, HttpContext http, IUserStore users, CancellationToken cancellationToken) =>
        Answer(http, (await users.FindPreferencesAsync(user_id, cancellationToken)).ToResponse(user_id));

    private static async Task<Results<Ok<PreferencesResponse>, ProblemHttpResult>> PutAsync(
        string user_id, PutPreferencesRequest request, HttpContext http, UserPreferencesWriter preferences,
        CancellationToken cancellationToken)
    {
        if (!TryReadCondition(http.Request.Headers, out PreferencesCondition condition))
        {
            return Problems.Invalid(HeaderNames.IfMatch, "must be the entity tag of the preferences, such as \"3\"");
        }

        PutPreferencesResult result = await preferences.PutAsync(user_id, request.Preferences, condition, cancellationToken);
        return result is PutPreferencesResult.Written written
            ? Answer(http, written.Preferences.ToResponse(user_id))
            : ProblemMapping.ToProblem(result);
    }

    private static Ok<PreferencesResponse> Answer(HttpContext http, PreferencesResponse response)
    {
        http.Response.Headers.ETag = $"\"{response.Version.ToString(CultureInfo.InvariantCulture)}\"";
        http.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Ok(response);
    }

    /// <summary>
    /// <c>If-Match: "3"</c> demands version 3, <c>"0"</c> or <c>If-None-Match: *</c> that there are none; neither demands nothing.
    /// </summary>
    private static bool TryReadCondition(IHeaderDictionary headers, out PreferencesCondition condition)
    {
        string? match = headers.IfMatch;
        string? none = headers.IfNoneMatch;
        condition = none == "*" ? PreferencesCondition.Absent : PreferencesCondition.None;

        if (match is null)
        {
            return none is null or "*";
        }

        bool isVersion = long.TryParse(match.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out long version);
        condition = version == 0 ? PreferencesCondition.Absent : PreferencesCondition.Is(version);
        return isVersion && none is null;
    }
}
