using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Includes;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Journal;

/// <summary>
/// What a manifest pinned: entries, prompts with what they include, models and stages by name. Built once for a manifest object and kept
/// as long as it lives.
/// </summary>
internal sealed class PinnedEntries
{
    private static readonly ConditionalWeakTable<Manifest, PinnedEntries> Known = [];

    private readonly FrozenDictionary<EntryKey, EntryVersion> _entries;
    private readonly ConcurrentDictionary<(string Space, string Tag), ImmutableArray<EntryVersion>> _tagged = [];

    private PinnedEntries(Manifest manifest)
    {
        Manifest = manifest;
        var authored = manifest.Entries.ToFrozenDictionary(entry => entry.Key);
        _entries = authored.Values
            .Select(entry => PromptComposition.Compose(entry, authored.GetValueOrDefault).Version)
            .ToFrozenDictionary(entry => entry.Key);
        Tools = (manifest.Tools ?? []).ToFrozenDictionary(tool => tool.Stage.Operation.Key);
        StageByPath = manifest.Stages.ToFrozenDictionary(stage => stage.Path, StringComparer.Ordinal);
    }

    public Manifest Manifest { get; }

    public FrozenDictionary<string, PlannedStage> StageByPath { get; }

    /// <summary>What models may call.</summary>
    public FrozenDictionary<EntryKey, PlannedTool> Tools { get; }

    public static PinnedEntries Of(Manifest manifest) => Known.GetValue(manifest, static key => new PinnedEntries(key));

    public EntryVersion? Find(EntryKey key) => _entries.GetValueOrDefault(key);

    public ImmutableArray<EntryVersion> Tagged(string space, string tag) => _tagged.GetOrAdd(
        (space, tag),
        static (wanted, entries) => [.. entries.Values.Where(entry => entry.Key.Namespace == wanted.Space
            && entry.Tags.Contains(wanted.Tag)).OrderBy(entry => entry.Key)],
        _entries);

    public PinnedModel? Model(string? name)
    {
        foreach (PinnedModel model in Manifest.Models)
        {
            if (string.Equals(model.Name, name ?? "default", StringComparison.Ordinal))
            {
                return model;
            }
        }

        return null;
    }
}
