namespace PromptIntel.Api.Exchange;

/// <summary>What an import of files came to; a result for each prompt, and for each file that gave none.</summary>
/// <param name="Status">success, partial or failed.</param>
internal sealed record ImportFilesResponse(
    string Status, bool DryRun, int Files, int Created, int Updated, int Unchanged, int Refused, IReadOnlyList<ImportFileItem> Results);

/// <param name="Format">What the file was read as; null where no format was recognised.</param>
/// <param name="Status">created, updated, unchanged, refused, or part of another file.</param>
/// <param name="Version">The entry's latest; null where nothing was written.</param>
/// <param name="Errors">Why it was refused, with field or line.</param>
/// <param name="Remarks">What was assumed, left out, or kept where nothing reads it, with field or line.</param>
internal sealed record ImportFileItem(
    string File, string? Format, string? Namespace, string? Name, string Status, int? Version, IReadOnlyList<string> Errors,
    IReadOnlyList<string> Remarks);

/// <summary>The files of a form; a part's file name may have folders.</summary>
internal sealed class ImportFilesForm
{
    /// <summary>Any number of them.</summary>
    public required IReadOnlyList<IFormFile> Files { get; init; }
}
