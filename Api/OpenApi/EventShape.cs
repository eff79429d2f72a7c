using PromptIntel.Api.Hosting;

namespace PromptIntel.Api.OpenApi;

/// <summary>Events of one shape in a stream.</summary>
/// <param name="Types">The values of <c>event</c>.</param>
/// <param name="Data">What their <c>data</c> is, as JSON.</param>
/// <param name="IsKept">Whether it has an id, after which the stream can be resumed.</param>
internal sealed record EventShape(IReadOnlyList<string> Types, Type Data, bool IsKept = true)
{
    public static EventShape Of<TData>(params string[] types) => new(types, typeof(TData));

    /// <summary>Told while it happens and never again.</summary>
    public static EventShape Passing<TData>(params string[] types) => new(types, typeof(TData), IsKept: false);
}

/// <summary>What a route streams; metadata of the route.</summary>
/// <param name="Name">Of the schema of one event.</param>
internal sealed record EventShapes(string Name, IReadOnlyList<EventShape> Shapes);

internal static class EventShapeMetadata
{
    /// <summary>Says in the document that the route streams server-sent events of these shapes.</summary>
    public static RouteHandlerBuilder ProducesEvents(this RouteHandlerBuilder route, string name, params EventShape[] shapes) => route
        .Produces<string>(contentType: EventStream.MediaType)
        .Reads(HeaderField.LastEventId)
        .WithMetadata(new EventShapes(name, shapes));
}
