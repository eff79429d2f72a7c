using Microsoft.AspNetCore.Hosting;

namespace PromptIntel.Api.Tests.Models;

/// <summary>An Api whose models, by OpenAI and by Azure OpenAI, are one <see cref="QuirkModel"/> on loopback.</summary>
public sealed class QuirkHost : ApiHost, IAsyncLifetime
{
    internal QuirkModel Model { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Model = await QuirkModel.StartAsync();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("PromptIntel:Inference:Provider", "OpenAI");
        builder.UseSetting("OPENAI_API_KEY", "test");
        builder.UseSetting("OPENAI_BASE_URL", Model.BaseUrl);
        builder.UseSetting("PromptIntel:Inference:Providers:azure:BaseUrl", Model.AzureUrl);
        builder.UseSetting("PromptIntel:Inference:Providers:azure:ApiKey", QuirkModel.AzureKey);
        builder.UseSetting("PromptIntel:Inference:Providers:azure:ApiVersion", QuirkModel.ApiVersion);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Model.DisposeAsync();
    }
}
