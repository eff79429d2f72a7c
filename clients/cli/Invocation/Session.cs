using System.CommandLine;

using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Cli.Profiles;
using PromptIntel.Client;

namespace PromptIntel.Cli.Invocation;

/// <summary>One command at work: the server that it talks to and where it answers.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly Lazy<ServiceProvider> _services;

    private Session(Screen screen, Target target, Action<PromptIntelClientOptions>? configure = null)
    {
        Screen = screen;
        Target = target;
        _services = new(() => new ServiceCollection().AddPromptIntelClient(options =>
        {
            options.Address = target.Address;
            options.ApiKey = target.Key;
            configure?.Invoke(options);
        }).BuildServiceProvider());
    }

    public Screen Screen { get; }

    public Target Target { get; }

    public PromptIntelClient Client => _services.Value.GetRequiredService<PromptIntelClient>();

    /// <summary>For another server than the command's own, or for another patience.</summary>
    public static Session For(Target target, Screen screen, Action<PromptIntelClientOptions>? configure = null) =>
        new(screen, target, configure);

    /// <summary>Makes of an action what a command does: with a session, and with every failure as a message and an exit code.</summary>
    public static void Handle(Command command, Func<Session, ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed, session => action(session, parsed, cancellationToken), cancellationToken));

    public ValueTask DisposeAsync() => _services.IsValueCreated ? _services.Value.DisposeAsync() : ValueTask.CompletedTask;

    private static async Task<int> RunAsync(
        ParseResult parsed, Func<Session, Task<int>> action, CancellationToken cancellationToken)
    {
        bool isJson = parsed.GetValue(CommonOptions.Json);

        try
        {
            Target target = Target.Choose(parsed.GetValue(CommonOptions.Server), parsed.GetValue(CommonOptions.Profile));
            await using var session = new Session(new Screen(isJson), target);
            return await action(session);
        }
        catch (UsageException usage)
        {
            return Failures.Write(usage, isJson);
        }
        catch (PromptIntelException refused)
        {
            return Failures.Write(refused, isJson);
        }
        catch (Exception away) when (Failures.IsAway(away))
        {
            return Failures.WriteUnavailable(away, isJson);
        }
        catch (Exception file) when (file is IOException or UnauthorizedAccessException)
        {
            return Failures.Write(new UsageException(file.Message), isJson);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }
}
