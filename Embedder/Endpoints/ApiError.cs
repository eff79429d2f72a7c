namespace PromptIntel.Embedder.Endpoints;

/// <summary>An error in OpenAI's form, so that a client of theirs reads it.</summary>
/// <param name="Message">For a person; repeats nothing of a text that was sent.</param>
/// <param name="Param">The parameter that is wrong.</param>
internal sealed record ApiError(
    int Status, string Message, string? Param = null, string? Code = null, string Type = "invalid_request_error")
    : IResult
{
    public static ApiError NoJson { get; } =
        new(StatusCodes.Status400BadRequest, "We could not parse the JSON body of your request: it must be a JSON object in UTF-8.");

    public static ApiError Overloaded { get; } = new(
        StatusCodes.Status429TooManyRequests,
        "As many requests wait as may. Try again in a second.",
        Code: "rate_limit_exceeded",
        Type: "requests");

    public static ApiError Missing(string parameter) =>
        new(StatusCodes.Status400BadRequest, $"Missing required parameter: '{parameter}'.", parameter, "missing_required_parameter");

    public static ApiError Invalid(string parameter, string message, string code) =>
        new(StatusCodes.Status400BadRequest, message, parameter, code);

    public static ApiError WrongType(string parameter, string expected) =>
        Invalid(parameter, $"Invalid type for '{parameter}': expected {expected}.", "invalid_type");

    public static ApiError UnknownModel() =>
        new(
            StatusCodes.Status404NotFound,
            $"The model does not exist: this server has {Model.SentenceModel.Name}.",
            "model",
            "model_not_found");

    /// <summary>For what the server itself answers with no more than a status.</summary>
    public static ApiError Of(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status404NotFound =>
            new(status, "Unknown request URL. The embeddings are at POST /v1/embeddings.", Code: "unknown_url"),
        StatusCodes.Status405MethodNotAllowed => new(status, $"Not allowed to {request.Method} on this URL."),
        StatusCodes.Status413PayloadTooLarge => new(status, "The request is too large: send fewer texts at once."),
        StatusCodes.Status415UnsupportedMediaType =>
            new(status, "The content type must be application/json.", Code: "unsupported_media_type"),
        >= StatusCodes.Status500InternalServerError =>
            new(status, "The server had an error while processing your request.", Type: "server_error"),
        _ => new(status, "The request is not well formed."),
    };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (Status == StatusCodes.Status429TooManyRequests)
        {
            httpContext.Response.Headers.RetryAfter = "1";
        }

        return Results.Json(
            new { error = new { message = Message, type = Type, param = Param, code = Code } },
            statusCode: Status).ExecuteAsync(httpContext);
    }
}
