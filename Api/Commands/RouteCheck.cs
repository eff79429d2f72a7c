using PromptIntel.Hosting.Commands;

namespace PromptIntel.Api.Commands;

/// <summary>Every route of the REST contract is registered with its verb.</summary>
internal sealed class RouteCheck(EndpointDataSource endpoints) : IValidationCheck
{
    public string Name => "API integration";

    public Task<string> RunAsync(CancellationToken cancellationToken)
    {
        HashSet<string> registered = [.. endpoints.Endpoints.OfType<RouteEndpoint>().SelectMany(Describe)];
        string[] missing = [.. RestContract.Routes.Where(route => !registered.Contains(route))];
        return missing.Length == 0
            ? Task.FromResult($"{RestContract.Routes.Length} routes registered")
            : throw new ValidationFailedException(
                $"{missing.Length} of {RestContract.Routes.Length} routes are not registered: {string.Join(", ", missing)}");
    }

    /// <summary>An endpoint without a list of verbs takes any.</summary>
    private static IEnumerable<string> Describe(RouteEndpoint endpoint)
    {
        string path = $"/{endpoint.RoutePattern.RawText?.Trim('/')}".Replace(":guid}", "}", StringComparison.Ordinal);
        IReadOnlyList<string> verbs = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [HttpMethods.Get];
        return verbs.Select(verb => $"{verb} {path}");
    }
}
