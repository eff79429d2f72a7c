using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Api.Hosting;

namespace PromptIntel.Api.Tests.Hosting;

/// <summary>What the start says of who answers and who embeds is what happens.</summary>
public sealed class StartupReportTests
{
    [Fact]
    public async Task Start_WithAnEmbeddingProviderOnly_SaysThatTheOfflineExtractorAnswers()
    {
        string report = await ReportAsync(("EmbeddingModel", "local/minilm"));

        Assert.Contains("model    offline extractor: reads, does not write", report, StringComparison.Ordinal);
        Assert.Contains("search   by words and by meaning, local/minilm embeds", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAProviderThatAnswers_NamesIt()
    {
        string report = await ReportAsync(("DefaultModel", "local/writer"));

        Assert.Contains("model    local/writer (PromptIntel:Inference:Providers)", report, StringComparison.Ordinal);
        Assert.DoesNotContain("OPENAI_API_KEY", report, StringComparison.Ordinal);
        Assert.Contains("search   by words and by meaning, learned from the catalog itself", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAProviderThatNothingNames_SaysThatTheDefaultModelIsNotThere()
    {
        string report = await ReportAsync();

        Assert.Contains("model    no provider is configured for gpt-4.1-mini", report, StringComparison.Ordinal);
    }

    private static async Task<string> ReportAsync(params (string Name, string Value)[] inference)
    {
        await using ApiHost host = new();
        await using WebApplicationFactory<Program> configured = host.WithWebHostBuilder(builder =>
        {
            // Nobody listens there: searches go by words, and the start says what is configured.
            builder.UseSetting("PromptIntel:Inference:Provider", "Auto");
            builder.UseSetting("OPENAI_API_KEY", "");
            builder.UseSetting("PromptIntel:Inference:Providers:local:BaseUrl", "http://127.0.0.1:1/v1");
            Array.ForEach(inference, setting => builder.UseSetting($"PromptIntel:Inference:{setting.Name}", setting.Value));
        });
        StringWriter report = new();
        configured.Services.GetRequiredService<StartupReport>().Write(report);
        return report.ToString();
    }
}
