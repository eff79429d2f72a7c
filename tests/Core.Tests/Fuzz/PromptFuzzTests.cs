using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Json;
using PromptIntel.Core.Workflows.Definitions;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Fuzz;

/// <summary>
/// Prompts and components as their authors write them: what is written reads back, and what is broken is refused by its line.
/// </summary>
[Trait(Fuzzing.Trait, Fuzzing.Fuzz)]
public sealed class PromptFuzzTests
{
    private static readonly EntryKey Key = new("general", "greeting");

    [Fact]
    public Task Parse_OfAnyWrittenEntry_GivesTheSameContent() => Fuzzing.RunAsync(2_000, random =>
    {
        EntryVersion version = random.OneIn(3) ? Config(random) : Prompt(random);
        string text = AuthoredText.Write(version);

        AuthoredEntry entry = AuthoredText.Parse(version.Kind, text);

        Assert.True(
            entry.Draft?.ContentHash == version.ContentHash,
            $"{string.Join("; ", entry.Errors)}\n{text}\n{version.Body}\n{entry.Draft?.Body}");
    });

    [Fact]
    public Task Read_OfABrokenPrompt_EndsWithADraftThatReadsBackOrWithLines() => Fuzzing.RunAsync(4_000, random =>
    {
        string text = YamlFuzzTests.Broken(random, AuthoredText.Write(Prompt(random)));
        if (StorableJson.FaultOf(text) is not null)
        {
            return;
        }

        AuthoredEntry strict = AuthoredText.Parse(EntryKind.Prompt, text);
        AuthoredEntry entry = EntryContent.Read(
            EntryKind.Prompt, new EntryKey("general", "greeting"), JsonSerializer.SerializeToElement(text), before: null);

        Assert.All(strict.Errors, error => Assert.True(error.Line >= 1, $"{error}\n{text}"));
        Assert.True((entry.Draft is null) == !entry.Errors.IsEmpty, text);
        if (entry.Draft is { } draft && !string.IsNullOrWhiteSpace(draft.Description))
        {
            string written = AuthoredText.Write(draft.ToVersion(Key, 1, VersionSource.Api, DateTimeOffset.UnixEpoch, null, null));
            Assert.True(AuthoredText.Parse(EntryKind.Prompt, written).Draft?.ContentHash == draft.ContentHash, $"{text}\n----\n{written}");
        }
    });

    [Fact]
    public Task Definition_OfAChangedComponent_IsReadOrRefused()
    {
        string[] components = [.. SourceTree.Files(Path.Combine("content", "components"), "*.yaml").Select(file => file.Text)];
        return Fuzzing.RunAsync(1_500, random =>
        {
            string source = random.Pick<string>(components);
            EntryKind kind = YamlJson.Parse(source).Value.GetProperty("kind").GetString() is { } said
                && EntryKinds.TryParse(said, out EntryKind parsed) ? parsed : EntryKind.Config;
            JsonNode fields = JsonNode.Parse(YamlJson.Parse(source).Value.GetRawText())!;
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                RandomJson.Mutate(random, fields);
            }

            string text = fields.AsObject().Count == 0 ? "{}" : YamlJson.Write(JsonSerializer.SerializeToElement(fields));
            text = random.OneIn(4) ? YamlFuzzTests.Broken(random, text) : text;
            AuthoredEntry entry = AuthoredText.Parse(kind, text);

            Assert.All(entry.Errors, error => Assert.True(error.Line >= 1, $"{error}\n{text}"));
            if (entry.Draft is { } draft)
            {
                int errors = kind switch
                {
                    EntryKind.Recipe => DefinitionParser.ParseRecipe(draft.Body).Errors.Length,
                    EntryKind.Operation => DefinitionParser.ParseOperation(draft.Body).Errors.Length,
                    EntryKind.Solver => DefinitionParser.ParseSolver(draft.Body).Errors.Length,
                    _ => 0,
                };
                Assert.InRange(errors, 0, 10_000);
            }
        });
    }

    private static EntryVersion Config(Random random)
    {
        JsonElement body = JsonSerializer.SerializeToElement(
            new JsonObject { ["format_version"] = 1, ["data"] = RandomJson.Object(random, 5) });
        return Version(random, EntryKind.Config, body);
    }

    private static EntryVersion Prompt(Random random)
    {
        bool isText = random.OneIn(2);
        var body = new PromptBody
        {
            Type = isText ? PromptType.Text : PromptType.Chat,
            Messages = isText
                ? [new PromptMessage.Text("user", Lines(random))]
                : [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Message(random))],
            Variables = random.OneIn(2) ? CanonicalJson.EmptyObject : JsonSerializer.SerializeToElement(RandomJson.Object(random, 3)),
            Model = random.Pick(null, "default", "vendor/some-model", "it's: 'a'"),
            Config = random.OneIn(2) ? CanonicalJson.EmptyObject : JsonSerializer.SerializeToElement(RandomJson.Object(random, 4)),
            OutputSchema = random.OneIn(4) ? JsonSerializer.SerializeToElement(RandomJson.Object(random, 2)) : null,
        };
        return Version(random, EntryKind.Prompt, body.ToJson());
    }

    private static PromptMessage Message(Random random) => random.Next(6) switch
    {
        0 => new PromptMessage.Placeholder(random.Pick("history", "a b", "user", "x_1")),
        1 => new PromptMessage.Multipart("user", [
            new MessagePart("text", Lines(random)), new MessagePart("image", "https://example.org/a.png", random.Pick(null, "image/png"))
        ]),
        _ => new PromptMessage.Text(random.Pick("system", "user", "assistant", "tool"), Lines(random)),
    };

    private static string Lines(Random random) =>
        string.Join('\n', Enumerable.Range(0, random.Next(1, 5)).Select(_ => RandomJson.Text(random)));

    private static EntryVersion Version(Random random, EntryKind kind, JsonElement body)
    {
        ImmutableArray<string> tags = [.. Enumerable.Range(0, random.Next(3)).Select(_ => RandomJson.Text(random))];
        return new EntryDraft(
            kind, "x" + RandomJson.Text(random), tags, body).ToVersion(Key, 1, VersionSource.Api, DateTimeOffset.UnixEpoch, null, null);
    }
}
