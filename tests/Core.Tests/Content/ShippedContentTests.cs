using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;


using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Catalog.Templates;
using PromptIntel.Core.Schemas;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Content;

/// <summary>The prompts that a new installation starts from.</summary>
public sealed partial class ShippedContentTests
{
    private static readonly (string Path, AuthoredEntry Entry)[] Prompts =
        [.. SourceTree.Files(Path.Combine("content", "prompts"), "*.md").Select(file => (file.Path, PromptMarkdown.Parse(file.Text)))];

    [Fact]
    public void Prompts_Always_Parse()
    {
        string[] errors = [.. Prompts.SelectMany(prompt => prompt.Entry.Errors.Select(error => $"{prompt.Path}: {error}"))];

        Assert.Empty(errors);
    }

    [Fact]
    public void Prompts_Always_FillSevenNamespaces()
    {
        string[] namespaces = [.. Prompts.Select(prompt => prompt.Path.Split('/')[2]).Distinct().Order(StringComparer.Ordinal)];

        Assert.Equal(["agents", "commands", "components", "contracts", "general", "legal", "workflows"], namespaces);
        Assert.True(Prompts.Length >= 60, $"{Prompts.Length} prompts");
    }

    [Fact]
    public void Prompts_Always_SayWhatTheyAreFor()
    {
        string[] poor =
            [.. Drafts().Where(prompt => prompt.Draft.Description.Length < 20 || prompt.Draft.Tags.IsEmpty).Select(prompt => prompt.Path)];
        string[] repeated =
            [.. Drafts().GroupBy(prompt => prompt.Draft.Description).Where(group => group.Count() > 1).Select(group => group.Key)];

        Assert.Empty(poor);
        Assert.Empty(repeated);
    }

    [Fact]
    public void Prompts_Always_UseDeclaredVariablesOnly()
    {
        string[] errors = [.. Drafts().SelectMany(prompt => Check(prompt.Draft.Body).Select(error => $"{prompt.Path}: {error}"))];

        Assert.Empty(errors);
    }

    [Fact]
    public void Prompts_Always_UseEveryVariableTheyDeclare()
    {
        string[] unused =
            [.. Drafts().SelectMany(prompt => Unused(PromptBody.Read(prompt.Draft.Body)).Select(name => $"{prompt.Path}: {name}"))];

        Assert.Empty(unused);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Prompts_WhenGivenWhatTheyDeclare_Render(bool withOptional)
    {
        var renderer = Checks.Renderer();

        string[] refused = [.. Drafts().Select(prompt => (prompt.Path, Result: Render(renderer, prompt.Draft, withOptional)))
            .Where(prompt => prompt.Result is not RenderResult.Rendered)
            .Select(prompt => $"{prompt.Path}: {prompt.Result}")];

        Assert.Empty(refused);
    }

    [Fact]
    public void Prompts_WhenTheirSchemaStandsInline_HaveOneThatCanBeEnforced()
    {
        var validator = new JsonSchemaValidator();

        string[] errors = [.. Drafts()
            .Select(prompt => (prompt.Path, PromptBody.Read(prompt.Draft.Body).OutputSchema))
            .Where(prompt => prompt.OutputSchema is { ValueKind: JsonValueKind.Object })
            .Select(prompt => (prompt.Path, Error: validator.CheckSchema(prompt.OutputSchema!.Value)))
            .Where(prompt => prompt.Error is not null)
            .Select(prompt => $"{prompt.Path}: {prompt.Error}")];

        Assert.Empty(errors);
    }

    // In YAML { description: Names, dates } is a field "description" and an empty field "dates".
    [Fact]
    public void Prompts_Always_QuoteDescriptionsThatHoldCommas()
    {
        string[] split = [.. Drafts()
            .Select(prompt => (prompt.Path, Body: PromptBody.Read(prompt.Draft.Body)))
            .SelectMany(prompt => EmptyFields(prompt.Body.Variables)
                .Concat(EmptyFields(prompt.Body.OutputSchema ?? default))
                .Select(name => $"{prompt.Path}: {name}"))];

        Assert.Empty(split);
    }

    [Theory]
    [InlineData("email_triage.jsonl", "classify_email", "category")]
    [InlineData("email_triage.jsonl", "prioritise_email", "priority")]
    [InlineData("clause_comparison.jsonl", "compare_clause_to_template", "deviation")]
    [InlineData("clause_comparison.jsonl", "compare_clause_to_template", "favours")]
    public void FewShotExamples_Always_CarryLabelsThatThePromptAllows(string file, string prompt, string field)
    {
        EntryDraft draft = Drafts().Single(candidate => candidate.Path.EndsWith($"/workflows/{prompt}.md", StringComparison.Ordinal)).Draft;
        JsonElement allowed = PromptBody.Read(draft.Body).OutputSchema!.Value.GetProperty("properties")
            .GetProperty(field)
            .GetProperty("enum");

        string[] labels = [.. File.ReadLines(Path.Combine(SourceTree.Root, "content", "examples", "few_shot", file)).Select(
            line => JsonElement.Parse(line).GetProperty(field).GetString()!)];

        Assert.True(labels.Length >= 10, $"{labels.Length} examples");
        Assert.Empty(labels.Except(allowed.EnumerateArray().Select(label => label.GetString()!)));
    }

    private static IEnumerable<string> EmptyFields(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema.EnumerateObject().SelectMany(
            field => field.Value.ValueKind == JsonValueKind.Null ? [field.Name] : EmptyFields(field.Value)),
        JsonValueKind.Array => schema.EnumerateArray().SelectMany(EmptyFields),
        _ => [],
    };

    /// <summary>Those that parse.</summary>
    internal static IEnumerable<(string Path, EntryDraft Draft)> Drafts() =>
        Prompts.Where(prompt => prompt.Entry.Draft is not null).Select(prompt => (prompt.Path, prompt.Entry.Draft!));

    private static IEnumerable<string> Unused(PromptBody body)
    {
        string tags = string.Join(
            '\n',
            body.Messages.OfType<PromptMessage.Text>().SelectMany(message => Tag().Matches(message.Content)).Select(match => match.Value));
        return !body.Variables.TryGetProperty("properties", out JsonElement properties)
            ? []
            : properties.EnumerateObject()
                .Select(property => property.Name)
                .Where(name => !Regex.IsMatch(tags, $@"\b{Regex.Escape(name)}\b"));
    }

    private static ImmutableArray<EntryError> Check(JsonElement body)
    {
        ParsedPrompt.Parse(PromptBody.Read(body), TemplateLimits.Default, out ImmutableArray<EntryError> errors);
        return errors;
    }

    private static RenderResult Render(PromptRenderer renderer, EntryDraft draft, bool withOptional)
    {
        JsonElement values = JsonSerializer.SerializeToElement(
            SampleValues.Object(PromptBody.Read(draft.Body).InputSchema(), withOptional));
        return renderer.Render(
            draft.ToVersion(new EntryKey("general", "sample"), 1, VersionSource.Content, DateTimeOffset.UnixEpoch, null, null),
            values,
            TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"\{\{[^{}]*\}\}")]
    private static partial Regex Tag();
}
