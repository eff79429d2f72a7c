using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Errors;
using PromptIntel.Api.Execution;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Api.Auth;

/// <summary>A body that names an entry, or the namespace that it asks about.</summary>
internal interface INamesNamespace
{
    /// <summary>Null when the body leaves it out, and is about all of them.</summary>
    string? NamespaceOf(ICatalogReader catalog);
}

/// <summary>
/// The one check of callers who are confined to namespaces, on every route of the API. A request is let through when it names only theirs:
/// in the path, the query, the body, or by the run that its <c>id</c> stands for. A route that could name one and does not, is about all of
/// them and is refused; so is one that nobody has said anything about.
/// </summary>
internal static class NamespaceScope
{
    private const string Namespace = "namespace";

    public static TBuilder WithNamespaceScope<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter((context, next) =>
            Caller.Of(context.HttpContext) is { Namespaces.IsEmpty: false } caller && Refuse(context, caller) is { } problem
                ? ValueTask.FromResult<object?>(problem)
                : next(context));

    /// <summary>What is behind the route belongs to no namespace.</summary>
    public static TBuilder OutsideNamespaces<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Outside());

    /// <summary>The route's own parameter, in the path or the query, is an entry: <c>[namespace/]name</c>.</summary>
    public static TBuilder NamesEntry<TBuilder>(this TBuilder builder, string parameter)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new EntryParameter(parameter));

    public static ProblemHttpResult OutOfScope(Caller caller) => Problems.Result(
        StatusCodes.Status403Forbidden,
        ProblemCodes.OutOfScope,
        "Not a namespace of this key",
        $"This key is for {string.Join(", ", caller.Namespaces)}; name one of them.");

    /// <summary>The namespace that a workflow's name means; of one that there is not, the one it would be looked for in.</summary>
    public static string? OfWorkflow(ICatalogReader catalog, string text) =>
        WorkflowNames.Find(catalog, text, null, null)?.Key.Namespace ?? ComponentReference.TryParse(text)?.Namespace;

    private static ProblemHttpResult? Refuse(EndpointFilterInvocationContext context, Caller caller)
    {
        HttpContext http = context.HttpContext;
        EndpointMetadataCollection metadata = http.GetEndpoint()!.Metadata;

        // A run's own filter looks at what it is a run of.
        if (metadata.GetMetadata<Outside>() is not null
            || (metadata.GetMetadata<RunById>() is not null && http.GetRouteValue("id") is not null))
        {
            return null;
        }

        string?[] named = [.. Named(context, metadata)];
        return named.Length > 0 && named.All(caller.MayName) ? null : OutOfScope(caller);
    }

    /// <summary>Every namespace that the request names; null among them for one that does not say which.</summary>
    private static IEnumerable<string?> Named(EndpointFilterInvocationContext context, EndpointMetadataCollection metadata)
    {
        HttpContext http = context.HttpContext;
        var catalog = http.RequestServices.GetRequiredService<ICatalogReader>();

        if ((http.GetRouteValue(Namespace) as string ?? Query(http, Namespace)) is { } plain)
        {
            yield return plain;
        }

        foreach (INamesNamespace body in context.Arguments.OfType<INamesNamespace>())
        {
            yield return body.NamespaceOf(catalog);
        }

        foreach (EntryParameter entry in metadata.GetOrderedMetadata<EntryParameter>())
        {
            if (http.GetRouteValue(entry.Name) is string inPath)
            {
                yield return OfWorkflow(catalog, Uri.UnescapeDataString(inPath));
            }
            else if (Query(http, entry.Name) is { } text)
            {
                // In a list a bare name is of any namespace.
                yield return EntryKey.TryParse(text, null, out EntryKey key) ? key.Namespace : null;
            }
        }
    }

    private static string? Query(HttpContext http, string name) => http.Request.Query[name] is [{ Length: > 0 } text] ? text : null;

    private sealed record Outside;

    private sealed record EntryParameter(string Name);
}
