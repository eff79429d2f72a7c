using System.Globalization;

using PromptIntel.Core.Catalog;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Hosting.Commands;

/// <summary>
/// Runs the checks on this installation, served on loopback for the while; one line each. Exit code 0 only when all pass. An installation
/// that was never built is built first; one that was is looked at as it is: nothing is imported and no execution is picked up.
/// </summary>
public static class ValidateCommand
{
    public static async Task<int> RunAsync(IHost host, TextWriter output, CancellationToken cancellationToken)
    {
        await OpenAsync(host.Services, cancellationToken);
        await host.StartAsync(cancellationToken);
        ValidationReport report = await host.Services.GetRequiredService<ValidationSuite>().RunAsync(cancellationToken);
        await host.StopAsync(cancellationToken);

        foreach (CheckResult check in report.Checks)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{(check.IsPassed ? "[ok]  " : "[FAIL]")} {check.Name,-16} {check.Duration.TotalMilliseconds,6:0} ms  {check.Detail}"));
        }

        int passed = report.Checks.Count(check => check.IsPassed);
        await output.WriteLineAsync($"{passed} passed, {report.Checks.Length - passed} failed");
        return report.IsPassed ? 0 : 1;
    }

    private static async Task OpenAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.PrepareDatabaseAsync(cancellationToken);
        PromptCatalog catalog = services.GetRequiredService<PromptCatalog>();
        await catalog.LoadAsync(cancellationToken);

        if (catalog.Position == 0)
        {
            await services.GetRequiredService<InstallationBuild>().RunAsync(cancellationToken);
        }
    }
}
