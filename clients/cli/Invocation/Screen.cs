using System.Text.Encodings.Web;
using System.Text.Json;

using PromptIntel.Client.Transport;

using Spectre.Console;

namespace PromptIntel.Cli.Invocation;

/// <summary>
/// Where a command answers. On a terminal there are tables and colours; elsewhere a record is a line with tabs between its fields, and
/// nothing is coloured. What servers send never controls the terminal. What is no answer, such as progress, goes to the error output.
/// </summary>
internal sealed class Screen
{
    /// <summary>Letters of every language as they are; what could control a terminal stays escaped.</summary>
    private static readonly JsonSerializerOptions Indented = new(ClientJson.Options)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IAnsiConsole _answers;

    public Screen(bool isJson)
    {
        IsJson = isJson;
        IsTerminal = !Console.IsOutputRedirected;
        _answers = Create(Console.Out, IsTerminal);
        Progress = Create(Console.Error, !Console.IsErrorRedirected && !isJson);
        ShowsProgressLive = !Console.IsErrorRedirected && !isJson;
    }

    public bool IsJson { get; }

    public bool IsTerminal { get; }

    /// <summary>The error output, for what moves while a command works.</summary>
    public IAnsiConsole Progress { get; }

    public bool ShowsProgressLive { get; }

    /// <summary>Whether somebody is there to be asked.</summary>
    public static bool CanAsk => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    public static void WriteJson(object? value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Indented));

    /// <summary>In JSON the value itself, else what the action writes.</summary>
    public int Answer(object? value, Action write)
    {
        if (IsJson)
        {
            WriteJson(value);
        }
        else
        {
            write();
        }

        return ExitCode.Done;
    }

    /// <summary>Text as it is; on a terminal without what would control it.</summary>
    public void Write(string text) => Console.Out.Write(IsTerminal ? Harmless(text) : text);

    public void Line(string text, Style? style = null)
    {
        if (IsTerminal)
        {
            _answers.Write(new Text(Harmless(text), style));
            _answers.WriteLine();
        }
        else
        {
            Console.Out.WriteLine(text);
        }
    }

    public void Note(string text)
    {
        if (!IsJson)
        {
            Console.Error.WriteLine(Console.IsErrorRedirected ? text : Harmless(text));
        }
    }

    public void Table(string[] columns, IEnumerable<string?[]> rows)
    {
        if (!IsTerminal)
        {
            foreach (string?[] row in rows)
            {
                Console.Out.WriteLine(string.Join('\t', row.Select(cell => cell?.ReplaceLineEndings(" ").Replace('\t', ' '))));
            }

            return;
        }

        var table = new Table { Border = TableBorder.Simple };

        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        }

        foreach (string?[] row in rows)
        {
            table.AddRow(row.Select(cell => new Text(Harmless(cell ?? ""))));
        }

        _answers.Write(table);
    }

    /// <summary>Control characters, which could move the cursor or say things in another's name, are shown as '?'.</summary>
    public static string Harmless(string text) => string.Concat(
        text.Select(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t') ? '?' : letter));

    private static IAnsiConsole Create(TextWriter writer, bool isTerminal) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            ? ColorSystemSupport.Detect
            : ColorSystemSupport.NoColors,
        Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        Out = new AnsiConsoleOutput(writer),
    });
}
