using System.Diagnostics;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PromptIntel.Hosting.Tests;

public sealed class WorkerTests
{
    [Theory]
    [InlineData("ConnectionStrings__promptintel", "", "ConnectionStrings:promptintel")]
    [InlineData(
        "PromptIntel__Execution__Concurrency", "many", "PromptIntel:Execution:Concurrency must be a whole number; what is set is none.")]
    [InlineData("PromptIntel__Sync__PollInterval", "250ms", "PromptIntel:Sync:PollInterval must be a duration")]
    [InlineData("PromptIntel__Worker__InProcess", "perhaps", "PromptIntel:Worker:InProcess must be true or false")]
    [InlineData("PromptIntel__Inference__Provider", "Anthropic", "PromptIntel:Inference:Provider must be one of Auto, OpenAI, Offline")]
    [InlineData("PromptIntel__Exection__MaxClaims", "5", "PromptIntel:Exection is no setting; did you mean PromptIntel:Execution?")]
    // The Api's keys come to both programs, and are the Api's to judge.
    [InlineData("PromptIntel__Api__MaxBodyBytes", "4096", "ConnectionStrings:promptintel")]
    public async Task Start_WhenASettingIsWrong_RefusesInOneLine(string variable, string value, string expected)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "PromptIntel.Worker.dll");
        var start = new ProcessStartInfo("dotnet", [program]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment[variable] = value;
        using var process = Process.Start(start)!;

        string refusal = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains(expected, Assert.Single(refusal.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void AddWorkerLoops_AddsTheLoopsOfExecutionApprovalsAndSync()
    {
        var services = new ServiceCollection();

        services.AddWorkerLoops();

        Assert.Equal(
            ["ExecutionWorker", "DueApprovalsWorker", "SyncWorker"],
            services.Where(service => service.ServiceType == typeof(IHostedService)).Select(service => service.ImplementationType!.Name));
    }
}
