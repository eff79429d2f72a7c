using System.Security.Claims;
using System.Text.Json;

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

using PromptIntel.Api.Errors;

namespace PromptIntel.Api.Mcp;

/// <summary>
/// Answers requests to routes of this API within the process, by the same authorization, checks and handlers as over HTTP, so that another
/// protocol has no rules of its own. Safe for concurrent use.
/// </summary>
internal sealed class OwnRoutes(
    EndpointDataSource endpoints, IAuthorizationPolicyProvider policies, IAuthorizationService authorization,
    IEnumerable<IExceptionHandler> failures)
{
    /// <summary>An answer above this is of no use to a model, and is given up while it is written.</summary>
    private const int MostAnswerBytes = 32 << 20;

    private static readonly OwnAnswer TooLarge = new(
        StatusCodes.Status413PayloadTooLarge, "text/plain", "The answer is too large for this protocol; use the REST API."u8.ToArray());

    private readonly Lazy<Dictionary<string, RouteEndpoint>> _byName = new(() => endpoints.Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null)
        .ToDictionary(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName, StringComparer.Ordinal));

    /// <exception cref="InvalidOperationException">There is no such route: a bug.</exception>
    public async Task<OwnAnswer> SendAsync(
        OwnRequest request, ClaimsPrincipal user, IServiceProvider services, CancellationToken cancellationToken)
    {
        RouteEndpoint endpoint = _byName.Value.GetValueOrDefault(request.Route)
            ?? throw new InvalidOperationException($"There is no route {request.Route}.");
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        using var body = new BoundedBuffer(MostAnswerBytes);
        DefaultHttpContext http = ToContext(request, endpoint, user, scope.ServiceProvider, body);
        http.RequestAborted = cancellationToken;

        if (!await IsAllowedAsync(endpoint, user))
        {
            await TypedResults.Problem(Problems.ForStatus(StatusCodes.Status403Forbidden, http.Request.Method, "")).ExecuteAsync(http);
        }
        else
        {
            try
            {
                await endpoint.RequestDelegate!(http);
            }
            catch (Exception) when (body.IsFull)
            {
                return TooLarge;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                await AnswerFailureAsync(http, body, exception);
            }
        }

        return new OwnAnswer(http.Response.StatusCode, http.Response.ContentType ?? "", body.ToArray());
    }

    private async Task AnswerFailureAsync(DefaultHttpContext http, BoundedBuffer body, Exception exception)
    {
        body.SetLength(0);

        foreach (IExceptionHandler failure in failures)
        {
            if (await failure.TryHandleAsync(http, exception, http.RequestAborted))
            {
                return;
            }
        }
    }

    private static DefaultHttpContext ToContext(
        OwnRequest request, RouteEndpoint endpoint, ClaimsPrincipal user, IServiceProvider services, Stream answer)
    {
        var http = new DefaultHttpContext { RequestServices = services, User = user };
        http.Request.Method = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0];
        http.Request.Scheme = "http";
        http.Request.Path = "/";
        http.Request.QueryString = QueryString.Create(request.Query);

        foreach ((string name, string value) in request.Path)
        {
            http.Request.RouteValues[name] = value;
        }

        foreach ((string name, string value) in request.Headers)
        {
            http.Request.Headers[name] = value;
        }

        if (request.Body is { } given)
        {
            byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(given);
            http.Request.ContentType = "application/json";
            http.Request.ContentLength = bytes.Length;
            http.Request.Body = new MemoryStream(bytes);
            http.Features.Set<IHttpRequestBodyDetectionFeature>(new HasBody());
        }

        http.SetEndpoint(endpoint);
        http.Response.Body = answer;
        return http;
    }

    private async Task<bool> IsAllowedAsync(RouteEndpoint endpoint, ClaimsPrincipal user)
    {
        AuthorizationPolicy? policy = await AuthorizationPolicy.CombineAsync(
            policies, endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(), endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>());
        return policy is null || (await authorization.AuthorizeAsync(user, null, policy.Requirements)).Succeeded;
    }

    private sealed class HasBody : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }
}

/// <param name="Route">The name of the route, such as <c>GetPrompt</c>.</param>
internal sealed record OwnRequest(string Route)
{
    public Dictionary<string, string> Path { get; init; } = [];

    public Dictionary<string, string?> Query { get; init; } = [];

    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Null for none.</summary>
    public JsonElement? Body { get; init; }
}

/// <summary>What a route answered.</summary>
internal sealed record OwnAnswer(int Status, string ContentType, byte[] Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public bool IsJson => ContentType.Contains("json", StringComparison.Ordinal);

    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>Of a problem: what is wrong, for a person or a model.</summary>
    public string Detail => IsJson && Json is { ValueKind: JsonValueKind.Object } problem
        && (problem.TryGetProperty("detail", out JsonElement text) || problem.TryGetProperty("title", out text))
        ? text.GetString() ?? "" : System.Text.Encoding.UTF8.GetString(Body);
}
