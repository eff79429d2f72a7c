using System.Net;
using System.Text.Json;

namespace PromptIntel.Core.Tests.Catalog.Templates;

/// <summary>The public cases of mustache that are Handlebars' grammar too; docs/templates.md lists the others.</summary>
public sealed class MustacheSuiteTests
{
    private static readonly string[] Files = ["comments", "interpolation", "inverted", "partials", "sections"];

    /// <summary>Names are not looked for in the values around: mustache's rule, not Handlebars'.</summary>
    private static readonly string[] ParentLookup = ["Parent contexts", "Variable test", "List Contexts", "Deeply Nested Contexts"];

    /// <summary>Text is never escaped, so the right text here is the plain one.</summary>
    private static readonly string[] Escaping = [
        "HTML Escaping", "Implicit Iterators - HTML Escaping", "Implicit Iterator - HTML Escaping"
    ];

    [Fact]
    public void Render_ForThePublicCases_GivesTheirTextOrRefusesThemAtWrite()
    {
        string directory = PublicSuites.Directory("mustache");
        var wrong = new List<string>();
        int passed = 0;
        int refused = 0;

        foreach (string file in Files)
        {
            using var cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, $"{file}.json")));

            foreach (JsonElement one in cases.RootElement.GetProperty("tests")
                .EnumerateArray()
                .Where(one => !ParentLookup.Contains(one.GetProperty("name").GetString())))
            {
                string name = one.GetProperty("name").GetString()!;
                string expected = one.GetProperty("expected").GetString()!;
                string actual = TemplateText.Render(one.GetProperty("template").GetString()!, one.GetProperty("data"));

                if (file == "partials" && actual.StartsWith("refused: A prompt is included by its name", StringComparison.Ordinal))
                {
                    refused++;
                }
                else if (actual == (Escaping.Contains(name) ? WebUtility.HtmlDecode(expected) : expected))
                {
                    passed++;
                }
                else
                {
                    wrong.Add($"{file}/{name}: {actual}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.Equal((106, 12), (passed, refused));
    }
}
