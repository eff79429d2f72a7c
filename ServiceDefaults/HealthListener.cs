using System.Globalization;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace PromptIntel.ServiceDefaults;

/// <summary>A small server beside the process's own work that answers its health probes and nothing else.</summary>
internal sealed class HealthListener(HealthCheckService checks, IConfiguration configuration, IHostEnvironment environment)
    : IHostedService, IAsyncDisposable
{
    public const string PortKey = "PORT";

    private WebApplication? _app;

    /// <summary>Where it listens, once started.</summary>
    public string Address => _app!.Urls.Single();

    /// <exception cref="OptionsValidationException"><c>PORT</c> is no port number.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        string text = configuration[PortKey]!;
        int port = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= ushort.MaxValue
            ? number
            : throw new OptionsValidationException(PortKey, typeof(int), [$"{PortKey} must be a port number, not '{text}'."]);

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { EnvironmentName = environment.EnvironmentName });
        builder.WebHost.UseKestrelCore().UseUrls(
            string.Create(CultureInfo.InvariantCulture, $"http://{(environment.IsDevelopment() ? "127.0.0.1" : "0.0.0.0")}:{port}"));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(checks);
        builder.Services.AddHealthLimits();
        _app = builder.Build();
        _app.UseRouting();
        _app.MapDefaultEndpoints();
        await _app.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;
}
