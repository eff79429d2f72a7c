using System.Globalization;

namespace PromptIntel.Api.Commands;

/// <summary>Runs the checks on this installation, served on loopback for the while; one line each. Exit code 0 only when all pass.</summary>
internal static class ValidateCommand
{
    public static async Task<int> RunAsync(WebApplication app, TextWriter output, CancellationToken cancellationToken)
    {
        await app.StartAsync(cancellationToken);
        ValidationReport report = await app.Services.GetRequiredService<ValidationSuite>().RunAsync(cancellationToken);
        await app.StopAsync(cancellationToken);

        foreach (CheckResult check in report.Checks)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{(check.IsPassed ? "passed" : "FAILED")}  {check.Name,-24} {check.Detail} ({check.Duration.TotalMilliseconds:0} ms)"));
        }

        int passed = report.Checks.Count(check => check.IsPassed);
        await output.WriteLineAsync($"{passed} passed, {report.Checks.Length - passed} failed");
        return report.IsPassed ? 0 : 1;
    }
}
