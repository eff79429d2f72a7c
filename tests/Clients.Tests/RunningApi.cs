using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

using PromptIntel.Tests.Shared;

[assembly: AssemblyFixture(typeof(PromptIntel.Clients.Tests.SharedApi))]

namespace PromptIntel.Clients.Tests;

/// <summary>
/// The real service as a process of its own, with a database of its own and the shipped content. Its port and data outlive a kill.
/// </summary>
internal sealed partial class RunningApi : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-clients-").FullName;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly string[] _roles;
    private string _urls = "http://127.0.0.1:0";
    private Process? _process;

    private RunningApi(string[] roles) => _roles = roles;

    public Uri Address => new(_urls);

    /// <summary>Starts it with a key for each role, which <see cref="KeyOf"/> gives; with none it is open.</summary>
    public static async Task<RunningApi> CreateAsync(params string[] roles)
    {
        var api = new RunningApi(roles);
        await api.StartAsync();
        return api;
    }

    public static string KeyOf(string role) => $"key-of-a-{role}";

    /// <summary>Starts it, or starts it again where it was; returns when it serves.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Programs.PathOf("PromptIntel.Api"), "--urls", _urls])
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["PromptIntel__Inference__Provider"] = "Offline";
        // What a killed one had begun is taken up soon.
        start.Environment["PromptIntel__Execution__LeaseDuration"] = "00:00:03";
        start.Environment.Remove("OPENAI_API_KEY");
        start.Environment.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");

        for (int i = 0; i < _roles.Length; i++)
        {
            start.Environment[$"PromptIntel__Auth__ApiKeys__{i}__Name"] = _roles[i];
            start.Environment[$"PromptIntel__Auth__ApiKeys__{i}__Role"] = _roles[i];
            start.Environment[$"PromptIntel__Auth__ApiKeys__{i}__Hash"] =
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(_roles[i]))));
        }

        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data, address);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data, address);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Task.WhenAny(address.Task, _process.WaitForExitAsync(TestContext.Current.CancellationToken))
            .WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        Assert.True(address.Task.IsCompleted, string.Join('\n', _lines));
        _urls = await address.Task;
    }

    /// <summary>As kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Keep(string? line, TaskCompletionSource<string> address)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);

            if (ReadyLine().Match(line) is { Success: true } found)
            {
                address.TrySetResult(found.Groups[1].Value);
            }
        }
    }

    [GeneratedRegex(@"^  (http://127\.0\.0\.1:\d+)   reference at")]
    private static partial Regex ReadyLine();
}

/// <summary>One Api for all tests that do not break it.</summary>
public sealed class SharedApi : IAsyncLifetime
{
    private RunningApi? _api;

    internal RunningApi Api => _api!;

    public async ValueTask InitializeAsync() => _api = await RunningApi.CreateAsync();

    public ValueTask DisposeAsync() => _api?.DisposeAsync() ?? ValueTask.CompletedTask;
}
