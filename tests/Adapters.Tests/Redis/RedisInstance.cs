using System.Collections.Concurrent;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

using PromptIntel.Adapters.Redis;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.ChangeLog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Execution.Signals;
using PromptIntel.Tests.Shared;

using StackExchange.Redis;

namespace PromptIntel.Adapters.Tests.Redis;

/// <summary>What one process has of Redis: a connection, a nudge and a relay of its own; and what it heard.</summary>
internal sealed class RedisInstance : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private RedisInstance(ServiceProvider services)
    {
        _services = services;
        Nudge.Subscribe(Positions.Enqueue);
        Relay.Receive(Heard.Enqueue);
    }

    public IChangeNudge Nudge => _services.GetRequiredService<IChangeNudge>();

    public ISignalRelay Relay => _services.GetRequiredService<ISignalRelay>();

    public ExecutionSignals Signals => _services.GetRequiredService<ExecutionSignals>();

    public int Nudges => Positions.Count;

    /// <summary>With which it was nudged.</summary>
    public ConcurrentQueue<long?> Positions { get; } = [];

    public ConcurrentQueue<Signal> Heard { get; } = [];

    /// <param name="store">The installation that it belongs to.</param>
    public static async Task<RedisInstance> StartAsync(string connectionString, ICatalogStore store)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(store);
        services.AddSingleton<IConnectionMultiplexer>(_ =>
        {
            ConfigurationOptions options = ConfigurationOptions.Parse(
                $"{connectionString},abortConnect=false,allowAdmin=true,connectTimeout=1000");
            options.ReconnectRetryPolicy = new LinearRetry(100);
            return ConnectionMultiplexer.Connect(options);
        });
        services.AddPromptIntelRedis().AddPromptIntelCatalog().AddSingleton<ExecutionSignals>();
        var instance = new RedisInstance(services.BuildServiceProvider());

        foreach (IHostedService start in instance._services.GetServices<IHostedService>())
        {
            await start.StartAsync(TestContext.Current.CancellationToken);
        }

        await instance._services.GetRequiredService<PromptCatalog>().LoadAsync(TestContext.Current.CancellationToken);
        return instance;
    }

    /// <summary>A start that answers nothing the caller waits for: until this instance hears what <paramref name="other"/> sends.</summary>
    public Task WaitUntilSubscribedAsync(RedisInstance other)
    {
        Guid id = Guid.CreateVersion7();
        return Patience.WaitAsync(
            () =>
            {
                other.Relay.Send(new Signal.Changed(id));
                return Heard.Contains(new Signal.Changed(id));
            },
            "one instance hears the other");
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
