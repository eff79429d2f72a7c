using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Exchange.Sources;

namespace PromptIntel.Api.Exchange;

/// <summary>Reads the files of an import from a body: <c>multipart/form-data</c>, or a zip archive.</summary>
internal static class ImportForm
{
    public const string Multipart = "multipart/form-data";
    public const string Zip = "application/zip";

    /// <summary>Of the body, packed or with what a form adds; what it unpacks to has the limits of an import.</summary>
    public const int MostBodyBytes = SourceLimits.MostBytes / 2;

    private const string Field = "files";

    /// <returns>Null for a body of another type.</returns>
    public static async Task<SourceReading?> ReadAsync(HttpRequest request, string? into, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type))
        {
            return null;
        }

        if (type.MediaType.Equals(Zip, StringComparison.OrdinalIgnoreCase))
        {
            using var archive = new MemoryStream();
            await request.Body.CopyToAsync(archive, cancellationToken);
            archive.Position = 0;
            return await SourceArchive.ReadAsync(archive, into, cancellationToken);
        }

        return type.MediaType.Equals(Multipart, StringComparison.OrdinalIgnoreCase)
            ? await ReadFormAsync(request, type, into, cancellationToken)
            : null;
    }

    private static async Task<SourceReading> ReadFormAsync(
        HttpRequest request, MediaTypeHeaderValue type, string? into, CancellationToken cancellationToken)
    {
        var reading = new SourceReading(into);

        if (HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
        {
            reading.Refuse(new EntryError("boundary", "Is required in the content type multipart/form-data, in at most 200 characters."));
            return reading;
        }

        try
        {
            var reader = new MultipartReader(boundary.ToString(), request.Body);

            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (NameOf(section) is not { } name)
                {
                    reading.Refuse(new EntryError(Field, "Must be the name of every part of the form, each with a file name."));
                    return reading;
                }

                if (!await reading.AddAsync(name, section.Body, cancellationToken))
                {
                    return reading;
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException
            || (exception is IOException && exception is not BadHttpRequestException && !cancellationToken.IsCancellationRequested))
        {
            reading.Refuse(new EntryError("body", "Must be a complete multipart/form-data body."));
        }

        return reading;
    }

    private static string? NameOf(MultipartSection section)
    {
        ContentDispositionHeaderValue? disposition = section.GetContentDispositionHeader();
        StringSegment name = disposition?.FileNameStar is { HasValue: true } star ? star : disposition?.FileName ?? default;
        return disposition is not null && HeaderUtilities.RemoveQuotes(disposition.Name) == Field && name.Length > 0
            ? HeaderUtilities.RemoveQuotes(name).ToString()
            : null;
    }
}
