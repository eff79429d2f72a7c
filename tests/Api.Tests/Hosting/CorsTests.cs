using Microsoft.AspNetCore.Hosting;

namespace PromptIntel.Api.Tests.Hosting;

/// <summary>A service that one origin may call from a browser.</summary>
public sealed class CorsHost : ApiHost
{
    public const string Origin = "https://app.example";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("PromptIntel:Api:CorsOrigins:0", Origin);
    }
}

public class CorsTests(CorsHost host) : IClassFixture<CorsHost>
{
    private const string AllowOrigin = "Access-Control-Allow-Origin";
    private const string AllowCredentials = "Access-Control-Allow-Credentials";

    private readonly HttpClient _client = host.CreateClient();

    [Theory]
    [InlineData("/api/prompts/catalog")]
    [InlineData("/api/prompts/workflows/extract_questionnaire")]
    [InlineData("/api/prompts/workflows/extract_questionnaire?version=1")]
    [InlineData("/api/prompts/general/no_such_prompt")]
    public async Task Get_WhenOriginIsAllowed_MayBeReadThereWithoutCredentials(string path)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, path, CorsHost.Origin);

        Assert.Equal(CorsHost.Origin, response.Headers.GetValues(AllowOrigin).Single());
        Assert.False(response.Headers.Contains(AllowCredentials));
        Assert.Contains("ETag", response.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/prompts/catalog")]
    [InlineData("/api/prompts/workflows/extract_questionnaire")]
    public async Task Get_WhenOriginIsAnother_MayNotBeReadThere(string path)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, path, "https://evil.example");

        Assert.False(response.Headers.Contains(AllowOrigin));
    }

    [Theory]
    [InlineData("POST", "/api/prompts/execute")]
    [InlineData("PUT", "/api/prompts/general/classify_text/labels/staging")]
    [InlineData("DELETE", "/api/prompts/general/classify_text")]
    public async Task Preflight_WhenOriginIsAllowed_AllowsMethodAndKey(string method, string path)
    {
        using HttpResponseMessage response = await PreflightAsync(method, path, CorsHost.Origin);

        Assert.Equal(CorsHost.Origin, response.Headers.GetValues(AllowOrigin).Single());
        Assert.Contains(method, response.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
        Assert.Contains(
            "x-api-key", response.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.OrdinalIgnoreCase);
        Assert.False(response.Headers.Contains(AllowCredentials));
        Assert.Equal("7200", response.Headers.GetValues("Access-Control-Max-Age").Single());
    }

    [Fact]
    public async Task Preflight_WhenOriginIsAnother_AllowsNothing()
    {
        using HttpResponseMessage response = await PreflightAsync("POST", "/api/prompts/execute", "https://evil.example");

        Assert.False(response.Headers.Contains(AllowOrigin));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Methods"));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string origin)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<HttpResponseMessage> PreflightAsync(string method, string path, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", "content-type,x-api-key");
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
