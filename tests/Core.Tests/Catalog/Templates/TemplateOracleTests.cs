using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Tests.Content;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Catalog.Templates;

/// <summary>What the interpreter writes is what Handlebars writes, for the grammar that both know.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class TemplateOracleTests
{
    private const int Generated = 10_000;

    [Fact]
    public void Render_ForGeneratedTemplates_GivesTheTextOfHandlebars()
    {
        var random = new Random(20261126);
        var differences = new List<string>();

        for (int index = 0; index < Generated && differences.Count < 5; index++)
        {
            string template = GeneratedTemplate.Next(random);
            Compare(template, GeneratedTemplate.Variables, differences);
        }

        Assert.Empty(differences);
    }

    [Fact]
    public void Render_ForShippedPrompts_GivesTheTextOfHandlebars()
    {
        var differences = new List<string>();
        int compared = 0;

        foreach ((_, EntryDraft draft) in ShippedContentTests.Drafts())
        {
            PromptBody body = PromptBody.Read(draft.Body);
            JsonElement values = JsonSerializer.SerializeToElement(SampleValues.Object(body.Variables, withOptional: true));

            foreach (PromptMessage.Text message in body.Messages.OfType<PromptMessage.Text>())
            {
                Compare(message.Content, values, differences);
                compared++;
            }
        }

        Assert.Empty(differences);
        Assert.True(compared > 100, $"{compared} messages");
    }

    private static void Compare(string template, JsonElement variables, List<string> differences)
    {
        string expected = HandlebarsOracle.Render(template, variables);
        string actual = TemplateText.Render(template, variables);

        if (actual != expected)
        {
            differences.Add(
                $"{JsonSerializer.Serialize(template)}\n  Handlebars {JsonSerializer.Serialize(expected)}\n"
                    + $"  here       {JsonSerializer.Serialize(actual)}");
        }
    }
}
