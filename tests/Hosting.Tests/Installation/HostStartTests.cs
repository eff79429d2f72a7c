using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

using PromptIntel.Hosting.Installation;

namespace PromptIntel.Hosting.Tests.Installation;

public sealed class HostStartTests
{
    [Fact]
    public async Task WaitForStart_ReturnsBehindEveryHostedService()
    {
        var last = new Gate();
        using IHost host = new HostBuilder().ConfigureServices(services => services.AddHostedService(_ => last)).Build();
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        Task<bool> waiting = lifetime.WaitForStartAsync(Cancellation);
        Task starting = host.StartAsync(Cancellation);
        await last.Reached.Task.WaitAsync(Cancellation);

        Assert.False(waiting.IsCompleted);
        last.Open.SetResult();
        await starting;
        Assert.True(await waiting);
        // Whoever comes later does not wait.
        Assert.True(await lifetime.WaitForStartAsync(Cancellation));
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task WaitForStart_WhenTheHostStopsBefore_IsFalse()
    {
        using IHost host = new HostBuilder().Build();
        using var stopping = new CancellationTokenSource();
        Task<bool> waiting = host.Services.GetRequiredService<IHostApplicationLifetime>().WaitForStartAsync(stopping.Token);

        await stopping.CancelAsync();

        Assert.False(await waiting);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private sealed class Gate : IHostedService
    {
        public TaskCompletionSource Reached { get; } = new();

        public TaskCompletionSource Open { get; } = new();

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            Reached.SetResult();
            await Open.Task.WaitAsync(cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
