using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

using PromptIntel.Api.Json;

namespace PromptIntel.Api.Catalog;

/// <summary>
/// A list that many get: its bytes, plain and compressed, and an entity tag of its content for each, the same on every instance.
/// Immutable.
/// </summary>
internal sealed class ListDocument
{
    private const string Gzip = "gzip";
    private const int TagBytes = 16;

    private readonly (byte[] Bytes, string ETag) _plain;
    private readonly (byte[] Bytes, string ETag) _compressed;

    public ListDocument(object answer)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Options);
        string tag = Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, TagBytes));
        _plain = (json, $"\"{tag}\"");
        _compressed = (Compress(json), $"\"{tag}-{Gzip}\"");
    }

    public long Size => _plain.Bytes.Length + _compressed.Bytes.Length;

    /// <summary>Answers with the form that the client takes, or 304 when it has that.</summary>
    public async Task WriteAsync(HttpContext http)
    {
        bool isCompressed = Takes(http.Request.Headers.AcceptEncoding);
        (byte[] bytes, string tag) = isCompressed ? _compressed : _plain;
        IHeaderDictionary headers = http.Response.Headers;
        headers.ETag = tag;
        headers.CacheControl = PromptDocuments.AskAgain;
        headers.Vary = HeaderNames.AcceptEncoding;

        if (PromptDocuments.IsKnown(http.Request.Headers.IfNoneMatch, tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        headers.ContentType = PromptDocuments.Json;
        headers.ContentLength = bytes.Length;

        if (isCompressed)
        {
            headers.ContentEncoding = Gzip;
        }

        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private static bool Takes(StringValues acceptEncoding) =>
        StringWithQualityHeaderValue.TryParseList(acceptEncoding, out IList<StringWithQualityHeaderValue>? encodings)
        && encodings.Any(encoding => encoding.Value.Equals(Gzip, StringComparison.OrdinalIgnoreCase) && encoding.Quality is null or > 0);

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream(bytes.Length / 4);

        using (var stream = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            stream.Write(bytes);
        }

        return compressed.ToArray();
    }
}
