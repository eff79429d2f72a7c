using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Tests.Catalog.Writing;

/// <summary>What is said about a version is bounded at every door, and what was stored before stays as it is.</summary>
public sealed class EntryLimitsTests
{
    private static readonly EntryKey Key = new("general", "greeting");

    public static TheoryData<int, int, int, int, string> Cases => new()
    {
        { 2_000, 50, 64, 2_000, "" },
        { 2_001, 1, 1, 1, "description" },
        { 1, 51, 1, 1, "tags" },
        { 1, 2, 65, 1, "tags[0]|tags[1]" },
        { 1, 1, 1, 2_001, "change_note" },
        { 2_001, 51, 1, 2_001, "description|tags|change_note" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task CreateAndUpdate_RefuseWhatIsTooMuchByName(int description, int tags, int tag, int note, string refused)
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        var other = new EntryKey("general", "other");
        await fixture.CreateAsync(other, "Hello.");
        string[] fields = refused.Split('|', StringSplitOptions.RemoveEmptyEntries);
        var create = new CreateEntryRequest
        {
            Key = Key,
            Content = CatalogFixture.Text("Hello"),
            Description = new string('d', description),
            Tags = [.. Enumerable.Repeat(new string('t', tag), tags)],
            ChangeNote = new string('n', note),
        };

        WriteResult created = await fixture.Writer.CreateAsync(create, TestContext.Current.CancellationToken);
        WriteResult updated = await fixture.Writer.UpdateAsync(
            new UpdateEntryRequest
            {
                Key = other,
                Content = create.Content,
                Description = create.Description,
                Tags = create.Tags,
                ChangeNote = create.ChangeNote,
            },
            TestContext.Current.CancellationToken);

        foreach (WriteResult result in new[] { created, updated })
        {
            Assert.Equal(fields.Length == 0, result is WriteResult.Written);
            Assert.Equal(fields, (result as WriteResult.Invalid)?.Errors.Select(error => error.Field) ?? []);
        }
    }

    [Fact]
    public async Task Import_OfALine_RefusesWhatIsTooMuchAndTakesTheOthers()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        string lines = string.Join('\n', new[] { 2_001, 2_000 }.Select((length, index) => JsonSerializer.Serialize(
            new { @namespace = "general", name = $"n{index}", content = "Hello", description = new string('d', length) })));

        ImportLineResult[] results = await fixture.Transfer.ImportAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(lines)), null, mayPublish: true, TestContext.Current.CancellationToken)
            .ToArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal([ImportStatus.Refused, ImportStatus.Created], results.Select(result => result.Status));
        Assert.Equal("description", Assert.Single(results[0].Errors).Field);
    }

    [Fact]
    public async Task SetLabel_ToAVersionThatWasStoredBefore_IsNotAsked()
    {
        var store = new InMemoryCatalogStore();
        EntryDraft draft = new(EntryKind.Prompt, new string('d', 3_000), [], JsonElement.Parse(
            """{"format_version":1,"type":"text","messages":[{"role":"user","content":"Hello"}]}"""));
        await store.CommitAsync(
            [new CatalogChange.Create(draft) { Key = Key, At = DateTimeOffset.UnixEpoch, Labels = ["production"] }], null,
            TestContext.Current.CancellationToken);
        CatalogFixture fixture = await CatalogFixture.CreateAsync(store);

        WriteResult moved = await fixture.Writer.SetLabelAsync(
            Key, "staging", 1, LabelCondition.None, null, TestContext.Current.CancellationToken);
        WriteResult next = await fixture.UpdateAsync(Key, "Good morning");

        Assert.IsType<WriteResult.Written>(moved);
        Assert.Equal("description", Assert.Single(Assert.IsType<WriteResult.Invalid>(next).Errors).Field);
    }
}
