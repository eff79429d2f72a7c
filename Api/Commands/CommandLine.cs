using System.CommandLine;

using Microsoft.AspNetCore.Connections;

using PromptIntel.Api.Hosting;
using PromptIntel.Core.Exchange;
using PromptIntel.Hosting.Commands;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Api.Commands;

/// <summary><c>build</c>, <c>validate</c> and <c>import</c>; without a command the service runs.</summary>
internal static class CommandLine
{
    private const string BuildName = "build";
    private const string ValidateName = "validate";
    private const string ImportName = "import";
    private const string FormatOption = "--format";
    private const string IntoOption = "--into";
    private const string DryRunOption = "--dry-run";

    private static readonly string[] HelpOptions = ["--help", "-h", "-?", "--version"];

    /// <summary>Whether the arguments ask for the service and not for a command.</summary>
    public static bool Serves(string[] args) => args is not [BuildName or ValidateName or ImportName, ..];

    /// <summary>
    /// One line about an argument that is neither a command, nor one of its options, nor configuration; null when there is none. The
    /// configuration would take any misspelt option without a word, and a misspelt command would start the service.
    /// </summary>
    public static string? FindMistake(string[] args)
    {
        for (int i = 0; i < args.Length; i++)
        {
            string argument = args[i];

            if (i == 0 && argument is BuildName or ValidateName or ImportName)
            {
                continue;
            }

            if (args[0] == ImportName && (i == 1 || argument is FormatOption or IntoOption or DryRunOption))
            {
                i += argument is FormatOption or IntoOption ? 1 : 0;
                continue;
            }

            if (!argument.StartsWith('-') && !argument.Contains('=', StringComparison.Ordinal))
            {
                return $"'{Shown(argument)}' is no command; the commands are {BuildName} and {ValidateName}, "
                    + $"and {ImportName} with a directory, and without one the service runs.";
            }

            string name = argument.Split('=')[0];

            if (HelpOptions.Contains(name))
            {
                continue;
            }

            if (!Settings.IsKnown(name.TrimStart('-')))
            {
                return $"'{Shown(name)}' is neither an option (--help, --version) nor a setting, such as "
                    + $"--urls=http://localhost:5081 or --{ApiOptions.SectionName}:{nameof(ApiOptions.MaxWait)}=00:00:10.";
            }

            // --key value, as the configuration reads it.
            i += argument.Contains('=', StringComparison.Ordinal) ? 0 : 1;
        }

        return null;
    }

    /// <summary>Beside a running service, so that a check does not need its port.</summary>
    public static bool TakesAnyPort(string[] args) => args is [ValidateName, ..];

    public static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        var build = new Command(BuildName, "Import content, pin every workflow, fill store and index.");
        build.SetAction((_, cancellationToken) => BuildCommand.RunAsync(app.Services, Console.Out, cancellationToken));

        var validate = new Command(ValidateName, "Check this installation, one line each.");
        validate.SetAction((_, cancellationToken) => ValidateCommand.RunAsync(app, Console.Out, cancellationToken));

        Command import = ImportCommandOf(app);

        // --urls, --PromptIntel:... and the like belong to the configuration.
        var root = new RootCommand("PromptIntel: versioned prompts and workflows over REST. Without a command the service runs.")
        {
            TreatUnmatchedTokensAsErrors = false
        };
        build.TreatUnmatchedTokensAsErrors = false;
        validate.TreatUnmatchedTokensAsErrors = false;
        root.Add(build);
        root.Add(validate);
        root.Add(import);
        root.SetAction((_, cancellationToken) => ServeAsync(app, cancellationToken));

        // The host handles SIGTERM and drains; the parser's own two-second limit would cut that short.
        return await root.Parse(args).InvokeAsync(
            new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    private static Command ImportCommandOf(WebApplication app)
    {
        var directory = new Argument<DirectoryInfo>("directory") { Description = "Prompts as files of other tools, in folders or not." };
        directory.AcceptExistingOnly();
        var format = new Option<string>(FormatOption) { DefaultValueFactory = _ => PromptImport.Automatic, Description = "Of every file." };
        format.AcceptOnlyFromAmong([PromptImport.Automatic, .. PromptImport.Forms]);
        var into = new Option<string?>(IntoOption) { Description = "A folder that they stand in when they are imported." };
        var dryRun = new Option<bool>(DryRunOption) { Description = "Say what would be, and write nothing." };
        var import = new Command(ImportName, "Import prompts from files of other tools.") { directory, format, into, dryRun };
        import.TreatUnmatchedTokensAsErrors = false;
        import.SetAction((parsed, cancellationToken) => ImportCommand.RunAsync(
            app.Services, parsed.GetRequiredValue(directory).FullName, parsed.GetValue(into),
            new PromptImportRequest { Form = parsed.GetValue(format), IsDryRun = parsed.GetValue(dryRun) },
            Console.Out, cancellationToken));
        return import;
    }

    private static string Shown(string argument) => new([.. argument.Take(64).Select(letter => char.IsControl(letter) ? '?' : letter)]);

    private static async Task<int> ServeAsync(WebApplication app, CancellationToken cancellationToken)
    {
        StartupRules.Check(app);

        if (await TryStartAsync(app, cancellationToken))
        {
            app.Services.GetRequiredService<StartupReport>().Write(Console.Out);
            await app.WaitForShutdownAsync(cancellationToken);
        }

        return 0;
    }

    /// <summary>False when it was asked to end before it was ready.</summary>
    private static async Task<bool> TryStartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.Services.PrepareDatabaseAsync(cancellationToken);
            await app.StartAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await app.StopAsync(CancellationToken.None);
            return false;
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            // The commonest of failures needs no stack trace.
            await app.StopAsync(CancellationToken.None);
            throw new StartupRefusedException(
                $"{taken.Message.TrimEnd('.')}. Stop what listens there, or name another address: --urls http://localhost:5081");
        }
    }
}
