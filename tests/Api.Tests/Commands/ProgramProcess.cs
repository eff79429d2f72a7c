using System.Diagnostics;

namespace PromptIntel.Api.Tests.Commands;

/// <summary>The program as a process of its own, in an empty directory of its own.</summary>
internal sealed class ProgramProcess : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-").FullName;

    public string WorkingDirectory => _directory;

    /// <summary>Runs it to its end.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments])
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment.Remove("OPENAI_API_KEY");
        start.Environment.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        using Process process = Process.Start(start)!;
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);

        try
        {
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
