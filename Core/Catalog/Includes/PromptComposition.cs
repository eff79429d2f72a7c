using System.Collections.Immutable;
using System.Globalization;
using System.Text;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Templates;

namespace PromptIntel.Core.Catalog.Includes;

/// <summary>
/// Puts the texts of other prompts in the place of the tags that name them. Each text is expanded once, however often it is included,
/// and what it comes to is counted before it is written. For one prompt, on one thread.
/// </summary>
/// <param name="find">The version of an entry that counts here; null for none.</param>
internal sealed class PromptComposition(EntryVersion root, Func<EntryKey, EntryVersion?> find)
{
    /// <summary>Prompts within one another, the outermost not counted.</summary>
    public const int Deepest = 8;

    /// <summary>Of all messages together.</summary>
    public const int MostCharacters = 1_000_000;

    private readonly Dictionary<EntryKey, Shared?> _shared = [];
    private readonly List<(EntryKey Key, EntryVersion? Found)> _reads = [];
    private readonly List<EntryKey> _chain = [root.Key];
    private readonly List<EntryError> _errors = [];
    private string _field = "";
    private (string Text, int Position) _rootPlace = ("", 0);

    public static ComposedPrompt Compose(EntryVersion prompt, Func<EntryKey, EntryVersion?> find) =>
        PromptIncludes.Of(prompt).IsEmpty ? new ComposedPrompt(prompt, [], []) : new PromptComposition(prompt, find).Compose();

    private ComposedPrompt Compose()
    {
        PromptBody body = PromptBody.Read(root.Body);
        var messages = ImmutableArray.CreateBuilder<PromptMessage>(body.Messages.Length);
        long length = 0;
        for (int index = 0; index < body.Messages.Length && _errors.Count == 0; index++)
        {
            _field = $"messages[{index}]";
            messages.Add(body.Messages[index] switch
            {
                PromptMessage.Text text => text with { Content = Put(text.Content) },
                PromptMessage.Multipart multipart =>
                    multipart with { Parts = [.. multipart.Parts.Select(part => part with { Content = Put(part.Content) })] },
                PromptMessage other => other,
            });
        }

        Shared[] shared = [.. _shared.Values.OfType<Shared>()];
        PromptBody whole = body with { Messages = messages.ToImmutable() };
        if (_errors.Count == 0)
        {
            whole = whole with { Variables = IncludedVariables.Merge(root.Key, body.Variables, shared, _errors) };
        }

        return new ComposedPrompt(
            _errors.Count > 0 ? root : Seal(whole), [.. shared.Select(one => one.Version).OrderBy(version => version.Key)], [.. _errors])
        {
            Reads = [.. _reads],
        };

        string Put(string text)
        {
            // What is too long already, or cannot be, is not expanded any further.
            if (_errors.Count > 0 || length > MostCharacters)
            {
                return "";
            }

            string expanded = Expand(text, out _) ?? "";
            length += expanded.Length;
            if (length > MostCharacters && _errors.Count == 0)
            {
                _errors.Add(TooLong(root.Key));
            }

            return expanded;
        }
    }

    private EntryVersion Seal(PromptBody whole)
    {
        System.Text.Json.JsonElement body = whole.ToJson();
        return root with { Content = body, ContentHash = EntryHash.Of(root.Kind, root.Description, root.Tags, body) };
    }

    /// <summary>Null, and the reason among the errors, when it cannot be done.</summary>
    /// <param name="height">Prompts within one another in the text.</param>
    private string? Expand(string text, out int height)
    {
        height = 0;
        var parts = new List<(int End, int Position, string Text)>();
        long length = text.Length;
        foreach (TemplateNode.Include tag in PromptIncludes.In(text))
        {
            (string Text, int Position) place = (text, tag.Position);
            _rootPlace = _chain.Count == 1 ? place : _rootPlace;
            if (Find(tag.Key, place) is not { } included)
            {
                return null;
            }

            height = Math.Max(height, included.Height);
            length += included.Text.Length - (tag.End - tag.Position);
            if (length > MostCharacters)
            {
                _errors.Add(TooLong(_chain[^1]));
                return null;
            }

            parts.Add((tag.End, tag.Position, included.Text));
        }

        return parts.Count == 0 ? text : Join(text, parts, (int)length);
    }

    private static string Join(string text, List<(int End, int Position, string Text)> parts, int length)
    {
        var whole = new StringBuilder(length);
        int from = 0;
        foreach ((int end, int position, string part) in parts)
        {
            whole.Append(text, from, position - from).Append(part);
            from = end;
        }

        return whole.Append(text, from, text.Length - from).ToString();
    }

    private Shared? Find(EntryKey key, (string Text, int Position) place)
    {
        if (_chain.Contains(key))
        {
            return Refuse($"A prompt cannot include itself: {string.Join(" > ", _chain)} > {key}.", place);
        }

        if (!_shared.TryGetValue(key, out Shared? shared))
        {
            shared = _chain.Count > Deepest ? null : Read(key, place);
            _shared[key] = shared;
        }

        // The chain begins with the prompt itself, which does not count; the height counts the one that is included.
        if (_errors.Count == 0 && (shared is null || _chain.Count - 1 + shared.Height > Deepest))
        {
            return Refuse($"Prompts include one another at most {Deepest} deep: {string.Join(" > ", _chain)} > {key}.", place);
        }

        return shared;
    }

    private Shared? Read(EntryKey key, (string Text, int Position) place)
    {
        EntryVersion? version = find(key);
        _reads.Add((key, version));
        if (version is null)
        {
            return Refuse($"There is no prompt {key}.", place);
        }

        if (version.Kind != EntryKind.Prompt)
        {
            return Refuse($"{key} is a {version.Kind.ToText()}, not a prompt.", place);
        }

        if (!PromptBody.TryRead(version.Body, out PromptBody? body, out ImmutableArray<EntryError> errors))
        {
            return Refuse($"{key} cannot be used: {string.Join("; ", errors)}", place);
        }

        if (body is not { Type: PromptType.Text, Messages: [PromptMessage.Text message] })
        {
            return Refuse($"{key} is a chat; only a prompt of type text can be included.", place);
        }

        _chain.Add(key);
        string? text = Expand(message.Content, out int height);
        _chain.RemoveAt(_chain.Count - 1);
        return text is null ? null : new Shared(version, text, height + 1, body.Variables);
    }

    private Shared? Refuse(string message, (string Text, int Position) place)
    {
        string where = _chain.Count == 1 ? Spell(place) : $"{Spell(place)} of {_chain[^1]}, included at {Spell(_rootPlace)}";
        _errors.Add(new EntryError(_field, $"{message} ({where})"));
        return null;
    }

    private EntryError TooLong(EntryKey key) => new(
        _field,
        string.Create(
            CultureInfo.InvariantCulture,
            $"With what it includes, {key} is longer than {MostCharacters:N0} characters. ({Spell(_rootPlace)})"));

    // Lines are counted only for what is refused: counting them for each of many tags would take their square.
    private static string Spell((string Text, int Position) place) => Template.Place(place.Text, place.Position);
}

/// <summary>A prompt that is included.</summary>
/// <param name="Text">With what it includes in turn.</param>
/// <param name="Height">Prompts within one another, this one counted.</param>
internal sealed record Shared(EntryVersion Version, string Text, int Height, System.Text.Json.JsonElement Variables);
