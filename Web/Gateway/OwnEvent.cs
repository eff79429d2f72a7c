using System.Text.Json;

namespace PromptIntel.Web.Gateway;

/// <summary>One server-sent event of a route.</summary>
/// <param name="Type">Such as <c>stage.delta</c>.</param>
public sealed record OwnEvent(string Type, JsonElement Data);
