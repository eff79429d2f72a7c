using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing.Template;

namespace PromptIntel.Api.Errors;

/// <summary>Routing refuses a body of another type than a route takes, and does not say which it takes.</summary>
internal static class AcceptedTypes
{
    public static ProblemDetails Problem(HttpContext http) => Problems.Details(
        StatusCodes.Status415UnsupportedMediaType,
        ProblemCodes.UnsupportedMediaType,
        "Unsupported media type",
        Of(http) is { Length: > 0 } types
            ? $"This route takes {string.Join(", ", types)}: send one of these as Content-Type, in UTF-8, and without Content-Encoding."
            : Problems.ForStatus(StatusCodes.Status415UnsupportedMediaType, "", "").Detail);

    /// <summary>Of the route that stands first for the path, as routing has it.</summary>
    private static string[] Of(HttpContext http)
    {
        RouteEndpoint[] routes = [.. http.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => IsFor(endpoint, http.Request))];
        decimal first = routes.Select(endpoint => endpoint.RoutePattern.InboundPrecedence).DefaultIfEmpty().Min();
        return
        [
            .. routes.Where(endpoint => endpoint.RoutePattern.InboundPrecedence == first)
                .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IAcceptsMetadata>()!.ContentTypes)
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static bool IsFor(RouteEndpoint endpoint, HttpRequest request) =>
        endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is not null
        && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(request.Method) == true
        && endpoint.RoutePattern.RawText is { } template
        && new TemplateMatcher(TemplateParser.Parse(template), []).TryMatch(request.Path, []);
}
