using System.Text.Json;

using PromptIntel.Embedder.Model;

namespace PromptIntel.Embedder.Endpoints;

/// <summary>The part of OpenAI's interface that an embedder needs.</summary>
internal static class EmbeddingsEndpoints
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>When the model was published: 30 August 2021.</summary>
    private static readonly object Description =
        new { id = SentenceModel.Name, @object = "model", created = 1_630_281_600, owned_by = "sentence-transformers" };

    public static void MapEmbeddings(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapGroup("/v1");

        api.MapPost("/embeddings", EmbedAsync);
        api.MapGet("/models", () => Results.Json(new { @object = "list", data = new[] { Description } }));
        api.MapGet("/models/{name}", (string name) => name == SentenceModel.Name ? Results.Json(Description) : ApiError.UnknownModel());
    }

    private static async Task<IResult> EmbedAsync(HttpRequest request, TextEmbedder embedder, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            return ApiError.Of(StatusCodes.Status415UnsupportedMediaType, request);
        }

        (EmbeddingsRequest? asked, ApiError? error) = await ReadAsync(request, cancellationToken);

        if (asked is null)
        {
            return error!;
        }

        return await embedder.EmbedAsync(asked.Texts, cancellationToken) is { } embedded
            ? Results.Json(EmbeddingsResponse.Of(embedded, asked.IsBase64))
            : ApiError.Overloaded;
    }

    private static async Task<(EmbeddingsRequest? Request, ApiError? Error)> ReadAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using JsonDocument body = await JsonDocument.ParseAsync(request.Body, Strict, cancellationToken);
            return EmbeddingsRequest.Read(body.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is of a string that is no Unicode: half of a surrogate pair, or bytes that are not UTF-8.
            return (null, ApiError.NoJson);
        }
        catch (BadHttpRequestException refused)
        {
            return (null, ApiError.Of(refused.StatusCode, request));
        }
    }
}
