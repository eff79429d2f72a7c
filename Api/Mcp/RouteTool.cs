using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;

using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

using PromptIntel.Api.Hosting;
using PromptIntel.Core.Schemas;
using PromptIntel.Web.Gateway;

namespace PromptIntel.Api.Mcp;

/// <summary>
/// A tool that is one route of the API: its arguments are the route's path, query and body. They are held to the tool's schema first, since
/// a route takes no notice of a query that it does not know.
/// </summary>
internal sealed class RouteTool(OwnRoutes routes, JsonSchemaValidator schemas, RouteToolDescription description) : McpServerTool
{
    public override Tool ProtocolTool { get; } = new()
    {
        Name = description.Name,
        Description = description.Description,
        InputSchema = description.InputSchema,
        Annotations = new ToolAnnotations { ReadOnlyHint = description.IsReadOnly, DestructiveHint = false, OpenWorldHint = false },
    };

    public override IReadOnlyList<object> Metadata => [];

    public override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        IDictionary<string, JsonElement> arguments = request.Params?.Arguments ?? new Dictionary<string, JsonElement>();
        ImmutableArray<SchemaViolation> violations = schemas.Validate(
            description.InputSchema, JsonSerializer.SerializeToElement(arguments));

        if (!violations.IsEmpty)
        {
            return ToolResults.Refusal(string.Join("; ", violations));
        }

        OwnAnswer answer = await routes.SendAsync(
            ToRequest(arguments), request.User ?? new ClaimsPrincipal(), request.Services!, cancellationToken);
        return ToolResults.Of(answer);
    }

    private OwnRequest ToRequest(IDictionary<string, JsonElement> arguments)
    {
        IEnumerable<KeyValuePair<string, JsonElement>> rest = arguments.Where(argument => !description.Path.Contains(argument.Key));
        return new OwnRequest(description.RouteOf(arguments))
        {
            Path = description.Path.ToDictionary(name => name, name => Text(arguments[name])),
            Query = description.HasBody ? [] : rest.ToDictionary(argument => argument.Key, argument => (string?)Text(argument.Value)),
            Body = description.HasBody
                ? JsonSerializer.SerializeToElement(rest.Where(argument => argument.Key != description.Choice).ToDictionary())
                : null,
        };
    }

    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()!
        // 1.0 is a whole number to the schema, and none to a query.
        : value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal number) && decimal.IsInteger(number)
            ? number.ToString("0", CultureInfo.InvariantCulture)
        : value.GetRawText();
}

/// <param name="Path">Arguments that are parts of the route's path.</param>
internal sealed record RouteToolDescription(string Name, string Route, string Description, string Schema, params string[] Path)
{
    public bool IsReadOnly { get; init; }

    /// <summary>Whether what is not in the path goes into the body; else into the query.</summary>
    public bool HasBody { get; init; }

    /// <summary>An argument whose value false asks for <see cref="OtherRoute"/>; null for none.</summary>
    public string? Choice { get; init; }

    public string? OtherRoute { get; init; }

    /// <summary>Closed: a misspelt argument is refused by name.</summary>
    public JsonElement InputSchema { get; } = Close(Schema);

    /// <param name="arguments">As the schema wants them.</param>
    public string RouteOf(IDictionary<string, JsonElement> arguments) =>
        Choice is not null && !arguments[Choice].GetBoolean() ? OtherRoute! : Route;

    private static JsonElement Close(string schema)
    {
        JsonObject closed = JsonNode.Parse(schema)!.AsObject();
        closed["additionalProperties"] = false;
        return JsonSerializer.SerializeToElement(closed);
    }
}
