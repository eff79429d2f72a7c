using System.Text.Json;

namespace PromptIntel.Web.Gateway;

/// <summary>A request to a route of the API, within the process.</summary>
/// <param name="Route">The name of the route, such as <c>GetPrompt</c>.</param>
public sealed record OwnRequest(string Route)
{
    public Dictionary<string, string> Path { get; init; } = [];

    /// <summary>What is null is left out.</summary>
    public Dictionary<string, string?> Query { get; init; } = [];

    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Null for none.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>A body that is no JSON, such as a prompt in its authored form.</summary>
    public OwnText? Text { get; init; }
}

/// <param name="MediaType">Such as <c>text/markdown</c>.</param>
public sealed record OwnText(string MediaType, string Content);
