using System.Runtime.CompilerServices;
using System.Text.Json;

using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace PromptIntel.Api.Tests.OpenApi;

public class DocumentTests(ApiHost host)
{
    private const string Regenerate = "PROMPTINTEL_WRITE_OPENAPI";

    /// <summary>Set <c>PROMPTINTEL_WRITE_OPENAPI=1</c> to write the committed document anew.</summary>
    [Fact]
    public async Task Document_WhenServed_IsTheCommittedOne()
    {
        using HttpClient client = host.CreateClient();
        string path = CommittedPath();

        string served = (await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))
            .ReplaceLineEndings("\n")
            .TrimEnd() + "\n";

        if (Environment.GetEnvironmentVariable(Regenerate) == "1")
        {
            await File.WriteAllTextAsync(path, served, TestContext.Current.CancellationToken);
        }

        Assert.True(
            served == await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken),
            $"Api/openapi/v1.json is out of date; run this test with {Regenerate}=1 and commit the difference.");
    }

    [Fact]
    public async Task Document_WhenRead_HasEveryContractRoute()
    {
        using HttpClient client = host.CreateClient();

        JsonElement paths =
            JsonElement.Parse(await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).GetProperty("paths");

        Assert.All(
            [
                ("/api/prompts/catalog", "get"),
                ("/api/prompts/search", "post"),
                ("/api/prompts/update", "post"),
                ("/api/prompts/execute", "post"),
                ("/api/prompts/batch", "post")
            ],
            route => Assert.True(paths.GetProperty(route.Item1).TryGetProperty(route.Item2, out _)));
    }

    [Fact]
    public async Task Document_WhenRead_DescribesEveryRouteWithItsProblems()
    {
        using HttpClient client = host.CreateClient();
        string[] routes = [.. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal))
            // Another product's contract, in its words and described by it.
            .Where(route => !route.RoutePattern.RawText!.StartsWith("/api/public/", StringComparison.Ordinal))
            .SelectMany(
                route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {PathOf(route)}"))];

        JsonElement paths =
            JsonElement.Parse(await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).GetProperty("paths");

        Dictionary<string, JsonElement> described = paths.EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(
                operation => (Route: $"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value)))
            .ToDictionary(operation => operation.Route, operation => operation.Value);
        Assert.Equal(routes.Order(StringComparer.Ordinal), described.Keys.Order(StringComparer.Ordinal));
        Assert.All(described.Values, operation =>
        {
            Assert.NotEqual("", operation.GetProperty("summary").GetString());
            Assert.All(["4XX", "default"], status => Assert.Equal(
                "#/components/responses/Problem", operation.GetProperty("responses").GetProperty(status).GetProperty("$ref").GetString()));
            Assert.Contains(operation.GetProperty("responses").EnumerateObject(), response => response.Name[0] == '2');
        });
    }

    [Fact]
    public async Task Document_WhenRead_NamesFieldsInSnakeCaseAndTypesThem()
    {
        using HttpClient client = host.CreateClient();

        JsonElement schemas = JsonElement.Parse(await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))
            .GetProperty("components")
            .GetProperty("schemas");

        JsonProperty[] fields = [.. schemas.EnumerateObject()
            .Where(schema => schema.Value.TryGetProperty("properties", out _))
            .SelectMany(schema => schema.Value.GetProperty("properties").EnumerateObject())];
        Assert.NotEmpty(fields);
        Assert.All(fields, field => Assert.Matches("^[a-z][a-z0-9_]*$", field.Name));
        Assert.All(
            fields.Where(field => field.Value.TryGetProperty("type", out JsonElement type)
                && type.ToString().Contains("array", StringComparison.Ordinal)),
            field => Assert.True(field.Value.TryGetProperty("items", out _), field.Name));
    }

    /// <summary>The path as the document writes it: parameters without their constraints.</summary>
    private static string PathOf(RouteEndpoint route) =>
        "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(
            part => part is RoutePatternParameterPart parameter ? $"{{{parameter.Name}}}" : ((RoutePatternLiteralPart)part).Content))));

    [Fact]
    public async Task Docs_WhenOpened_AskNoOtherHost()
    {
        using HttpClient client = host.CreateClient();

        string page = await client.GetStringAsync("/docs", TestContext.Current.CancellationToken);

        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    [InlineData("/")]
    public async Task Page_WhenAsked_IsThere(string path)
    {
        using HttpClient client = host.CreateClient();

        using HttpResponseMessage response = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.True(response.IsSuccessStatusCode);
    }

    private static string CommittedPath([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../Api/openapi/v1.json"));
}
