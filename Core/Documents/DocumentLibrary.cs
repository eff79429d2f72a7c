using Microsoft.Extensions.Options;

using PromptIntel.Core.Documents.PlainText;

namespace PromptIntel.Core.Documents;

/// <summary>Takes documents in: reads each once, and keeps what was read beside its bytes. Safe for concurrent use.</summary>
public sealed class DocumentLibrary(IDocumentStore store, IPdfReader pdf, IOptions<DocumentOptions> options, TimeProvider time)
{
    private const string Pdf = "application/pdf";
    private const string PlainText = "text/plain";

    /// <summary>How far into a file its header is looked for: mail and download programs put lines of their own before it.</summary>
    private const int HeaderWithin = 1024;

    private readonly DocumentOptions _options = options.Value;

    /// <summary>
    /// Keeps the document for the user; the same bytes are read and kept once, whoever sends them. A file is PDF when it says so itself,
    /// within its first 1,024 bytes, and text otherwise.
    /// </summary>
    public async Task<UploadResult> UploadAsync(UploadedFile file, string? userId, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> content = file.Content;
        string id = DocumentIds.Of(content.Span);
        DateTimeOffset now = time.GetUtcNow();
        var upload = new DocumentUpload(Guid.CreateVersion7(now), userId, file.Name, now);
        bool isPdf = IsPdf(content.Span);
        string? encoding = null;
        string text = "";

        if (!isPdf && file.MediaType == Pdf)
        {
            return new UploadResult.Refused(
                new DocumentRefusal(RefusalCodes.Broken, $"It is no PDF: its first {HeaderWithin} bytes hold no %PDF- header."));
        }

        // Also where the bytes are known: whether a request is refused must not depend on what others have sent.
        if (!isPdf && TextEncodingRule.TryDecode(content.Span, file.Charset, out text, out encoding) is { } unclear)
        {
            return new UploadResult.Refused(unclear);
        }

        if (await store.AddUploadAsync(id, upload, cancellationToken) is { } known)
        {
            return new UploadResult.Kept(known.Document, known.IsFirst);
        }

        ReadResult result = isPdf ? await pdf.ReadAsync(content, cancellationToken) : PlainTextReader.Read(text, _options);

        return result switch
        {
            ReadResult.Read read =>
                await KeepAsync(id, content, isPdf ? Pdf : PlainText, encoding, read.Reading, upload, cancellationToken),
            ReadResult.Refused refused => new UploadResult.Refused(refused.Refusal),
            ReadResult.Busy busy => new UploadResult.Busy(busy.RetryAfter),
            _ => throw new NotSupportedException($"The result {result.GetType().Name} is not known here."),
        };
    }

    private async Task<UploadResult> KeepAsync(
        string id, ReadOnlyMemory<byte> content, string mediaType, string? encoding, DocumentReading reading, DocumentUpload upload,
        CancellationToken cancellationToken)
    {
        var facts = new DocumentFacts
        {
            Id = id,
            MediaType = mediaType,
            Encoding = encoding,
            Length = content.Length,
            Pages = reading.Pages.Length,
            Characters = reading.Text.Length,
            Notes = reading.Notes,
        };
        UploadRecorded kept = await store.PutAsync(new NewDocument(facts, content, reading), upload, cancellationToken);
        return new UploadResult.Kept(kept.Document, kept.IsFirst);
    }

    private static bool IsPdf(ReadOnlySpan<byte> content) =>
        content[..Math.Min(content.Length, HeaderWithin)].IndexOf("%PDF-"u8) >= 0;
}

/// <summary>A file as it was sent.</summary>
/// <param name="Name">Null when it came with none.</param>
/// <param name="MediaType">As the request says; null when it does not.</param>
/// <param name="Charset">How the request says that a text is encoded; null when it does not.</param>
public sealed record UploadedFile(ReadOnlyMemory<byte> Content, string? Name, string? MediaType, string? Charset);

/// <summary>What became of an upload.</summary>
public abstract record UploadResult
{
    private UploadResult()
    {
    }

    /// <param name="IsFirst">Whether it is this user's first of these bytes.</param>
    public sealed record Kept(StoredDocument Document, bool IsFirst) : UploadResult;

    public sealed record Refused(DocumentRefusal Refusal) : UploadResult;

    public sealed record Busy(TimeSpan RetryAfter) : UploadResult;
}
