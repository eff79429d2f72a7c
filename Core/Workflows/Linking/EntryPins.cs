using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Includes;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Workflows.Schemas;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>
/// Collects the entries of one closure: each key at one version, with what prompts and schemas refer to in turn. Errors are
/// collected, not thrown. For one link on one thread at a time.
/// </summary>
internal sealed class EntryPins(ICatalogReader catalog, DefinitionCache definitions, List<DefinitionError> errors)
{
    private readonly SortedDictionary<EntryKey, EntryVersion> _entries = [];
    private readonly SortedSet<string> _models = new(StringComparer.Ordinal);
    private readonly HashSet<EntryKey> _lookedUp = [];
    private readonly List<EntrySelector.Tagged> _tags = [];
    private bool _usesDefaultModel;

    /// <summary>The prompts of the closure whose models may call tools, in the order of being pinned.</summary>
    public List<EntryVersion> PromptsWithTools { get; } = [];

    public LinkReads Reads => new([.. _lookedUp], [.. _tags]);

    public ImmutableArray<EntryVersion> Entries => [.. _entries.Values];

    /// <summary>The model names that prompts of the closure use; null stands for the default.</summary>
    public ImmutableArray<string?> Models => _usesDefaultModel ? [null, .. _models] : [.. _models];

    /// <summary>What is pinned, a prompt with what it includes; null for what is not.</summary>
    public EntryVersion? Find(EntryKey key) =>
        _entries.TryGetValue(key, out EntryVersion? entry) ? PromptComposition.Compose(entry, _entries.GetValueOrDefault).Version : null;

    /// <summary>Whether any candidate exists and is not archived.</summary>
    public bool Exists(ImmutableArray<EntryKey> candidates)
    {
        _lookedUp.UnionWith(candidates);
        return candidates.Any(key => catalog.Find(key) is { IsArchived: false });
    }

    /// <summary>Pins the first candidate that exists; null, and an error at <paramref name="path"/>, when none does.</summary>
    public async ValueTask<EntryVersion?> PinAsync(
        ImmutableArray<EntryKey> candidates, VersionSelector selector, string path, CancellationToken cancellationToken)
    {
        bool isArchived = false;

        foreach (EntryKey key in candidates)
        {
            _lookedUp.Add(key);

            if (catalog.Find(key) is not { } state)
            {
                continue;
            }

            // An archived entry stays readable by version and by nothing else.
            if (!state.IsArchived || selector.Version is not null)
            {
                return await PinAsync(state, selector, path, cancellationToken);
            }

            isArchived = true;
        }

        errors.Add(new DefinitionError(
            path,
            "unknown_reference",
            $"There is no entry {string.Join(" or ", candidates)}{(isArchived ? " any more: it is archived" : "")}."));
        return null;
    }

    public async ValueTask<EntryVersion?> PinAsync(
        EntryKey key, VersionSelector selector, EntryKind kind, string path, CancellationToken cancellationToken)
    {
        EntryVersion? version = await PinAsync([key], selector, path, cancellationToken);

        if (version is not null && version.Kind != kind)
        {
            errors.Add(new DefinitionError(path, "wrong_kind", $"{key} is a {version.Kind.ToText()}; a {kind.ToText()} is needed here."));
            return null;
        }

        return version;
    }

    public async ValueTask PinTaggedAsync(EntrySelector.Tagged selector, string path, CancellationToken cancellationToken)
    {
        _tags.Add(selector);

        foreach (EntryState state in catalog.Entries.Matching(selector))
        {
            await PinAsync(state, default, path, cancellationToken);
        }
    }

    /// <summary>A schema that stands on its own, its references pinned; null stays null.</summary>
    public async ValueTask<JsonElement?> ResolveSchemaAsync(JsonElement? schema, string path, CancellationToken cancellationToken)
    {
        if (schema is not { } given)
        {
            return null;
        }

        await PinSchemasAsync(given, path, cancellationToken);
        return SchemaReferences.Resolve(given, Find);
    }

    private async ValueTask<EntryVersion?> PinAsync(
        EntryState state, VersionSelector selector, string path, CancellationToken cancellationToken)
    {
        if (state.Resolve(selector) is not { } number)
        {
            errors.Add(new DefinitionError(path, "unknown_version", $"{state.Key} has no version or label '{selector}'."));
            return null;
        }

        if (_entries.TryGetValue(state.Key, out EntryVersion? pinned))
        {
            if (pinned.Number != number)
            {
                errors.Add(
                    new DefinitionError(
                        path, "version_conflict",
                        $"{state.Key} is used at version {pinned.Number} and at version {number}; "
                            + "one execution uses one version of each entry."));
            }

            return pinned;
        }

        if (await catalog.GetAsync(state.Key, VersionSelector.ForVersion(number), cancellationToken) is not { } version)
        {
            errors.Add(new DefinitionError(path, "unknown_version", $"{state.Key} has no version {number}."));
            return null;
        }

        _entries.Add(state.Key, version);
        await PinClosureAsync(version, path, cancellationToken);
        return version;
    }

    private async ValueTask PinClosureAsync(EntryVersion version, string path, CancellationToken cancellationToken)
    {
        if (version.Kind == EntryKind.Schema)
        {
            await PinSchemasAsync(version.Body, path, cancellationToken);
        }
        else if (version.Kind == EntryKind.Prompt)
        {
            await PinPromptAsync(version, path, cancellationToken);
        }
    }

    private async ValueTask PinPromptAsync(EntryVersion version, string path, CancellationToken cancellationToken)
    {
        LinkedPrompt prompt = definitions.Prompt(version);

        if (prompt.Problem is { } problem)
        {
            errors.Add(
                new DefinitionError(path, DefinitionError.UnusableVersion, $"{version.Key}@{version.Number} cannot be used: {problem}"));
            return;
        }

        await PinIncludedAsync(version, path, cancellationToken);
        _usesDefaultModel |= prompt.Model is null;

        if (prompt.Model is not null)
        {
            _models.Add(prompt.Model);
        }

        if (prompt.FallbackModel is not null)
        {
            _models.Add(prompt.FallbackModel);
        }

        if (prompt.OutputSchema is { } schema)
        {
            await PinSchemasAsync(schema, path, cancellationToken);
        }

        if (!prompt.Tools.IsEmpty)
        {
            PromptsWithTools.Add(version);
        }
    }

    /// <summary>Pins what a prompt includes, and says what is wrong with the whole.</summary>
    private async ValueTask PinIncludedAsync(EntryVersion prompt, string path, CancellationToken cancellationToken)
    {
        int before = errors.Count;

        foreach (EntryKey included in PromptIncludes.Of(prompt))
        {
            await PinAsync(included, default, EntryKind.Prompt, path, cancellationToken);
        }

        if (errors.Count > before)
        {
            return;
        }

        ComposedPrompt composed = PromptComposition.Compose(prompt, _entries.GetValueOrDefault);

        if (composed.Errors.IsEmpty && !composed.Included.IsEmpty && definitions.Prompt(composed.Version).Problem is { } problem)
        {
            errors.Add(new DefinitionError(path, "invalid_include", $"{prompt.Key}@{prompt.Number} with what it includes: {problem}"));
        }

        errors.AddRange(composed.Errors.Select(
            error => new DefinitionError(path, "invalid_include", $"{prompt.Key}@{prompt.Number}: {error}")));
    }

    private async ValueTask PinSchemasAsync(JsonElement schema, string path, CancellationToken cancellationToken)
    {
        foreach (string reference in SchemaReferences.In(schema))
        {
            if (SchemaReferences.KeyOf(reference) is { } target)
            {
                await PinAsync(target.Key, target.Version, EntryKind.Schema, path, cancellationToken);
            }
            else
            {
                errors.Add(new DefinitionError(
                    path, "invalid_reference", $"'{reference}' is neither a place in the schema (#/...) nor the name of a schema entry."));
            }
        }
    }
}
