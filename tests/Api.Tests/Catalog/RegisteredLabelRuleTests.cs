using System.Net;
using System.Net.Http.Json;

using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Api.Tests.Catalog;

/// <summary>A service in which one class more is registered: nobody points a label to a version on a Friday.</summary>
public sealed class FridayHost : ApiHost
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<ILabelRule, NobodyMovesOnFridays>());
    }

    private sealed class NobodyMovesOnFridays : ILabelRule
    {
        // The content of the installation is loaded on the day before.
        public LabelDecision Decide(LabelMove move) => move.Door == LabelDoor.Content || move.Label != "production"
            ? new LabelDecision.Allowed()
            : new LabelDecision.Refused("It is Friday.");
    }
}

public class RegisteredLabelRuleTests(FridayHost host) : IClassFixture<FridayHost>
{
    private readonly HttpClient _client = host.CreateClient();

    [Theory]
    [InlineData("POST", "/api/prompts", """{"namespace":"general","name":"friday","content":"x"}""")]
    [InlineData("POST", "/api/prompts/update", """{"namespace":"general","name":"classify_text","suggestions":["shorter"]}""")]
    [InlineData("POST", "/api/prompts/update", """{"namespace":"general","name":"classify_text","labels":["staging","production"]}""")]
    [InlineData("PUT", "/api/prompts/general/friday", "Hello")]
    public async Task Write_ThatMovesTheLabel_Is403WithTheReason(string method, string path, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, method == "PUT" ? "text/markdown" : "application/json"),
        };

        using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        string? detail = (await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "forbidden")).GetProperty("detail").GetString();
        Assert.Equal("It is Friday.", detail);
    }

    [Fact]
    public async Task SetLabel_IsAskedToo_AndOtherLabelsAreFree()
    {
        using HttpResponseMessage staged = await _client.PostAsJsonAsync(
            "/api/prompts/update",
            new { @namespace = "general", name = "verify_claims", suggestions = Array.Empty<string>(), labels = new[] { "staging" } },
            TestContext.Current.CancellationToken);
        int version = (await ApiHost.ReadAsync(staged)).GetProperty("version").GetInt32();

        using HttpResponseMessage moved = await _client.PutAsJsonAsync(
            "/api/prompts/general/verify_claims/labels/production", new { version }, TestContext.Current.CancellationToken);
        using HttpResponseMessage deleted = await _client.DeleteAsync(
            $"/api/prompts/general/verify_claims/labels/production?version={version}", TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(moved, HttpStatusCode.Forbidden, "forbidden");
        await ProblemAssert.IsAsync(deleted, HttpStatusCode.Forbidden, "forbidden");
    }
}
