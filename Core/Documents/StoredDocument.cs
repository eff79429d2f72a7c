using System.Collections.Immutable;

namespace PromptIntel.Core.Documents;

/// <summary>What is kept of a document besides its content; the same for everybody who uploaded it.</summary>
public sealed record DocumentFacts
{
    /// <inheritdoc cref="DocumentIds"/>
    public required string Id { get; init; }

    /// <summary><c>application/pdf</c> or <c>text/plain</c>.</summary>
    public required string MediaType { get; init; }

    /// <summary>
    /// How the bytes of a text were read: <c>utf-8</c>, <c>utf-16le</c>, <c>utf-16be</c>, <c>windows-1252</c>. Null for PDF.
    /// </summary>
    public string? Encoding { get; init; }

    /// <summary>In bytes.</summary>
    public required long Length { get; init; }

    public required int Pages { get; init; }

    /// <summary>Of the text that was read.</summary>
    public required int Characters { get; init; }

    public required ImmutableArray<ReadingNote> Notes { get; init; }
}

/// <summary>That somebody uploaded a document: he may read it until he deletes it.</summary>
/// <param name="Id">A UUIDv7, of the last upload of these bytes by this user.</param>
/// <param name="UserId">Null for nobody in particular.</param>
public sealed record DocumentUpload(Guid Id, string? UserId, string? FileName, DateTimeOffset UploadedAt);

/// <summary>A document as one upload of it shows it.</summary>
public sealed record StoredDocument(DocumentFacts Facts, DocumentUpload Upload);

/// <summary>A document to be kept.</summary>
public sealed record NewDocument(DocumentFacts Facts, ReadOnlyMemory<byte> Content, DocumentReading Reading);

/// <summary>Whose uploads are looked at.</summary>
public readonly record struct DocumentReach
{
    private DocumentReach(bool isEverybodys, string? userId) => (IsEverybodys, UserId) = (isEverybodys, userId);

    public static DocumentReach Everybodys { get; } = new(true, null);

    public bool IsEverybodys { get; }

    /// <summary>Null for what is nobody's in particular.</summary>
    public string? UserId { get; }

    public static DocumentReach Of(string? userId) => new(false, userId);

    public bool Holds(string? userId) => IsEverybodys || UserId == userId;
}

/// <param name="Next">Of the last item when there is another page; give it as <c>before</c>.</param>
public sealed record DocumentListPage(ImmutableArray<StoredDocument> Items, Guid? Next, long Total);
