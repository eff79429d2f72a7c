using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.Json;

using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Logging;

using PromptIntel.Core.Json;

namespace PromptIntel.Web.Gateway;

/// <summary>
/// What pages ask the API with, as the person who signed in. One for each request of a page, and for each page that stays live.
/// </summary>
public sealed partial class ConsoleApi(
    IConsoleRoutes routes, AuthenticationStateProvider authentication, ILogger<ConsoleApi> logger)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        MaxDepth = StorableJson.MaxWrappedDepth,
    };

    /// <summary>A body of the API's own form: names become snake_case, null stays null.</summary>
    public static JsonElement Body(object value) => JsonSerializer.SerializeToElement(value, Format);

    public static T? Read<T>(JsonElement json) => json.Deserialize<T>(Format);

    /// <summary>The answer as a record whose properties are named as the API's; what the record does not name is left out.</summary>
    public async Task<Answer<T>> AskAsync<T>(OwnRequest request, CancellationToken cancellationToken = default)
    {
        OwnAnswer answer = await AskAsync(request, cancellationToken);
        return answer.IsSuccess
            ? new Answer<T>(answer.IsJson ? JsonSerializer.Deserialize<T>(answer.Body, Format) : default, null, answer.ETag)
            : new Answer<T>(default, Problem.Of(answer), null);
    }

    /// <summary>The answer as it is, for what is no JSON.</summary>
    public async Task<OwnAnswer> AskAsync(OwnRequest request, CancellationToken cancellationToken = default) =>
        await routes.SendAsync(request, await UserAsync(), cancellationToken);

    /// <exception cref="OwnRouteRefusedException">The route answered with something else than events.</exception>
    public async IAsyncEnumerable<OwnEvent> FollowAsync(
        OwnRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (OwnEvent item in routes.FollowAsync(request, await UserAsync(), cancellationToken))
        {
            yield return item;
        }
    }

    /// <summary>What a page says where it could follow a route no further: what was refused, or an outage, which is logged.</summary>
    public Problem WhyLost(Exception failure)
    {
        if (failure is OwnRouteRefusedException refused)
        {
            return Problem.Of(refused.Answer);
        }

        // Without its services the process ends, and no page with it is a failure of its own.
        if (failure is not ObjectDisposedException { ObjectName: nameof(IServiceProvider) })
        {
            LogLost(logger, failure);
        }

        return new Problem(503, "unavailable", "This page follows no further", "The service did not answer. Load the page again.", []);
    }

    /// <summary>
    /// Whether the person's role includes this one, see <see cref="Access.Roles"/>; the API decides, this hides what it would refuse.
    /// </summary>
    public async Task<bool> IsAsync(string role) => (await UserAsync()).IsInRole(role);

    private async Task<ClaimsPrincipal> UserAsync() => (await authentication.GetAuthenticationStateAsync()).User;

    [LoggerMessage(9001, LogLevel.Error, "A page could follow a route no further")]
    private static partial void LogLost(ILogger logger, Exception failure);
}
