using System.Text;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Catalog;

/// <summary>
/// What a released version has written must load for ever. The golden file holds one exported entry of every kind in format version 1;
/// it is never edited. A new format gets a file of its own beside it.
/// </summary>
public sealed class StoredFormatTests
{
    private static readonly string Golden = Path.Combine(SourceTree.Root, "tests", "Core.Tests", "Catalog", "Golden", "catalog_v1.jsonl");

    [Fact]
    public async Task FormatVersion1_Loads_AndIsStillWhatIsWritten()
    {
        byte[] golden = await File.ReadAllBytesAsync(Golden, Token);
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        using var stream = new MemoryStream(golden);

        List<ImportLineResult> results = [];
        await foreach (ImportLineResult result in fixture.Transfer.ImportAsync(stream, null, mayPublish: true, Token))
        {
            results.Add(result);
        }

        Assert.All(results, result => Assert.Equal(ImportStatus.Created, result.Status));
        Assert.Equal(Enum.GetValues<EntryKind>(), fixture.Catalog.Entries.Select(state => state.Kind).Distinct().Order());
        Assert.All(fixture.Catalog.Entries, entry => Assert.Null(entry.FindFault()));
        Assert.Equal(Encoding.UTF8.GetString(golden), await ExportAsync(fixture));
    }

    [Fact]
    public async Task FormatVersion1_OfAPrompt_StillReadsEveryField()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        using var stream = new MemoryStream(await File.ReadAllBytesAsync(Golden, Token));
        await foreach (ImportLineResult _ in fixture.Transfer.ImportAsync(stream, null, mayPublish: true, Token))
        {
        }

        PromptBody body = PromptBody.Read(fixture.Catalog.Find(new EntryKey("general", "greeting"))!.Current.Body);

        Assert.Equal(PromptType.Chat, body.Type);
        Assert.Equal(["Text", "Placeholder", "Text"], body.Messages.Select(message => message.GetType().Name));
        Assert.Equal("openai/gpt-4o-mini", body.Model);
        Assert.Equal("components/answer", body.OutputSchema!.Value.GetString());
        Assert.True(body.Variables.TryGetProperty("properties", out _));
        Assert.True(body.Parameters.TryGetProperty("temperature", out _));
        Assert.True(body.Config.TryGetProperty("owner", out _));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<string> ExportAsync(CatalogFixture fixture)
    {
        var text = new StringBuilder();
        await foreach (ReadOnlyMemory<byte> line in fixture.Transfer.ExportAsync(Token))
        {
            text.Append(Encoding.UTF8.GetString(line.Span)).Append('\n');
        }

        return text.ToString();
    }
}
