using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace PromptIntel.AppHost;

/// <summary>A program of this machine that is run to its end.</summary>
internal static class Command
{
    /// <summary>Never the exit code of a program: it was not found, or did not end in time and was killed.</summary>
    private const int DidNotRun = -1;

    /// <param name="onLine">Called with each line it prints, on either output, as it comes.</param>
    /// <returns>Its exit code, and the last that it complained of or else said, or why it did not run.</returns>
    public static async Task<CommandResult> RunAsync(
        string program, IEnumerable<string> arguments, string directory, TimeSpan limit, Action<string>? onLine = null)
    {
        var printed = new ConcurrentQueue<string>();
        var complaints = new ConcurrentQueue<string>();
        using var patience = new CancellationTokenSource(limit);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = directory,
                RedirectStandardOutput = true,
                RedirectStandardError = true
            },
        };
        process.OutputDataReceived += (_, line) => Take(printed, line.Data);
        process.ErrorDataReceived += (_, line) => Take(complaints, line.Data);

        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return new CommandResult(DidNotRun, $"{program} is not installed");
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        try
        {
            await process.WaitForExitAsync(patience.Token);
            return new CommandResult(
                process.ExitCode, complaints.LastOrDefault() ?? printed.LastOrDefault() ?? $"exit code {process.ExitCode}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return new CommandResult(DidNotRun, $"no answer within {limit.TotalSeconds:0} s");
        }

        void Take(ConcurrentQueue<string> lines, string? line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                lines.Enqueue(line.Trim());
                onLine?.Invoke(line);
            }
        }
    }
}

internal sealed record CommandResult(int ExitCode, string LastLine)
{
    public bool HasSucceeded => ExitCode == 0;
}
