using System.Text.Json;

using PromptIntel.Embedder.Model;

namespace PromptIntel.Embedder.Endpoints;

/// <summary>
/// A request as OpenAI describes it. Left out of it: lists of token ids, which belong to the vocabulary of another model, and
/// <c>dimensions</c> other than the model's own. <c>user</c> is taken and not used; a field of any other name is refused, as they do.
/// </summary>
internal sealed record EmbeddingsRequest(IReadOnlyList<string> Texts, bool IsBase64)
{
    /// <summary>Texts of one request, as with OpenAI.</summary>
    public const int MaxTexts = 2048;

    private static readonly string[] Names = ["input", "model", "encoding_format", "dimensions", "user"];

    /// <returns>The request, or what is wrong with it.</returns>
    /// <exception cref="InvalidOperationException">A string is no Unicode.</exception>
    public static (EmbeddingsRequest? Request, ApiError? Error) Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return (null, ApiError.NoJson);
        }

        return FindError(body) is { } error ? (null, error) : ReadInput(body.GetProperty("input"), IsBase64Asked(body));
    }

    private static ApiError? FindError(JsonElement body)
    {
        if (body.EnumerateObject().FirstOrDefault(
            property => !Names.Contains(property.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            string name = unknown.Name.Length > 64 ? $"{unknown.Name[..64]}..." : unknown.Name;
            return ApiError.Invalid(name, $"Unknown parameter: '{name}'.", "unknown_parameter");
        }

        return (Find(body, "model"), Find(body, "input")) switch
        {
            (null, _) => ApiError.Missing("model"),
            ({ ValueKind: not JsonValueKind.String }, _) => ApiError.WrongType("model", "a string"),
            ({ } model, _) when model.GetString() != SentenceModel.Name => ApiError.UnknownModel(),
            (_, null) => ApiError.Missing("input"),
            _ => FindOptionError(body),
        };
    }

    private static ApiError? FindOptionError(JsonElement body)
    {
        if (Find(body, "encoding_format") is { } format
            && (format.ValueKind != JsonValueKind.String || format.GetString() is not ("float" or "base64")))
        {
            return ApiError.Invalid("encoding_format", "Invalid value: Supported values are: 'float' and 'base64'.", "invalid_value");
        }

        if (Find(body, "dimensions") is { } dimensions
            && !(dimensions.ValueKind == JsonValueKind.Number
                && dimensions.TryGetInt32(out int number)
                && number == SentenceModel.Dimensions))
        {
            return ApiError.Invalid(
                "dimensions", $"This model's vectors have {SentenceModel.Dimensions} dimensions and cannot be shortened.", "invalid_value");
        }

        return Find(body, "user") is { ValueKind: not JsonValueKind.String } ? ApiError.WrongType("user", "a string") : null;
    }

    private static (EmbeddingsRequest? Request, ApiError? Error) ReadInput(JsonElement input, bool isBase64)
    {
        JsonElement[] texts = input.ValueKind == JsonValueKind.Array ? [.. input.EnumerateArray().Take(MaxTexts + 1)] : [input];
        ApiError? error = texts switch
        {
            [] => ApiError.Invalid("input", "Invalid 'input': empty array. Expected at least one text.", "empty_array"),
            { Length: > MaxTexts } => ApiError.Invalid(
                "input", $"Invalid 'input': array too long. Expected at most {MaxTexts} texts.", "array_above_max_length"),
            _ when texts.Any(text => text.ValueKind != JsonValueKind.String) => ApiError.WrongType(
                "input", "a string or an array of strings; token ids are not taken"),
            _ when texts.Any(text => text.ValueEquals("")) =>
                ApiError.Invalid("input", "Invalid 'input': an empty string.", "invalid_value"),
            _ => null,
        };
        return error is null
            ? (new EmbeddingsRequest(Array.ConvertAll(texts, text => text.GetString()!), isBase64), null)
            : (null, error);
    }

    private static bool IsBase64Asked(JsonElement body) => Find(body, "encoding_format") is { } format && format.ValueEquals("base64");

    /// <summary>The value; null for none, which <c>null</c> is too.</summary>
    private static JsonElement? Find(JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
