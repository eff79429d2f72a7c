using System.CommandLine;

using PromptIntel.Cli.Commands;
using PromptIntel.Cli.Invocation;

var root = new RootCommand("PromptIntel: versioned prompts and workflows. Exit codes and more: docs/command-line.md.");
CommonOptions.AddTo(root);
root.Add(LoginCommand.Create());
root.Add(ProfilesCommand.Create());
root.Add(ListCommand.Create());
root.Add(SearchCommand.Create());
root.Add(GetCommand.Create());
root.Add(VersionsCommand.Create());
root.Add(DiffCommand.Create());
root.Add(EditCommand.Create());
root.Add(PromoteCommand.Create());
root.Add(RollbackCommand.Create());
root.Add(ImportCommand.Create());
root.Add(ExportCommand.Create());
root.Add(SyncCommand.Create());
root.Add(RunCommand.Create());
root.Add(BatchCommand.Create());
root.Add(RunsCommand.Create());
root.Add(ApproveCommand.Create());
root.Add(DoctorCommand.Create());
root.Add(McpCommand.Create());

ParseResult parsed = root.Parse(args);

if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync(error.Message);
    }

    await Console.Error.WriteLineAsync("promptintel --help, or --help behind a command, says what there is.");
    return ExitCode.WrongUsage;
}

return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
