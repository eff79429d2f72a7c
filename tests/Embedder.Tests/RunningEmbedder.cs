using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace PromptIntel.Embedder.Tests;

/// <summary>The program, on a port of this machine.</summary>
public sealed class RunningEmbedder : IDisposable
{
    private readonly Lazy<(IDisposable Program, HttpClient Client)> _running;

    public RunningEmbedder(LoadedModel loaded) => _running = new(() =>
    {
        var program = new Embedder(loaded.DataDirectory);
        program.UseKestrel(0);
        return (program, program.CreateClient());
    });

    public HttpClient Client
    {
        get
        {
            LoadedModel.SkipWithoutWeights();
            return _running.Value.Client;
        }
    }

    public void Dispose()
    {
        if (_running.IsValueCreated)
        {
            _running.Value.Client.Dispose();
            _running.Value.Program.Dispose();
        }
    }

    private sealed class Embedder(string directory) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
            .UseSetting($"{EmbedderOptions.SectionName}:{nameof(EmbedderOptions.DataDirectory)}", directory)
            .UseSetting($"{EmbedderOptions.SectionName}:{nameof(EmbedderOptions.MaxWaiting)}", "12");
    }
}
