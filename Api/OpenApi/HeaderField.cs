using Microsoft.OpenApi;

namespace PromptIntel.Api.OpenApi;

/// <summary>A header of a request or an answer, as the document describes it.</summary>
/// <param name="Example">Also tells whether it is a number.</param>
internal sealed record HeaderField(string Name, string Description, object Example)
{
    public static HeaderField IfMatch { get; } = new(
        "If-Match", "Write only if this is the entity tag of what stands there; else 412.", "\"3\"");

    public static HeaderField IfNoneMatch { get; } = new(
        "If-None-Match", "For a read: 304 when the answer has this entity tag. For a write: `*` demands that nothing stands there.", "*");

    public static HeaderField IdempotencyKey { get; } = new(
        "Idempotency-Key", "1 to 255 characters. The same key starts nothing a second time; with another body it is 422.", "order-4711");

    public static HeaderField Prefer { get; } = new("Prefer", "`respond-async` answers 202 at once.", "respond-async");

    public static HeaderField LastEventId { get; } = new(
        "Last-Event-ID", "The id of the last event that was read: the stream goes on behind it.", 42L);

    public static HeaderField MinPosition { get; } = new(
        "PromptIntel-Min-Position",
        "A position that an update answered: nothing older is seen. Waits a while for it, then 503 with Retry-After.",
        42L);

    public static HeaderField ETag { get; } = new("ETag", "The entity tag of this answer.", "\"3-9f86d081884c7d65\"");

    public static HeaderField Location { get; } = new(
        "Location", "Where it is to be had.", "/api/executions/0193a0b0-0000-7000-8000-000000000001");

    public static HeaderField RetryAfter { get; } = new("Retry-After", "Seconds until it makes sense to ask again.", 1L);

    public static HeaderField Position { get; } = new(
        "PromptIntel-Position", "The position in the change log from which on `/api/changes` tells what is newer than this answer.", 42L);

    public static HeaderField PreferenceApplied { get; } = new(
        "Preference-Applied", "The preference that was followed.", "respond-async");

    /// <summary>Those a request may have, each a parameter of the document.</summary>
    public static IReadOnlyList<HeaderField> OfRequests { get; } =
        [IfMatch, IfNoneMatch, IdempotencyKey, Prefer, LastEventId, MinPosition];

    private OpenApiSchema Schema => Example is long
        ? new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" }
        : new OpenApiSchema { Type = JsonSchemaType.String };

    public OpenApiParameter ToParameter() => new()
    {
        Name = Name,
        In = ParameterLocation.Header,
        Description = Description,
        Schema = Schema,
        Example = System.Text.Json.Nodes.JsonValue.Create(Example),
    };

    public OpenApiHeader ToHeader() => new() { Description = Description, Schema = Schema };
}

/// <summary>The headers that a route reads besides those of every route; metadata of the route.</summary>
internal sealed record ReadHeaders(IReadOnlyList<HeaderField> Fields);

/// <summary>The headers that a route's good answers have besides those that follow from their status; metadata of the route.</summary>
internal sealed record AnsweredHeaders(IReadOnlyList<HeaderField> Fields);

internal static class HeaderMetadata
{
    /// <summary>Says in the document that the route reads these headers.</summary>
    public static RouteHandlerBuilder Reads(this RouteHandlerBuilder route, params HeaderField[] fields) =>
        route.WithMetadata(new ReadHeaders(fields));

    /// <summary>Says in the document that the route's good answers have these headers.</summary>
    public static RouteHandlerBuilder Answers(this RouteHandlerBuilder route, params HeaderField[] fields) =>
        route.WithMetadata(new AnsweredHeaders(fields));
}
