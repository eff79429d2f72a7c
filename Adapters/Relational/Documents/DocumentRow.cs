using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Documents;

namespace PromptIntel.Adapters.Relational.Documents;

/// <summary>A document's facts beside one upload of it.</summary>
internal sealed class DocumentRow
{
    public const string Columns =
        "d.id, d.media_type, d.encoding, d.length, d.pages, d.characters, d.notes, "
        + "u.id AS upload_id, u.user_id, u.file_name, u.uploaded_at";

    public string Id { get; init; } = "";

    public string MediaType { get; init; } = "";

    public string? Encoding { get; init; }

    public long Length { get; init; }

    public int Pages { get; init; }

    public int Characters { get; init; }

    public string Notes { get; init; } = "";

    public string UploadId { get; init; } = "";

    public string UserId { get; init; } = "";

    public string? FileName { get; init; }

    public long UploadedAt { get; init; }

    public StoredDocument ToDocument() => new(
        new DocumentFacts
        {
            Id = Id,
            MediaType = MediaType,
            Encoding = Encoding,
            Length = Length,
            Pages = Pages,
            Characters = Characters,
            Notes = JsonSerializer.Deserialize<ImmutableArray<ReadingNote>>(Notes, DocumentJsonContext.Own.Options),
        },
        new DocumentUpload(Guid.Parse(UploadId), UserId.Length == 0 ? null : UserId, FileName, Instants.From(UploadedAt)));
}
