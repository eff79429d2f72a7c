using System.Diagnostics;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PromptIntel.Hosting.Tests;

public sealed class WorkerTests
{
    [Fact]
    public async Task Start_WithoutASharedDatabase_RefusesInOneLine()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "PromptIntel.Worker.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program]) { RedirectStandardError = true, RedirectStandardOutput = true })!;

        string refusal = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("ConnectionStrings:promptintel", Assert.Single(refusal.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void AddWorkerLoops_AddsTheLoopsOfExecutionAndSync()
    {
        var services = new ServiceCollection();

        services.AddWorkerLoops();

        Assert.Equal(
            ["ExecutionWorker", "SyncWorker"],
            services.Where(service => service.ServiceType == typeof(IHostedService)).Select(service => service.ImplementationType!.Name));
    }
}
