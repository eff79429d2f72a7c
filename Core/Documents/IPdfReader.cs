namespace PromptIntel.Core.Documents;

/// <summary>
/// Reads PDF files, which strangers send: whatever a file holds, reading it ends within the bounds of <see cref="DocumentOptions"/>.
/// Safe for concurrent use.
/// </summary>
public interface IPdfReader
{
    /// <summary>Cancellation ends the work at once.</summary>
    Task<ReadResult> ReadAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}

/// <summary>What reading a document came to.</summary>
public abstract record ReadResult
{
    private ReadResult()
    {
    }

    public sealed record Read(DocumentReading Reading) : ReadResult;

    /// <summary>It cannot be read, now and later.</summary>
    public sealed record Refused(DocumentRefusal Refusal) : ReadResult;

    /// <summary>All readers are taken and enough wait for them.</summary>
    public sealed record Busy(TimeSpan RetryAfter) : ReadResult;
}

/// <summary>Why a document is not taken.</summary>
/// <param name="Code">One of <see cref="RefusalCodes"/>.</param>
/// <param name="Detail">For a person; holds nothing of the document's text.</param>
public sealed record DocumentRefusal(string Code, string Detail);

/// <summary>What the reader's process says: one of the two.</summary>
public sealed record PdfReaderAnswer(DocumentReading? Reading, DocumentRefusal? Refusal);

public static class RefusalCodes
{
    /// <summary>It opens with a password only.</summary>
    public const string Encrypted = "document_encrypted";

    /// <summary>It shows pictures of text at most, as a scan does.</summary>
    public const string NoText = "document_has_no_text";

    /// <summary>Its text cannot be told from its fonts.</summary>
    public const string TextUnreadable = "document_text_unreadable";

    /// <summary>It is damaged, cut off, or no file of a kind that is read here.</summary>
    public const string Broken = "document_broken";

    /// <summary>It has more pages or characters than are read.</summary>
    public const string TooLarge = "document_too_large";

    /// <summary>Reading it takes more time or memory than one document may.</summary>
    public const string TooComplex = "document_too_complex";

    /// <summary>Its bytes do not say how they are to be read as characters, or say something else than the request.</summary>
    public const string Encoding = "document_encoding";
}
