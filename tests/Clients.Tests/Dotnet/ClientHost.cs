using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

using PromptIntel.Client;
using PromptIntel.Client.Caching;
using PromptIntel.Client.Catalog;

namespace PromptIntel.Clients.Tests.Dotnet;

/// <summary>An application that uses the client as its users do: by service discovery, in a host of its own.</summary>
internal sealed class ClientHost : IAsyncDisposable
{
    private readonly IHost _host;

    public ClientHost(RunningApi api, string? key = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration["services:api:http:0"] = api.Address.ToString();
        builder.Configuration["PromptIntel:Client:ApiKey"] = key;
        builder.AddPromptIntelClient("api");
        _host = builder.Build();
    }

    public PromptIntelClient Client => _host.Services.GetRequiredService<PromptIntelClient>();

    public PromptCache Cache => _host.Services.GetRequiredService<PromptCache>();

    /// <summary>A text prompt with the variable <c>name</c>, of a name of its own.</summary>
    public async Task<PromptReference> CreatePromptAsync(string text = "Hello {{name}}")
    {
        var reference = new PromptReference("general", $"t{Guid.CreateVersion7():N}");
        await Client.Prompts.CreateAsync(new NewEntry(reference.Namespace, reference.Name, text), TestContext.Current.CancellationToken);
        return reference;
    }

    public Task<UpdatedEntry> UpdateAsync(PromptReference reference, string text) => Client.Prompts.UpdateAsync(
        new EntryUpdate(reference.Namespace, reference.Name) { Content = text }, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ((IAsyncDisposable)_host).DisposeAsync();
}
