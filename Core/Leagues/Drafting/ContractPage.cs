using System.Net;

using Markdig;

namespace PromptIntel.Core.Leagues.Drafting;

/// <summary>A contract as one printable HTML page: no script, no external request, no HTML from the Markdown.</summary>
internal static class ContractPage
{
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

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();

    public static string Render(string title, string markdown) =>
        $"""
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
        {Markdown.ToHtml(markdown, Pipeline)}
        </body>
        </html>

        """;
}
