using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Tests.Pages;

/// <summary>docs/prompt-format.md explains every field that the parser knows, and no other.</summary>
public sealed class PromptFormatPageTests
{
    private const string Page = "prompt-format.md";

    [Fact]
    public void Fields_AreThoseOfTheFrontMatterAndOfJson()
    {
        AuthoredEntry authored = PromptMarkdown.Parse("---\nunknown: 1\n---\nuser:\nHi");

        Assert.Equal(
            DocumentedNames.Allowed([.. Details(authored.Errors), .. Refusals("""{"unknown":1}""")]),
            DocumentedNames.InSection(Page, "Fields"));
    }

    [Fact]
    public void Messages_HaveTheFieldsOfMessagesAndParts() => Assert.Equal(
        DocumentedNames.Allowed(Refusals(
            """
            {"messages":[{"role":"user","content":"x","unknown":1},{"type":"placeholder","name":"x","unknown":1},
             {"role":"user","content":[{"type":"text","text":"x","unknown":1},{"type":"image","url":"x","unknown":1}]}]}
            """)),
        DocumentedNames.InSection(Page, "Messages"));

    [Fact]
    public void Parameters_AreThoseThatAPromptMaySet() => Assert.Equal(
        DocumentedNames.Allowed(
            Refusals("""{"messages":[{"role":"user","content":"x"}],"parameters":{"unknown":1}}""")),
        DocumentedNames.InSection(Page, "Parameters"));

    private static IEnumerable<string> Refusals(string body)
    {
        Assert.False(PromptBody.TryRead(JsonElement.Parse(body), out _, out ImmutableArray<EntryError> errors));
        return Details(errors);
    }

    private static IEnumerable<string> Details(ImmutableArray<EntryError> errors) => errors.Select(error => error.Message);
}
