using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace PromptIntel.Api.Tests.Models;

/// <summary>A service with a language model behind it, with everything that it logs at hand.</summary>
public sealed class ModelHost : ApiHost, IAsyncLifetime
{
    public const string Key = "sk-secret-of-this-test";
    public const string Model = "openai/gpt-4.1-mini";

    private readonly LogLines _log = new();

    public IReadOnlyCollection<string> Log => _log.Lines;

    internal SchemaModel Stub { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Stub = await SchemaModel.StartAsync();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("PromptIntel:Inference:Provider", "OpenAI");
        builder.UseSetting("OPENAI_API_KEY", Key);
        builder.UseSetting("OPENAI_BASE_URL", Stub.BaseUrl);
        builder.UseSetting($"PromptIntel:Inference:Prices:{Model}:InputPerMillion", "10");
        builder.UseSetting($"PromptIntel:Inference:Prices:{Model}:OutputPerMillion", "20");
        builder.ConfigureLogging(logging => logging.AddProvider(_log).AddFilter<LogLines>(null, LogLevel.Trace));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Stub.DisposeAsync();
        _log.Dispose();
    }
}
