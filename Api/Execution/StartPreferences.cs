using System.Security.Cryptography;
using System.Text.Json;

using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Hosting;
using PromptIntel.Api.Json;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Execution;

namespace PromptIntel.Api.Execution;

/// <summary>What the headers of a start ask for.</summary>
internal static class StartPreferences
{
    private const int LongestKey = 255;

    private const string RespondAsync = "respond-async";

    /// <summary>A route that starts runs: what its headers may ask, and room for a large body.</summary>
    public static RouteHandlerBuilder StartsRuns(this RouteHandlerBuilder route) => route
        .Reads(HeaderField.IdempotencyKey, HeaderField.Prefer)
        .Answers(HeaderField.PreferenceApplied)
        .WithLargeBody();

    public static ProblemHttpResult InvalidKey() =>
        Problems.Invalid(HeaderField.IdempotencyKey.Name, $"must be one value of 1 to {LongestKey} characters");

    /// <summary>Zero when the client prefers an answer at once.</summary>
    public static TimeSpan WaitFor(HttpContext http, TimeSpan longest)
    {
        bool isAsync = http.Request.Headers[HeaderField.Prefer.Name].Any(value => value is not null
            && value.Split(',', StringSplitOptions.TrimEntries).Contains(RespondAsync, StringComparer.OrdinalIgnoreCase));

        if (isAsync)
        {
            http.Response.Headers[HeaderField.PreferenceApplied.Name] = RespondAsync;
        }

        return isAsync ? TimeSpan.Zero : longest;
    }

    /// <summary>
    /// The key of the header, scoped to caller and route; null without the header. The body's hash is taken over what was read of it, so
    /// that white space is no difference.
    /// </summary>
    public static bool TryReadKey<T>(HttpContext http, T body, string route, out IdempotencyKey? key)
    {
        key = null;

        if (http.Request.Headers[HeaderField.IdempotencyKey.Name] is not { Count: > 0 } header)
        {
            return true;
        }

        if (header is not [{ Length: > 0 and <= LongestKey } text])
        {
            return false;
        }

        byte[] hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Options));
        key = new IdempotencyKey($"{Caller.Of(http).Scope} {route}", text, Convert.ToHexStringLower(hash));
        return true;
    }
}
