using PromptIntel.Hosting.Commands;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Api.Ops;

internal static class OpsMapping
{
    public static BuildResponse ToResponse(this BuildReport report) => new(
        report.IsClean ? "success" : "failed",
        report.Directory,
        report.Content?.Files ?? 0,
        report.Content?.Created.Length ?? 0,
        report.Content?.Updated.Length ?? 0,
        report.Content?.Unchanged ?? 0,
        [.. report.Content?.Diverged.Select(key => key.ToString()) ?? []],
        [
            .. report.Content?.Errors.Select(error => error.ToString()) ?? [],
            .. report.Examples?.Errors.Select(error => $"{error.File}:{error.Line}: {error.Detail}") ?? []
        ],
        report.Workflows,
        [.. report.BrokenWorkflows.Select(workflow => $"{workflow.Key}: {string.Join("; ", workflow.Reasons)}")],
        report.Index?.Generation,
        Math.Round(report.Duration.TotalSeconds, 3));

    public static ValidateResponse ToResponse(this ValidationReport report) => new(
        report.IsPassed ? "success" : "failed",
        report.Checks.Count(check => check.IsPassed),
        report.Checks.Count(check => !check.IsPassed),
        [.. report.Checks.Select(check => new CheckItem(
            check.Name, check.IsPassed ? "passed" : "failed", check.Detail, Math.Round(check.Duration.TotalSeconds, 3)))]);
}
