using System.Net.Sockets;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Diagnostics.HealthChecks;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Catalog;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Api.Hosting;

/// <summary>
/// Reads a prompt from this process over its own port, by each way that a request can take, before the process says that it is ready: the
/// first request loads and compiles what the others then find, and should not be a client's. Where there is no port to ask (https only, a
/// server in memory), or nobody answers in time, it is ready without.
/// </summary>
internal sealed class OwnRequests(IServer server, PromptCatalog catalog, OwnKey key, IdTokenWarmUp tokens, TimeProvider time)
    : IHostedLifecycleService, IHealthCheck
{
    public const string Name = "warm";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long a probe that comes early waits for them before it is told that they are not answered.</summary>
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        string own = key.Make();

        try
        {
            using var bound = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
            await Task.WhenAll(tokens.RunAsync(either.Token), AskAsync(own, either.Token));
        }
        catch (Exception exception) when (
            exception is SocketException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // What was not warmed is the first client's to wait for.
        }
        finally
        {
            key.Forget(own);
            _done.TrySetResult();
        }
    }

    /// <summary>Healthy once they are answered; an early probe waits for that, since each refusal is an error in the log.</summary>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await _done.Task.WaitAsync(ProbePatience, time, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy("The own requests are not answered yet.");
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task AskAsync(string own, CancellationToken cancellationToken)
    {
        if (OwnConnection.Find(server) is not { } address || catalog.Entries.OfKind(EntryKind.Prompt).FirstOrDefault() is not { } prompt)
        {
            return;
        }

        (string, string) asReader = (ApiKeyAuthentication.Header, own);
        byte[] fromMemory = OwnConnection.Get(EntryLinks.Of(prompt.Key), asReader);
        byte[] byTheRoute = OwnConnection.Get(EntryLinks.Of(prompt.Key), asReader, ("Origin", "http://localhost"));
        using var connection = new OwnConnection();
        await connection.OpenAsync(address, cancellationToken);

        foreach (byte[] request in new[] { fromMemory, fromMemory, byTheRoute, byTheRoute })
        {
            await connection.AskAsync(request, cancellationToken);
        }
    }
}
