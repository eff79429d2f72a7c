using System.Collections.Immutable;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Workflows;

/// <summary>What the settings of an operation ask for: the entries to pin, or the reasons why the settings are wrong.</summary>
public sealed record OperationRequirements(ImmutableArray<EntrySelector> Entries, ImmutableArray<string> Errors)
{
    public static OperationRequirements None { get; } = new([], []);
}

/// <summary>Entries to pin: one by reference, or all of a namespace that carry a tag.</summary>
public abstract record EntrySelector
{
    private EntrySelector()
    {
    }

    /// <summary>Exactly this entry; missing or of another kind is an error of the definition.</summary>
    public sealed record One(EntryKey Key, VersionSelector Version, EntryKind Kind) : EntrySelector;

    /// <summary>Every entry of the namespace and kind that carries the tag at the moment of pinning.</summary>
    public sealed record Tagged(string Namespace, string Tag, EntryKind Kind) : EntrySelector, IEntryFilter
    {
        public bool Matches(EntryState state)
        {
            ArgumentNullException.ThrowIfNull(state);
            return !state.IsArchived && state.Key.Namespace == Namespace && state.Kind == Kind && state.Current.Tags.Contains(Tag);
        }
    }
}
