using System.Diagnostics;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Includes;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Exchange;
using PromptIntel.Core.Exchange.Langfuse;

namespace PromptIntel.Core.Tests.Exchange;

/// <summary>Files that are made to cost: each ends, in time and memory in step with its length.</summary>
// One after the other: they measure time.
[Collection("exchange takes time")]
public sealed class HostileFileTests : IDisposable
{
    private const int OneMiB = 1_000_000;

    private readonly PromptFiles _files = new();

    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("a.prompty", "---\nname: a\n---\n", "", "x")]
    [InlineData("a.prompty", "---\nname: a\n---\nsystem", "", "x")]
    [InlineData("a.prompty", "---\nname: a\n---\n{{", "", "x")]
    [InlineData("a.txt", "{{$a}} {{", "", "x")]
    [InlineData("a.prompt", "---\nname: a\n---\n{{> ", "", "x")]
    [InlineData("a.prompt", "---\nname: a\n---\n{{> ", "a", "{")]
    [InlineData("a.prompt", "---\nname: a\ninput: { schema: { \"a", "", "b\": string } }\n---\nx")]
    [InlineData("a.jinja2", "{% if ", "", "x")]
    [InlineData("a.yaml", "template_format: semantic-kernel\ntemplate: \"{{", "", "x\"\n")]
    public async Task OneLetterAMillionTimes_Ends(string path, string before, string letter, string after)
    {
        string text = before + new string(letter.Length == 0 ? ' ' : letter[0], OneMiB) + after;
        var watch = Stopwatch.StartNew();

        Assert.NotEmpty(await _files.ImportAsync((path, text)));

        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task Export_OfTenThousandBlankLines_Ends()
    {
        await _files.Catalog.LoadAsync(Cancellation);
        await _files.Get<CatalogWriter>().CreateAsync(
            new CreateEntryRequest
            {
                Key = new EntryKey("general", "blank"),
                Content = JsonSerializer.SerializeToElement($"One{new string('\n', 10_000)}two{new string(' ', 10_000)}three"),
            },
            Cancellation);
        var watch = Stopwatch.StartNew();

        Assert.NotNull(Assert.Single(_files.Get<PromptExport>().Write(PromptExport.Prompty, null)).Text);

        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{watch.Elapsed}");
    }

    [Theory]
    [InlineData("user:", true)]
    [InlineData("  # user [a=1] : ", true)]
    [InlineData("user\n:", false)]
    [InlineData("user: x", false)]
    public async Task Export_OfALineThatWouldBeARole_IsRefused(string line, bool isRole)
    {
        await _files.Catalog.LoadAsync(Cancellation);
        await _files.Get<CatalogWriter>().CreateAsync(
            new CreateEntryRequest
            {
                Key = new EntryKey("general", "roles"),
                Content = JsonSerializer.SerializeToElement($"One\n\n{line}\ntwo"),
            },
            Cancellation);

        foreach (ExportedFile file in _files.Get<PromptExport>().Write(PromptExport.Prompty, null))
        {
            Assert.Equal(isRole, file.Errors.Any(error => error.Message.Contains("read as a role", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Export_OfAThousandBranches_IsAChain()
    {
        await _files.Catalog.LoadAsync(Cancellation);
        var text = new StringBuilder("{{#if a0}}0");
        for (int branch = 1; branch < 1_000; branch++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{{{{else if a{branch}}}}}{branch}");
        }

        WriteResult written = await _files.Get<CatalogWriter>().CreateAsync(
            new CreateEntryRequest
            {
                Key = new EntryKey("general", "chain"),
                Content = JsonSerializer.SerializeToElement(text.Append("{{else}}none{{/if}}").ToString()),
            },
            Cancellation);

        string? prompty = _files.Get<PromptExport>().Write(PromptExport.Prompty, null).SingleOrDefault()?.Text;

        Assert.True(prompty is not null, $"{written}");
        Assert.Equal(999, prompty.Split("{% elif ").Length - 1);
        Assert.Contains("{% elif a999 %}999{% else %}none{% endif %}", prompty, StringComparison.Ordinal);
    }

    [Fact]
    public void Langfuse_WithAVersionOverAndOver_IncludesNoMoreThanAPromptMay()
    {
        var tone = new EntryKey("shared", "tone");
        var reading = new LangfuseReading(new Dictionary<(EntryKey, int), string> { [(tone, 2)] = new string('a', 600_000) });
        string text = string.Concat(Enumerable.Repeat("@@@langfusePrompt:name=shared/tone|version=2@@@", 1_000));

        LangfuseText.ToTemplate(text, "prompt", reading);

        Assert.Equal(600_000, reading.Included);
        Assert.Equal(100, reading.Errors.Length);
        Assert.All(reading.Errors, error => Assert.Contains(
            $"version 2 of 'shared/tone' it includes more than {PromptComposition.MostCharacters:N0} characters", error.Message,
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Langfuse_WithVersionsThatReferToVersions_HasTheirTextsAsTemplates()
    {
        var results = await _files.ImportAsync(("all.json", """
            [{"name": "a", "version": 1, "type": "text", "prompt": "A \\{{x}} @@@langfusePrompt:name=b|version=1@@@"},
             {"name": "b", "version": 1, "type": "text", "prompt": "B \\{{y}}"},
             {"name": "c", "version": 1, "type": "text", "prompt": "C @@@langfusePrompt:name=a|version=1@@@"},
             {"name": "d", "version": 1, "type": "text", "prompt": "@@@langfusePrompt:name=e|version=1@@@"},
             {"name": "e", "version": 1, "type": "text", "prompt": "@@@langfusePrompt:name=d|version=1@@@"}]
            """));

        EntryVersion c = _files.Catalog.Find(new EntryKey("general", "c"))!.Current;
        Assert.Equal(@"C A \\{{x}} B \\{{y}}", ((PromptMessage.Text)PromptBody.Read(c.Body).Messages[0]).Content);
        Assert.Equal(3, results.Count(one => one.Status == FileStatus.Created));
        Assert.All(
            results.Where(one => one.Status == FileStatus.Refused),
            one => Assert.Contains("There is no text prompt", one.Errors[0].Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Promptfoo_WithAFileThatIsNamedOverAndOver_TakesItOnce()
    {
        string prompts = string.Concat(Enumerable.Repeat("\n  - file://*.txt\n  - file://a.txt", 900));
        (string, string)[] files = [("eval/promptfooconfig.yaml", $"prompts:{prompts}\nproviders: [x]\n")];
        var results = await _files.ImportAsync(
            [.. files, .. Enumerable.Range(0, 500).Select(one => ($"eval/{(one == 0 ? "a" : $"n{one}")}.txt", "x"))]);
        var many = await _files.ImportAsync(
            ("many/promptfooconfig.yaml", $"prompts: [{string.Join(", ", Enumerable.Repeat("a", 2_001))}]\ntests: []"));

        Assert.Equal(500, results.Count(one => one.Status == FileStatus.Created));
        Assert.Equal(500, results.Count(one => one.Status == FileStatus.Part));
        Assert.Contains("at most 2,000 prompts", Assert.Single(Assert.Single(many).Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promptfoo_WithMorePatternsThanFilesMayBe_IsRefusedByName()
    {
        string patterns = $"prompts: [{string.Join(", ", Enumerable.Range(0, 1_001).Select(one => $"file://{one}*.txt"))}]\ntests: []";

        var results = await _files.ImportAsync(
            ("a/promptfooconfig.yaml", patterns), ("b/promptfooconfig.yaml", patterns), ("b/x.txt", "x"));

        Assert.Equal(2, results.Count(one => one.Errors.Any(error => error.Message.Contains("2,000 patterns", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Promptfoo_WhoseFilesAreAllOfAnother_IsToldSo()
    {
        var results = await _files.ImportAsync(
            ("a/promptfooconfig.yaml", "prompts: [file://../x.txt]\ntests: []"),
            ("b/promptfooconfig.yaml", "prompts: [file://../x.txt]\ntests: []"), ("x.txt", "Hello"));

        Assert.Equal(
            [("a/promptfooconfig.yaml", FileStatus.Created), ("b/promptfooconfig.yaml", FileStatus.Refused), ("x.txt", FileStatus.Part)],
            results.Select(one => (one.File, one.Status)));
        Assert.Contains("no other file", Assert.Single(results[1].Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_OfAKind_AreFiftyAndACount()
    {
        string text = string.Concat(Enumerable.Repeat("{{ a | upper }}\n", 60_000));
        var watch = Stopwatch.StartNew();

        FileResult result = Assert.Single(await _files.ImportAsync(("a.jinja2", text)));
        string defaults = string.Concat(Enumerable.Repeat("{{ a | default('x') }}\n", 40_000));
        FileResult remarked = Assert.Single(await _files.ImportAsync(("b.jinja2", defaults)));

        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{watch.Elapsed}");
        Assert.Equal((51, "59,950 more are not listed."), (result.Errors.Length, result.Errors[^1].Message));
        Assert.Contains(remarked.Remarks, remark => remark.Message.EndsWith("more are not listed.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_OfMorePromptsThanOneHolds_RefusesTheFileByName()
    {
        string lines = string.Concat(Enumerable.Range(0, PromptImport.MostPrompts).Select(
            one => $$"""{"name":"n{{one}}","prompt":"b","tags":[]}""" + "\n"));
        var dry = new PromptImportRequest { IsDryRun = true };

        var results = await _files.ImportAsync(dry, ("a.txt", "One"), ("b.jsonl", lines), ("c.txt", "Two"));

        Assert.Equal([("a.txt", FileStatus.Created), ("b.jsonl", FileStatus.Refused), ("c.txt", FileStatus.Created)],
            results.Select(one => (one.File, one.Status)));
        Assert.Contains("at most 20,000 prompts", results[1].Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfAHistory_IsOneVersionANumber_AndEndsBetweenFilesWhenItIsCancelled()
    {
        string lines = string.Concat(Enumerable.Range(1, 300).Append(7).Select(
            one => $$"""{"name":"long","version":{{one}},"prompt":"b{{one}}","labels":[]}""" + "\n"));

        var results = await _files.ImportAsync(("a.jsonl", lines));

        Assert.Equal(300, _files.Catalog.Find(new EntryKey("general", "long"))!.LatestVersion);
        FileResult refused = Assert.Single(results, one => one.Status == FileStatus.Refused);
        Assert.Contains("comes from a.jsonl already", refused.Errors[0].Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _files.Get<PromptImport>().RunAsync(
            [new SourceFile("a.txt", "x"u8.ToArray())], new PromptImportRequest(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Value_ThatIsNestedDeepOrHasAPropertyTwice_RefusesItsFileAlone()
    {
        string deep = $"{new string('[', 63)}1{new string(']', 63)}";
        const string Twice = """'{"type": "string", "type": "number"}'""";

        var results = await _files.ImportAsync(
            ("a.txt", "One"),
            ("k.yaml", $"template: x\ntemplate_format: handlebars\ninput_variables:\n  - {{ name: q, json_schema: {Twice} }}\n"),
            ("x.prompt", $"---\next: {deep}\n---\nx"),
            ("y.prompty",
                $"---\ninputs:\n  - {{ name: q, kind: array, default: {deep[4..^4]} }}\n"
                + $"outputs:\n  a: {{ kind: array, sample: {deep[4..^4]} }}\n---\n{{{{q}}}}"),
            ("z.txt", "Two"));

        Assert.Equal((FileStatus.Created, FileStatus.Created), (results[0].Status, results[^1].Status));
        Assert.Equal(new EntryError("json_schema.type", "It stands here twice."), Assert.Single(results[1].Errors));
        Assert.All(results, result => Assert.True(result.Status != FileStatus.Refused || result.Errors.Length > 0));
    }

    [Theory]
    [InlineData("# Title\n\n---\n\ntext", "text", FileStatus.Created)]
    [InlineData("# Title\n---\nsample: { a: 1 }\n---\ntext", "prompty", FileStatus.Created)]
    [InlineData("---\nsample: { a: 1 }\ntext", "markdown", FileStatus.Refused)]
    public async Task Fence_AloneBehindATitle_IsText(string text, string form, FileStatus status)
    {
        FileResult result = Assert.Single(await _files.ImportAsync(("a.md", text)));

        Assert.Equal((form, status), (result.Form, result.Status));
    }
}
