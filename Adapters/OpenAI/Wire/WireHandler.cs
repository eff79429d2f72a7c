using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PromptIntel.Adapters.OpenAI.Wire;

/// <summary>
/// Between the client and a compatible endpoint: asks each model as it wants to be asked, once more without what it refuses by name
/// (remembered when that helped), and gives the client every answer in the one form that it reads, streamed or not. Bounded in memory.
/// Safe for concurrent use.
/// </summary>
/// <param name="shapeOf">How a model is asked at first.</param>
internal sealed class WireHandler(HttpMessageHandler inner, Func<string, RequestShape> shapeOf) : DelegatingHandler(inner)
{
    /// <summary>Of an answer that is not streamed: more than a stage may keep, in any encoding.</summary>
    public const int MostAnswerBytes = 64 << 20;

    /// <summary>A schema as deep as one may be, inside a request.</summary>
    private const int MaxDepth = 256;

    private const int MostErrorBytes = 64 << 10;
    private const int MostFallbacks = 4;
    private const int MostModels = 1_000;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly ConcurrentDictionary<string, RequestShape> _shapes = new(StringComparer.Ordinal);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null || !request.RequestUri!.AbsolutePath.EndsWith("/chat/completions", StringComparison.Ordinal))
        {
            return await base.SendAsync(request, cancellationToken);
        }

        byte[] asked = await request.Content.ReadAsByteArrayAsync(cancellationToken);
        JsonObject sent = Parse(asked);
        string model = sent["model"]!.GetValue<string>();
        RequestShape shape = _shapes.TryGetValue(model, out RequestShape? known) ? known : shapeOf(model);

        for (int fallbacks = 0; ; fallbacks++)
        {
            shape.Apply(sent);
            request.Content = Json(Write(sent));
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);

            if (!response.IsSuccessStatusCode)
            {
                byte[] body = await ReadAsync(response, MostErrorBytes, isCut: true, cancellationToken);

                if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity
                    && fallbacks < MostFallbacks && shape.Without(EndpointError.Read(body, (int)response.StatusCode), sent) is { } other)
                {
                    response.Dispose();
                    (shape, sent) = (other, Parse(asked));
                    continue;
                }

                response.Content = Json(body);
                return response;
            }

            if (fallbacks > 0 && _shapes.Count < MostModels)
            {
                _shapes[model] = shape;
            }

            await NormaliseAsync(response, sent, cancellationToken);
            return response;
        }
    }

    private static JsonObject Parse(byte[] json) =>
        JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = MaxDepth })!.AsObject();

    private static byte[] Write(JsonObject request)
    {
        using var written = new MemoryStream();

        using (var writer = new Utf8JsonWriter(written))
        {
            request.WriteTo(writer);
        }

        return written.ToArray();
    }

    private static async Task NormaliseAsync(HttpResponseMessage response, JsonObject sent, CancellationToken cancellationToken)
    {
        bool isStreamed = sent["stream"] is JsonValue stream && stream.GetValueKind() == JsonValueKind.True;
        string? type = response.Content.Headers.ContentType?.MediaType;

        if (isStreamed && type is not "application/json")
        {
            response.Content = Events(new AnswerStream(await OpenAsync(response.Content, cancellationToken)));
            return;
        }

        byte[] body = await ReadAsync(response, MostAnswerBytes, isCut: false, cancellationToken);
        WireAnswer answer;

        try
        {
            answer = WirePatch.Apply(body, isChunk: false);
        }
        catch (JsonException)
        {
            // The client says what it thinks of it.
            response.Content = Json(body);
            return;
        }

        if (answer.HasError)
        {
            throw new EndpointErrorException(EndpointError.Read(body, (int)response.StatusCode));
        }

        if (!answer.HasMessage)
        {
            throw new FormatException("No choice has a message.");
        }

        // An endpoint that does not stream answers all the same.
        response.Content = isStreamed ? Events(new MemoryStream(WholeAnswer.AsEvents(answer.Json))) : Json(answer.Json.ToArray());
    }

    /// <summary>The body as it was before a proxy packed it, which some do without being asked.</summary>
    private static async Task<Stream> OpenAsync(HttpContent content, CancellationToken cancellationToken)
    {
        Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        return content.Headers.ContentEncoding.LastOrDefault()?.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(stream, CompressionMode.Decompress),
            "deflate" => new ZLibStream(stream, CompressionMode.Decompress),
            "br" => new BrotliStream(stream, CompressionMode.Decompress),
            _ => stream,
        };
    }

    /// <exception cref="AnswerTooLongException">It is longer, and may not be cut.</exception>
    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, int most, bool isCut, CancellationToken cancellationToken)
    {
        using Stream stream = await OpenAsync(response.Content, cancellationToken);
        using var read = new MemoryStream();
        byte[] buffer = new byte[16 << 10];

        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            read.Write(buffer, 0, count);

            if (read.Length > most)
            {
                return isCut ? read.ToArray()[..most] : throw new AnswerTooLongException();
            }
        }

        byte[] body = read.ToArray();
        return body.AsSpan().StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
    }

    private static ByteArrayContent Json(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static StreamContent Events(Stream stream) =>
        new(stream) { Headers = { ContentType = new MediaTypeHeaderValue("text/event-stream") } };
}
