using System.Text.Json;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

using PromptIntel.Adapters.OpenAI;
using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.Tests.OpenAI;

/// <summary>A resource of Azure OpenAI, by the URLs and the errors that it has; no real one is reached.</summary>
public sealed class AzureTests
{
    private static readonly ChatOptions Sampled = new() { Temperature = 0.5f, MaxOutputTokens = 200 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_NamesTheDeployment_AndHasWhatItsModelTakes()
    {
        await using var stub = await StubEndpoint.StartAsync(StubEndpoint.Json(StubEndpoint.Completion("A")));
        using IChatClient client = Provider(stub, new() { ["o3-mini"] = "my-deployment" }).CreateClient("o3-mini");

        ChatMessage[] messages = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hi")];
        ChatResponse response = await client.GetResponseAsync(messages, Sampled, Cancellation);

        Assert.Equal("A", response.Text);
        (string path, string? authorization, JsonElement body) = Assert.Single(stub.Requests);
        Assert.Equal(("/openai/deployments/my-deployment/chat/completions", null), (path, authorization));
        Assert.Equal(200, body.GetProperty("max_completion_tokens").GetInt32());
        Assert.False(body.TryGetProperty("temperature", out _));
        Assert.Equal("developer", body.GetProperty("messages")[0].GetProperty("role").GetString());
    }

    [Fact]
    public async Task Request_WhenAParameterIsRefusedByName_IsSentOnceMoreWithoutIt()
    {
        int asked = 0;
        Func<HttpContext, Task> refuse = StubEndpoint.Json("""{"error":{"message":"No","param":"temperature"}}""", 400);
        Func<HttpContext, Task> answer = StubEndpoint.Json(StubEndpoint.Completion("A"));
        await using var stub = await StubEndpoint.StartAsync(http => Interlocked.Increment(ref asked) == 1 ? refuse(http) : answer(http));
        using IChatClient client = Provider(stub).CreateClient("gpt-4.1");

        await client.GetResponseAsync("Hi", Sampled, Cancellation);

        Assert.Equal([true, false], stub.Requests.Select(request => request.Body.TryGetProperty("temperature", out _)));
    }

    [Theory]
    [InlineData(429, """{"error":{"code":"429","message":"SECRET"}}""", ModelCallFailure.RateLimited)]
    [InlineData(401, """{"error":{"code":"401","message":"SECRET"}}""", ModelCallFailure.Refused)]
    [InlineData(404, """{"error":{"code":"DeploymentNotFound","message":"SECRET"}}""", ModelCallFailure.Refused)]
    [InlineData(500, """{"error":{"code":"InternalServerError","message":"SECRET"}}""", ModelCallFailure.Transport)]
    [InlineData(400, """{"error":{"code":"content_filter","message":"SECRET","innererror":{"code":"Policy"}}}""", ModelCallFailure.Refused)]
    public async Task Failure_IsTranslatedAndCalledOnce(int status, string error, ModelCallFailure expected)
    {
        await using var stub = await StubEndpoint.StartAsync(StubEndpoint.Json(error, status, ("retry-after-ms", "1500")));
        using IChatClient client = Provider(stub).CreateClient("gpt-4.1");

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("Hi", cancellationToken: Cancellation));

        Assert.Equal((expected, 1), (failure.Failure, stub.Requests.Count));
        Assert.DoesNotContain("SECRET", failure.Message, StringComparison.Ordinal);
        string code = JsonElement.Parse(error).GetProperty("error").GetProperty("code").GetString()!;
        Assert.Contains(code, failure.Message, StringComparison.Ordinal);
        Assert.Equal(expected == ModelCallFailure.Refused ? null : TimeSpan.FromMilliseconds(1_500), failure.RetryAfter);
    }

    [Fact]
    public async Task Answer_ThatDoesNotCome_IsATimeout()
    {
        await using var stub = await StubEndpoint.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using IChatClient client = Provider(stub, timeout: TimeSpan.FromSeconds(2)).CreateClient("gpt-4.1");

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("Hi", cancellationToken: Cancellation));

        Assert.Equal((ModelCallFailure.Timeout, 1), (failure.Failure, stub.Requests.Count));
    }

    [Theory]
    [InlineData("2024-10-21", "key", true, null)]
    [InlineData(null, null, false, null)]
    [InlineData(null, "key", true, "azure:Deployments ")]
    [InlineData("2024-10-21&x=1", "key", false, "azure:ApiVersion ")]
    [InlineData("2024-10-21", null, false, "azure:ApiKey ")]
    public void Options_ThatAreNotWhole_AreRefusedByTheirKey(string? version, string? key, bool hasDeployments, string? fault)
    {
        var options = new InferenceOptions();
        options.Providers["azure"] = new ProviderOptions
        {
            BaseUrl = new Uri("https://mine.openai.azure.com"),
            ApiKey = key,
            ApiVersion = version,
            Deployments = hasDeployments ? new() { ["gpt-4.1"] = "mine" } : [],
        };

        ValidateOptionsResult result = new ProviderRules().Validate(null, options);

        Assert.Equal(fault is null, result.Succeeded);
        Assert.Contains(fault ?? "", result.FailureMessage ?? "", StringComparison.Ordinal);
    }

    private static OpenAIModelProvider Provider(
        StubEndpoint stub, Dictionary<string, string>? deployments = null, TimeSpan? timeout = null)
    {
        var resource = new Uri(stub.BaseUrl.GetLeftPart(UriPartial.Authority));
        return new(new ModelEndpoint("azure", resource, "test-key", timeout ?? TimeSpan.FromSeconds(30), [])
        {
            ApiVersion = "2024-10-21",
            Deployments = deployments ?? [],
        });
    }
}
