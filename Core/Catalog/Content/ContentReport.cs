using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Content;

/// <summary>What a load of content came to, by entry.</summary>
public sealed record ContentReport
{
    public required int Files { get; init; }

    public required ImmutableArray<EntryKey> Created { get; init; }

    public required ImmutableArray<EntryKey> Updated { get; init; }

    public required int Unchanged { get; init; }

    /// <summary>
    /// Edited in a file and improved elsewhere, or not to be published now: the file's version waits as <c>candidate</c>.
    /// </summary>
    public required ImmutableArray<EntryKey> Diverged { get; init; }

    public required ImmutableArray<ContentError> Errors { get; init; }
}

/// <summary>A broken file.</summary>
/// <param name="File">Relative to the content directory.</param>
/// <param name="Line">From 1; null where the whole file is meant.</param>
public sealed record ContentError(string File, int? Line, string Message)
{
    public override string ToString() => Line is null ? $"{File}: {Message}" : $"{File}:{Line}: {Message}";
}
