using System.Net.Http.Json;
using System.Text.Json;

using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Api.Tests.Catalog;

/// <summary>
/// A service that does not follow the change log by itself, with a clock that can be set forward and a store that can be cut off.
/// </summary>
public sealed class SleepyHost : ApiHost
{
    private readonly ShiftedTime _time = new();
    private readonly CutOff _cutOff = new();

    public ICatalogStore Store => Services.GetRequiredService<ICatalogStore>();

    public void Sleep(TimeSpan time) => _time.Shift += time;

    public void CutOffStore(bool isCutOff) => _cutOff.Is = isCutOff;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureServices(services =>
        {
            services.Remove(services.Single(service => service.ImplementationType == typeof(CatalogFollower)));
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time));
            ServiceDescriptor store = services.Last(service => service.ServiceType == typeof(ICatalogStore));
            services.Replace(ServiceDescriptor.Singleton<ICatalogStore>(
                provider => new ReachableStore((ICatalogStore)Create(store, provider), _cutOff)));
        });
    }

    private static object Create(ServiceDescriptor service, IServiceProvider provider) =>
        service.ImplementationInstance ?? service.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(
            provider, service.ImplementationType!);

    /// <summary>Stands still but for what it is shifted by, so that a slow machine is not taken for one that slept.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        private readonly DateTimeOffset _start = System.GetUtcNow();

        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => _start + Shift;
    }
}

internal sealed class CutOff
{
    public bool Is { get; set; }
}

public class WakeUpTests : IAsyncDisposable
{
    private readonly SleepyHost _host = new();
    private readonly HttpClient _client;

    public WakeUpTests() => _client = _host.CreateClient();

    [Fact]
    public async Task Read_WhenTheInstanceSlept_SeesWhatOthersWroteMeanwhile()
    {
        string name = await ApiHost.CreatePromptAsync(_client);
        await WriteElsewhereAsync(name);

        int awake = await VersionAsync(name);
        _host.Sleep(TimeSpan.FromSeconds(3));
        int woken = await VersionAsync(name);

        Assert.Equal((1, 2), (awake, woken));
    }

    [Theory]
    [InlineData("?label=production")]
    [InlineData("?format=markdown")]
    public async Task Read_WhenTheStoreCannotBeReached_IsServedWithItsAge(string query)
    {
        string name = await ApiHost.CreatePromptAsync(_client);
        _host.CutOffStore(true);
        _host.Sleep(TimeSpan.FromMinutes(5));

        using HttpResponseMessage stale = await _client.GetAsync(
            $"/api/prompts/general/{name}{query}", TestContext.Current.CancellationToken);
        _host.CutOffStore(false);
        _host.Sleep(TimeSpan.FromSeconds(3));
        using HttpResponseMessage fresh = await _client.GetAsync(
            $"/api/prompts/general/{name}{query}", TestContext.Current.CancellationToken);

        Assert.True(stale.IsSuccessStatusCode);
        Assert.InRange(stale.Headers.Age!.Value, TimeSpan.FromSeconds(299), TimeSpan.FromSeconds(360));
        Assert.Null(fresh.Headers.Age);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>As another instance does: into the store, past this one's memory.</summary>
    private async Task WriteElsewhereAsync(string name)
    {
        var change = new CatalogChange.Append(null)
        {
            Key = new EntryKey("general", name),
            At = DateTimeOffset.UnixEpoch,
            Labels = [VersionSelector.ProductionLabel],
            Suggestions = [new NewSuggestion(Guid.CreateVersion7(), "Be shorter")],
        };
        Assert.IsType<WriteResult.Written>(
            Assert.Single(await _host.Store.CommitAsync([change], null, TestContext.Current.CancellationToken)));
    }

    private async Task<int> VersionAsync(string name) =>
        (await _client.GetFromJsonAsync<JsonElement>($"/api/prompts/general/{name}", TestContext.Current.CancellationToken))
            .GetProperty("version")
            .GetInt32();
}
