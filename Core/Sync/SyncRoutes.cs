using System.Collections.Immutable;

namespace PromptIntel.Core.Sync;

/// <summary>The configured targets: stores append a mark for each, none where there is none. Immutable.</summary>
public sealed class SyncRoutes(ImmutableArray<string> targets)
{
    public static SyncRoutes None { get; } = new([]);

    public ImmutableArray<string> Targets { get; } = targets;
}
