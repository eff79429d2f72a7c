using System.Collections.Immutable;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Exchange;

/// <summary>What became of one prompt of a file, or of a file that gave none.</summary>
/// <param name="File">Its path as it was given.</param>
/// <param name="Form">What it was read as; null where no form was recognised.</param>
/// <param name="Key">Null where the file gave no name that an entry can have.</param>
/// <param name="Version">The entry's latest; null where nothing was written.</param>
/// <param name="Errors">Why it was refused, with field or line.</param>
/// <param name="Remarks">What was assumed, left out, or kept where nothing reads it.</param>
public sealed record FileResult(
    string File, string? Form, EntryKey? Key, FileStatus Status, int? Version, ImmutableArray<EntryError> Errors,
    ImmutableArray<EntryError> Remarks);

public enum FileStatus
{
    Created,
    Updated,
    Unchanged,
    Refused,

    /// <summary>It belongs to another file.</summary>
    Part,
}

/// <summary>Who imports, and how.</summary>
public sealed record PromptImportRequest
{
    /// <summary>One of <see cref="PromptImport.Forms"/>; null or <see cref="PromptImport.Automatic"/> recognises each file.</summary>
    public string? Form { get; init; }

    /// <summary>Nothing is written; the results say what would be.</summary>
    public bool IsDryRun { get; init; }

    public string? Author { get; init; }

    /// <summary>Without, new versions become candidates.</summary>
    public bool MayPublish { get; init; } = true;
}
