using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Includes;
using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Tests.Catalog.Includes;

/// <summary>Prompts of one text each, by name in the namespace <c>s</c>.</summary>
internal sealed class SharedTexts
{
    private readonly Dictionary<EntryKey, EntryVersion> _versions = [];

    public static EntryKey Key(string name) => new("s", name);

    public SharedTexts Add(string name, string text, string variables = "{}", PromptType type = PromptType.Text) =>
        Add(name, new PromptBody
        {
            Type = type,
            Messages = [new PromptMessage.Text("user", text)],
            Variables = JsonElement.Parse(variables),
        });

    public SharedTexts Add(string name, PromptMessage message) =>
        Add(name, new PromptBody { Type = PromptType.Chat, Messages = [message], Variables = JsonElement.Parse("{}") });

    private SharedTexts Add(string name, PromptBody body)
    {
        JsonElement json = body.ToJson();
        _versions[Key(name)] = new EntryVersion
        {
            Key = Key(name),
            Kind = EntryKind.Prompt,
            Number = 1,
            Description = name,
            Tags = [],
            Content = json,
            ContentHash = EntryHash.Of(EntryKind.Prompt, name, [], json),
            Source = VersionSource.Api,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        return this;
    }

    public EntryVersion this[string name] => _versions[Key(name)];

    public ComposedPrompt Compose(string name) => PromptComposition.Compose(this[name], _versions.GetValueOrDefault);

    /// <summary>The text that a prompt comes to.</summary>
    public string TextOf(string name)
    {
        ComposedPrompt composed = Compose(name);
        Assert.Empty(composed.Errors);
        return Assert.IsType<PromptMessage.Text>(Assert.Single(PromptBody.Read(composed.Version.Body).Messages)).Content;
    }

    public EntryError Refusal(string name) => Assert.Single(Compose(name).Errors);

    public ImmutableArray<EntryError> CheckWhole(string name) => Checks.All().Check(Compose(name).Version);
}
