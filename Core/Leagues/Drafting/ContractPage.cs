using System.Globalization;
using System.Net;

using Markdig;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;

namespace PromptIntel.Core.Leagues.Drafting;

/// <summary>
/// A contract as one printable HTML page: no script, no external request, no HTML from the Markdown. Headings, paragraphs, lists, tables,
/// quotes, rules and emphasis are read; links, images, code and HTML stand as they were written. Bounded in length before it is read.
/// </summary>
internal static class ContractPage
{
    private const int MostCharacters = 400_000;
    private const int MostInBlock = 32_000;

    // Emphasis is matched in a time that grows with the square of these.
    private const int MostMarksInBlock = 2_000;

    private const string Style = """
        @page { size: A4; margin: 22mm 20mm; }
        body { font: 11pt/1.5 Georgia, "Times New Roman", serif; color: #1b1b1b; max-width: 46rem; margin: 2rem auto; padding: 0 1.25rem; }
        h1 { font-size: 1.6rem; text-align: center; margin: 1.5rem 0; }
        h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; break-after: avoid; }
        h3 { font-size: 1rem; break-after: avoid; }
        p { margin: .45rem 0; orphans: 3; widows: 3; overflow-wrap: anywhere; }
        table { border-collapse: collapse; width: 100%; margin: 1rem 0; break-inside: avoid; }
        th, td { border: 1px solid #999; padding: .35rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
        th { background: #f2f2f2; }
        blockquote { margin: 1rem 0; padding: .25rem 1rem; border-left: 3px solid #888; color: #444; }
        @media print { body { margin: 0; max-width: none; padding: 0; } }
        """;

    private static readonly MarkdownPipeline Pipeline = CreatePipeline();

    /// <exception cref="LeagueConfigurationException">The text is too long, or nested too deep, to be a contract.</exception>
    public static string Render(string title, string markdown)
    {
        Check(markdown);
        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>{WebUtility.HtmlEncode(title)}</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            {ToHtml(markdown)}
            </body>
            </html>

            """;
    }

    private static string ToHtml(string markdown)
    {
        try
        {
            return Markdown.ToHtml(markdown, Pipeline);
        }
        catch (ArgumentException exception)
        {
            // The parser's own limit on nesting, which it says this way.
            throw new LeagueConfigurationException("the contract is nested too deep to be shown as a page", exception);
        }
    }

    private static void Check(string markdown)
    {
        if (markdown.Length > MostCharacters)
        {
            throw TooLong("the contract", MostCharacters, "characters");
        }

        (int length, int marks) = (0, 0);

        foreach (ReadOnlySpan<char> line in markdown.AsSpan().EnumerateLines())
        {
            (length, marks) = line.IsWhiteSpace() ? (0, 0) : (length + line.Length, marks + Marks(line));

            if (length > MostInBlock)
            {
                throw TooLong("a paragraph or table of the contract", MostInBlock, "characters");
            }

            if (marks > MostMarksInBlock)
            {
                throw TooLong("a paragraph or table of the contract", MostMarksInBlock, "marks of emphasis");
            }
        }
    }

    private static int Marks(ReadOnlySpan<char> line)
    {
        int marks = 0;

        for (int i = 0; i < line.Length; i++)
        {
            marks += line[i] is '*' or '_' ? 1 : 0;
            i += line[i] == '\\' ? 1 : 0;
        }

        return marks;
    }

    private static LeagueConfigurationException TooLong(string what, int most, string unit) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{what} has more than {most} {unit}"));

    /// <summary>Without what no contract uses and what cannot be read in a bounded time.</summary>
    private static MarkdownPipeline CreatePipeline()
    {
        MarkdownPipelineBuilder builder = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables();
        builder.InlineParsers.TryRemove<LinkInlineParser>();
        builder.InlineParsers.TryRemove<AutolinkInlineParser>();
        builder.InlineParsers.TryRemove<CodeInlineParser>();
        builder.BlockParsers.TryRemove<FencedCodeBlockParser>();
        builder.BlockParsers.TryRemove<IndentedCodeBlockParser>();
        builder.BlockParsers.Find<ParagraphBlockParser>()!.ParseSetextHeadings = false;
        return builder.Build();
    }
}
