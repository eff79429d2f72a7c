using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Exchange;
using PromptIntel.Core.Exchange.Forms;
using PromptIntel.Core.Exchange.Sources;

namespace PromptIntel.Core.Tests.Exchange;

public sealed class PromptImportTests : IDisposable
{
    private readonly PromptFiles _files = new();

    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Import_OfConfigurationsThatNameThemselvesAndOneAnother_KeepsThePromptsOfEach()
    {
        ImmutableArray<FileResult> results = await _files.ImportAsync(
            ("a.yaml", "providers: x\nprompts: file://*\n"), ("b.yaml", "providers: x\nprompts: [file://a.yaml, 'Say {{it}}']\n"),
            ("c.txt", "Hello {{name}}"));

        Assert.Equal(
            [("a.yaml", FileStatus.Created), ("b.yaml", FileStatus.Refused), ("b.yaml", FileStatus.Created), ("c.txt", FileStatus.Part)],
            results.Select(result => (result.File, result.Status)));
    }

    [Fact]
    public async Task Import_Repeated_ChangesNothing_AndUndoesNoImprovement()
    {
        await _files.ImportAsync(("a.txt", "One {{x}}"));
        await _files.Get<CatalogWriter>().UpdateAsync(
            new UpdateEntryRequest
            {
                Key = new EntryKey("general", "a"),
                Content = System.Text.Json.JsonSerializer.SerializeToElement("Two {{x}}"),
            },
            Cancellation);

        FileResult again = Assert.Single(await _files.ImportAsync(("a.txt", "One {{x}}")));
        FileResult changed = Assert.Single(await _files.ImportAsync(("a.txt", "Three {{x}}")));

        Assert.Equal((FileStatus.Unchanged, 2), (again.Status, again.Version));
        Assert.Equal((FileStatus.Updated, 3), (changed.Status, changed.Version));
    }

    [Fact]
    public async Task Import_AsADryRun_SaysWhatWouldBe_AndWritesNothing()
    {
        var dry = new PromptImportRequest { IsDryRun = true };
        (string, string)[] files = [("a.txt", "One {{x}}"), ("b.txt", "{{#if x}}"), ("c.txt", "{{> general/a}} and {{> general/none}}")];

        var foreseen = await _files.ImportAsync(dry, files);
        long position = _files.Catalog.Position;
        var real = await _files.ImportAsync(files);

        Assert.Equal(0, position);
        Assert.Equal([FileStatus.Created, FileStatus.Refused, FileStatus.Refused], foreseen.Select(one => one.Status));
        Assert.Equal(foreseen.Select(one => one.Status), real.Select(one => one.Status));
        Assert.Equal(foreseen.SelectMany(one => one.Errors), real.SelectMany(one => one.Errors));
        Assert.Null(foreseen[0].Version);
    }

    [Fact]
    public async Task Import_ByWhoMayNotPublish_MakesCandidates()
    {
        await _files.ImportAsync(("a.txt", "One"));

        await _files.ImportAsync(new PromptImportRequest { MayPublish = false }, ("a.txt", "Two"));

        EntryState state = _files.Catalog.Find(new EntryKey("general", "a"))!;
        Assert.Equal((1, 2), (state.Current.Number, state.Labels["candidate"]));
    }

    [Fact]
    public async Task File_OfNoForm_OrNoText_IsRefused_AndWhatWasLookedForIsSaid()
    {
        var results = await _files.ImportAsync(("x.bin", "a"), ("y.yaml", "a: [1"), ("z.json", "{\"a\": 1}"), ("z.txt", " \n"));

        Assert.All(results, result => Assert.Equal(FileStatus.Refused, result.Status));
        Assert.Contains("*.prompty", results[0].Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("langfuse", results[2].Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("no text", results[3].Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_WithOneName_AreRefusedButTheFirst()
    {
        var results = await _files.ImportAsync(("a.md", "One"), ("a.txt", "Two"));

        Assert.Equal([FileStatus.Created, FileStatus.Refused], results.Select(one => one.Status));
        Assert.Contains("comes from a.md already", results[1].Errors[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../a.txt")]
    [InlineData("a//b.txt")]
    [InlineData("/a.txt")]
    [InlineData("a\\b.txt")]
    [InlineData("1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/a.txt")]
    public async Task Archive_WithAPathThatIsNone_IsRefused(string path)
    {
        SourceReading reading = await ReadAsync(zip => Write(zip, path, "x"));

        Assert.NotNull(reading.Refusal);
    }

    [Fact]
    public async Task Archive_ThatUnpacksToMoreThanAnImportHolds_IsRefusedBeforeItIsUnpacked()
    {
        SourceReading large = await ReadAsync(zip => Write(zip, "a.txt", new string('a', SourceLimits.MostBytesOfAFile + 1)));
        SourceReading many = await ReadAsync(zip =>
        {
            for (int file = 0; file <= SourceLimits.MostFiles; file++)
            {
                Write(zip, $"{file}.txt", "a");
            }
        });
        SourceReading heavy = await ReadAsync(zip =>
        {
            string content = new('a', SourceLimits.MostBytesOfAFile);
            for (int file = 0; file <= SourceLimits.MostBytes / SourceLimits.MostBytesOfAFile; file++)
            {
                Write(zip, $"{file}.txt", content);
            }
        });
        SourceReading broken = await SourceArchive.ReadAsync(new MemoryStream([1, 2, 3]), null, Cancellation);

        Assert.Contains("more than 1,048,576 bytes", large.Refusal!.Message, StringComparison.Ordinal);
        Assert.Contains("at most 2,000 files", many.Refusal!.Message, StringComparison.Ordinal);
        Assert.Contains("together", heavy.Refusal!.Message, StringComparison.Ordinal);
        Assert.Contains("zip archive", broken.Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_IsReadWithoutHiddenFilesAndLinks_AndStandsWhereItIsPut()
    {
        string directory = Directory.CreateTempSubdirectory("promptintel-").FullName;

        try
        {
            Directory.CreateDirectory(Path.Combine(directory, "sub", ".git"));
            await File.WriteAllTextAsync(Path.Combine(directory, "sub", "a.txt"), "One", Cancellation);
            await File.WriteAllTextAsync(Path.Combine(directory, "sub", ".git", "b.txt"), "Two", Cancellation);
            File.CreateSymbolicLink(Path.Combine(directory, "link.txt"), "/etc/hostname");

            SourceReading reading = await SourceFolder.ReadAsync(directory, "team/", Cancellation);

            Assert.Equal(["team/sub/a.txt"], reading.Files.Select(file => file.Path));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Folder_ThatIsTooDeepOrCannotBeRead_IsNoImport()
    {
        string directory = Directory.CreateTempSubdirectory("promptintel-").FullName;

        try
        {
            string[] deep = [directory, .. Enumerable.Repeat("d", SourceLimits.DeepestFolder)];
            Directory.CreateDirectory(Path.Combine(deep));
            await File.WriteAllTextAsync(Path.Combine([.. deep, "a.txt"]), "One", Cancellation);

            SourceReading tooDeep = await SourceFolder.ReadAsync(directory, null, Cancellation);
            SourceReading missing = await SourceFolder.ReadAsync(Path.Combine(directory, "none"), null, Cancellation);

            Assert.Contains("at most 16 deep", tooDeep.Refusal!.Message, StringComparison.Ordinal);
            Assert.Contains("none", missing.Refusal!.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData(128, false)]
    [InlineData(129, true)]
    public async Task Path_ThatNoEntryCanHave_IsRefusedInWordsThatSayWhatOneIs(int length, bool isRefused)
    {
        FileResult result = Assert.Single(await _files.ImportAsync(($"support/{new string('a', length)}.txt", "x")));

        Assert.Equal(isRefused, result.Errors.Any(error => error.Message.EndsWith(
            "must be a path of at most 128 characters with a name behind its first slash.", StringComparison.Ordinal)));
        Assert.Contains(
            "a path has at most 1,000 characters", new SourceLimits().Add(new string('a', 1_001))!.Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever the files hold, each gets an answer, read as any form.</summary>
    [Fact]
    public async Task Files_OfAnyContent_AreReadOrRefused_AndNothingThrows()
    {
        string[] seeds =
        [
            "---\nname: a\nmodel: {id: gpt, provider: openai, options: {topP: 1}}\ninputs: [{name: a, kind: string, default: 1}]\n"
            + "outputs: {b: {type: string}}\nsample: {a: 1}\ntemplate: jinja2\n---\n"
            + "system:\n{% for a in b %}{{a.x}}{% endfor %}\nuser:\n![a](http://x)\n{{a}}\n",
            "---\nmodel: googleai/x\nconfig: {temperature: 1}\ninput: {schema: {a: string, b?(array): integer}, default: {a: 1}}\n"
            + "output: {format: json, schema: {type: object}}\n---\n{{role \"user\"}}{{media url=a}}{{> b}}{{history}}",
            "name: a\ntemplate: '<message role=\"user\">{{a}}</message>'\ntemplate_format: liquid\n"
            + "input_variables: [{name: a, is_required: true, default: 1}]\nexecution_settings: {default: {model_id: x, temperature: 1}}",
            "prompts: ['a {{b}}', {id: 'file://x.txt', label: a}, {raw: a, label: b}]\n"
            + "providers: [{id: 'openai:chat:x', config: {seed: 1}}]\ntests: []",
            "{\"data\": [{\"name\": \"a/b\", \"version\": 1, \"type\": \"chat\", "
            + "\"prompt\": [{\"role\": \"user\", \"content\": \"{{a}}\"}], "
            + "\"labels\": [\"x\"], \"config\": {\"model\": \"m\"}, \"tags\": [\"t\"]}]}",
            "system:\n{a} {{$b}} {{c.d}}\n\nuser:\n{% if e == 'f' %}g{% endif %}",
        ];
        string[] splices =
        [
            "null", "[]", "{}", "1", "\"\"", "true", "-1e999", "[[1]]", "{a: {b: []}}", "\n", "---\n", "{{", "}}", "{%", "\\", "'",
            "\u0000", "\uD800",
        ];
        string[] extensions = [".prompty", ".prompt", ".yaml", ".json", ".jsonl", ".md", ".txt", ".jinja2"];
        var random = new Random(99);

        for (int round = 0; round < 4_000; round++)
        {
            string text = seeds[random.Next(seeds.Length)];

            for (int edit = random.Next(1, 6); edit > 0; edit--)
            {
                int at = random.Next(text.Length);
                int length = random.Next(0, Math.Min(12, text.Length - at));
                text = text[..at] + splices[random.Next(splices.Length)] + text[(at + length)..];
            }

            string form = random.Next(3) == 0 ? PromptImport.Automatic : PromptForms.Names[random.Next(PromptForms.Names.Length)];
            var results = await _files.ImportAsync(
                new PromptImportRequest { Form = form, IsDryRun = true },
                ($"d/f{extensions[random.Next(extensions.Length)]}", text), ("d/x.txt", "x"));

            Assert.NotEmpty(results);
        }
    }

    private static async Task<SourceReading> ReadAsync(Action<ZipArchive> write)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            write(zip);
        }

        bytes.Position = 0;
        return await SourceArchive.ReadAsync(bytes, null, Cancellation);
    }

    private static void Write(ZipArchive zip, string path, string content)
    {
        using Stream entry = zip.CreateEntry(path).Open();
        entry.Write(Encoding.UTF8.GetBytes(content));
    }
}
