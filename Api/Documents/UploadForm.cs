using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

using PromptIntel.Api.Errors;
using PromptIntel.Core.Documents;

namespace PromptIntel.Api.Documents;

/// <summary>Reads a <c>multipart/form-data</c> body with one file, in memory and no more of it than a document may have.</summary>
internal static class UploadForm
{
    public const string Field = "file";
    public const string MediaType = "multipart/form-data";

    /// <summary>What the form itself may add to the file: boundaries, headers, a browser's other words.</summary>
    public const int Overhead = 64 * 1024;

    private const int LongestName = 200;

    /// <summary>The file, or what is wrong with the form.</summary>
    public static async Task<(UploadedFile? File, ProblemHttpResult? Problem)> ReadAsync(
        HttpRequest request, int mostBytes, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
        {
            return (null, Problems.Invalid("boundary", "is required in the content type multipart/form-data, in at most 200 characters"));
        }

        UploadedFile? file = null;

        try
        {
            var reader = new MultipartReader(boundary.ToString(), request.Body);

            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (Refuse(section, file) is { } refused)
                {
                    return (null, refused);
                }

                if (await ReadAsync(section.Body, mostBytes, cancellationToken) is not { } content)
                {
                    return (null, TooLarge(mostBytes));
                }

                file = ToFile(section, content);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException
            || (exception is IOException && exception is not BadHttpRequestException && !cancellationToken.IsCancellationRequested))
        {
            return (null, Problems.Invalid(Field, "must be one part of a complete multipart/form-data body"));
        }

        return file is { Content.Length: > 0 } ? (file, null) : (null, Problems.Invalid(Field, "is required, and must not be empty"));
    }

    private static ProblemHttpResult? Refuse(MultipartSection section, UploadedFile? before)
    {
        string? name = section.GetContentDispositionHeader()?.Name is { HasValue: true } quoted
            ? HeaderUtilities.RemoveQuotes(quoted).ToString()
            : null;
        return name != Field ? Problems.Invalid(Field, "must be the name of the form's only part")
            : before is not null ? Problems.Invalid(Field, "must be one file; send each in a request of its own")
            : section.ContentType is { Length: > 0 } type && !IsReadable(type) ? Problems.Result(
                StatusCodes.Status415UnsupportedMediaType, ProblemCodes.UnsupportedMediaType, "Unsupported media type",
                "The file must be application/pdf or text, or be sent without a type or as application/octet-stream.")
            : null;
    }

    private static bool IsReadable(string contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
        && (type.Type.Equals("text", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals("application/pdf", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase));

    /// <summary>Null when it is longer than it may be.</summary>
    private static async Task<byte[]?> ReadAsync(Stream body, int mostBytes, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        int read;

        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (content.Length + read > mostBytes)
            {
                return null;
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    private static UploadedFile ToFile(MultipartSection section, byte[] content)
    {
        ContentDispositionHeaderValue? disposition = section.GetContentDispositionHeader();
        StringSegment name = disposition?.FileNameStar is { HasValue: true } star ? star : disposition?.FileName ?? default;
        _ = MediaTypeHeaderValue.TryParse(section.ContentType, out MediaTypeHeaderValue? type);
        return new UploadedFile(
            content,
            NameOf(HeaderUtilities.RemoveQuotes(name).ToString()),
            type?.MediaType.ToString().ToLowerInvariant(),
            type?.Charset is { HasValue: true } charset ? HeaderUtilities.RemoveQuotes(charset).ToString() : null);
    }

    /// <summary>Without the folders that some programs send, and without what no name has.</summary>
    private static string? NameOf(string sent)
    {
        string last = sent[(sent.LastIndexOfAny(['/', '\\']) + 1)..];
        string name = new([.. last.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)).Take(LongestName)]);
        return string.IsNullOrWhiteSpace(name) ? null : name;
    }

    private static ProblemHttpResult TooLarge(int mostBytes) => Problems.Result(
        StatusCodes.Status413PayloadTooLarge, ProblemCodes.BodyTooLarge, "The body is too large",
        $"A document may have {mostBytes} bytes ({DocumentOptions.SectionName}:{nameof(DocumentOptions.MaxBytes)}).");
}
