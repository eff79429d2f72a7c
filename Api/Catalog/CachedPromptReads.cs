using System.Globalization;

using PromptIntel.Api.Auth;
using PromptIntel.Core.Access;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Api.Catalog;

/// <summary>
/// Answers <c>GET /api/prompts/{namespace}/{name}</c> from memory before routing, binding and filters, which cost more than the answer.
/// Stands first, so that error handling, which a read from memory does not need, costs nothing either.
/// Whatever is not the plain case (an unknown key, other query parameters, Markdown, another origin, an archived entry, a prompt that
/// includes others) goes on to the route, which gives the same answers: who may read is decided by <see cref="KeyAccess"/> for both, and a
/// page of another origin, which CORS decides about, is always the route's.
/// </summary>
internal sealed class CachedPromptReads(RequestDelegate next, PromptCatalog catalog, KeyAccess access, EndpointDataSource endpoints)
{
    private const string Prefix = "/api/prompts/";
    private const string VersionQuery = "?version=";
    private const string LabelQuery = "?label=";

    private Endpoint? _route;

    public Task InvokeAsync(HttpContext http)
    {
        HttpRequest request = http.Request;

        if (!HttpMethods.IsGet(request.Method)
            || request.Path.Value is not { } path
            || !path.StartsWith(Prefix, StringComparison.Ordinal)
            || !TryReadKey(path, out EntryKey key)
            || !TryReadSelector(request.QueryString.Value, out VersionSelector selector)
            || !IsPlain(request.Headers)
            || catalog.FindDocument(key, selector) is not { IncludesOthers: false } document
            || access.Decide(http) is not KeyAnswer.Known { Caller.Role: >= Role.Reader } known
            || !known.Caller.MayName(key.Namespace)
            || catalog.Find(key) is null or { IsArchived: true }
            // Counted last: what goes on to the route is counted there, one request too many among it.
            || known.Take() is not null)
        {
            return next(http);
        }

        // For telemetry: metrics and spans name the route that would have answered.
        http.SetEndpoint(_route ??= endpoints.Endpoints.First(
            endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == PromptDocuments.RouteName));
        return PromptDocuments.WriteJsonAsync(http, document, isImmutable: selector.Version is not null);
    }

    private static bool TryReadKey(string path, out EntryKey key)
    {
        int slash = path.IndexOf('/', Prefix.Length);
        bool isEntry = slash > Prefix.Length && slash < path.Length - 1 && path.IndexOf('/', slash + 1) < 0;
        key = isEntry ? new EntryKey(path[Prefix.Length..slash], path[(slash + 1)..]) : default;
        return isEntry;
    }

    private static bool TryReadSelector(string? query, out VersionSelector selector)
    {
        selector = default;

        if (string.IsNullOrEmpty(query))
        {
            return true;
        }

        if (query.StartsWith(VersionQuery, StringComparison.Ordinal)
            && int.TryParse(query.AsSpan(VersionQuery.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int version))
        {
            selector = VersionSelector.ForVersion(version);
            return version > 0;
        }

        if (query.StartsWith(LabelQuery, StringComparison.Ordinal) && query.AsSpan(LabelQuery.Length).IndexOfAny("%&+=") < 0)
        {
            selector = VersionSelector.ForLabel(query[LabelQuery.Length..]);
            return true;
        }

        return false;
    }

    private static bool IsPlain(IHeaderDictionary headers) =>
        headers.Origin.Count == 0
            && !headers.ContainsKey(MinPosition.Header)
            && !headers.Accept.ToString().Contains("markdown", StringComparison.OrdinalIgnoreCase);
}
