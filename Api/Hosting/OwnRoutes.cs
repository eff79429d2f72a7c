using System.IO.Pipelines;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text;
using System.Text.Json;

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

using PromptIntel.Api.Errors;
using PromptIntel.Core.Json;
using PromptIntel.Web.Gateway;

namespace PromptIntel.Api.Hosting;

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
        RouteEndpoint endpoint = Find(request);
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        using var body = new BoundedBuffer(MostAnswerBytes);
        DefaultHttpContext http = ToContext(request, endpoint, user, scope.ServiceProvider, body);
        http.RequestAborted = cancellationToken;

        if (await IsAllowedAsync(http, endpoint))
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

        return ToAnswer(http.Response, body);
    }

    /// <summary>
    /// As <see cref="SendAsync"/>, for a route that answers with server-sent events: each as it comes. The reader's end is the request's.
    /// </summary>
    /// <exception cref="OwnRouteRefusedException">The route answered with something else.</exception>
    public async IAsyncEnumerable<OwnEvent> FollowAsync(
        OwnRequest request, ClaimsPrincipal user, IServiceProvider services, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RouteEndpoint endpoint = Find(request);
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pipe = new Pipe();
        DefaultHttpContext http = ToContext(request, endpoint, user, scope.ServiceProvider, pipe.Writer.AsStream());
        http.RequestAborted = ended.Token;
        Task answering = AnswerAsync(http, endpoint, pipe.Writer);

        try
        {
            await using Stream answer = pipe.Reader.AsStream();

            // What kind of answer it is shows with its first bytes.
            ReadResult first = await pipe.Reader.ReadAsync(cancellationToken);
            pipe.Reader.AdvanceTo(first.Buffer.Start);

            if (http.Response.ContentType?.StartsWith(EventStream.MediaType, StringComparison.Ordinal) != true)
            {
                using var body = new BoundedBuffer(MostAnswerBytes);
                await answer.CopyToAsync(body, cancellationToken);
                throw new OwnRouteRefusedException(ToAnswer(http.Response, body));
            }

            await foreach (SseItem<string> item in SseParser.Create(answer).EnumerateAsync(cancellationToken))
            {
                yield return new OwnEvent(item.EventType, JsonElement.Parse(item.Data, StorableJson.Kept));
            }
        }
        finally
        {
            await ended.CancelAsync();
            await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AnswerAsync(DefaultHttpContext http, RouteEndpoint endpoint, PipeWriter writer)
    {
        Exception? failed = null;

        try
        {
            if (await IsAllowedAsync(http, endpoint))
            {
                await endpoint.RequestDelegate!(http);
            }
        }
        catch (Exception exception)
        {
            // The reader gets it.
            failed = exception;
        }

        await writer.CompleteAsync(failed);
    }

    private RouteEndpoint Find(OwnRequest request) => _byName.Value.GetValueOrDefault(request.Route)
        ?? throw new InvalidOperationException($"There is no route {request.Route}.");

    private static OwnAnswer ToAnswer(HttpResponse response, BoundedBuffer body) =>
        new(response.StatusCode, response.ContentType ?? "", body.ToArray())
        {
            ETag = response.Headers.ETag is [{ } etag] ? etag : null,
        };

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
        http.Request.QueryString = QueryString.Create(request.Query.Where(field => field.Value is not null));

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
            SetBody(http, "application/json", Encoding.UTF8.GetBytes(given.GetRawText()));
        }
        else if (request.Text is { } text)
        {
            SetBody(http, text.MediaType, Encoding.UTF8.GetBytes(text.Content));
        }

        http.SetEndpoint(endpoint);
        http.Response.Body = answer;
        return http;
    }

    private static void SetBody(DefaultHttpContext http, string mediaType, byte[] bytes)
    {
        http.Request.ContentType = mediaType;
        http.Request.ContentLength = bytes.Length;
        http.Request.Body = new MemoryStream(bytes);
        http.Features.Set<IHttpRequestBodyDetectionFeature>(new HasBody());
    }

    /// <summary>Answers who may not.</summary>
    private async Task<bool> IsAllowedAsync(DefaultHttpContext http, RouteEndpoint endpoint)
    {
        AuthorizationPolicy? policy = await AuthorizationPolicy.CombineAsync(
            policies, endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(), endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>());

        if (policy is null || (await authorization.AuthorizeAsync(http.User, null, policy.Requirements)).Succeeded)
        {
            return true;
        }

        int status = http.User.Identity is { IsAuthenticated: true } ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized;
        await TypedResults.Problem(Problems.ForStatus(status, http.Request.Method, "")).ExecuteAsync(http);
        return false;
    }

    private sealed class HasBody : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }
}
