using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;

using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Hosting;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Includes;
using PromptIntel.Web.Gateway;

namespace PromptIntel.Api.Mcp;

/// <summary>
/// The catalog's prompts as the protocol's: <c>namespace/name</c>, as everybody gets them; <c>@version</c> or <c>@label</c> chooses.
/// </summary>
internal sealed class PromptHandlers(PromptCatalog catalog, ComposedPrompts composed, OwnRoutes routes)
{
    private const int PageSize = 200;
    private const int MostCompletions = 100;

    public ValueTask<ListPromptsResult> ListAsync(RequestContext<ListPromptsRequestParams> request, CancellationToken cancellationToken)
    {
        string after = "";

        if (request.Params?.Cursor is { } cursor && !Cursor.TryDecode(cursor, out after))
        {
            throw new McpProtocolException("cursor: must be a nextCursor of this list", McpErrorCode.InvalidParams);
        }

        EntryState[] page = [.. catalog.Entries.OfKind(EntryKind.Prompt)
            .Where(state => MayName(request.User, state))
            .Where(state => string.CompareOrdinal(state.Key.ToString(), after) > 0)
            .OrderBy(state => state.Key.ToString(), StringComparer.Ordinal)
            .Take(PageSize + 1)];
        return ValueTask.FromResult(new ListPromptsResult
        {
            Prompts = [.. page.Take(PageSize).Select(ToPrompt)],
            NextCursor = page.Length > PageSize ? Cursor.Encode(page[PageSize - 1].Key.ToString()) : null,
        });
    }

    public async ValueTask<GetPromptResult> GetAsync(RequestContext<GetPromptRequestParams> request, CancellationToken cancellationToken)
    {
        string asked = request.Params?.Name ?? "";
        string[] parts = asked.Split('@', 2);

        if (!EntryKey.TryParse(parts[0], null, out EntryKey key)
            || catalog.Find(key) is not { Kind: EntryKind.Prompt, IsArchived: false } state)
        {
            throw new McpProtocolException($"There is no prompt {parts[0]}.", McpErrorCode.InvalidParams);
        }

        var body = new JsonObject { ["variables"] = Variables(state, request.Params?.Arguments) };

        if (parts.Length == 2)
        {
            bool isNumber = int.TryParse(parts[1], out int version);
            body[isNumber ? "version" : "label"] = isNumber ? version : parts[1];
        }

        OwnAnswer answer = await routes.SendAsync(
            new OwnRequest("RenderPrompt")
            {
                Path = { ["namespace"] = key.Namespace, ["name"] = key.Name },
                Body = JsonSerializer.SerializeToElement(body),
            },
            request.User ?? new ClaimsPrincipal(), request.Services!, cancellationToken);

        if (!answer.IsSuccess)
        {
            throw new McpProtocolException(answer.Detail, McpErrorCode.InvalidParams);
        }

        return new GetPromptResult
        {
            Description = state.Current.Description,
            Messages = [.. answer.Json.GetProperty("messages").EnumerateArray().Select(ToMessage)],
        };
    }

    /// <summary>Values that a variable's schema names, and names of entries in the address of a resource.</summary>
    public ValueTask<CompleteResult> CompleteAsync(RequestContext<CompleteRequestParams> request, CancellationToken cancellationToken)
    {
        string argument = request.Params!.Argument.Name;
        string start = request.Params.Argument.Value;
        IEnumerable<string> known = request.Params.Ref switch
        {
            PromptReference prompt when EntryKey.TryParse(prompt.Name, null, out EntryKey key) && catalog.Find(key) is { } state
                && MayName(request.User, state) => Enumerated(Schema(state), argument),
            ResourceTemplateReference { Uri: ResourceHandlers.EntryTemplate } => catalog.Entries
                .Where(state => MayName(request.User, state))
                .Select(state => argument == "namespace" ? state.Key.Namespace : state.Key.Name).Distinct(StringComparer.Ordinal),
            _ => [],
        };
        string[] found = [.. known.Where(value => value.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal).Take(MostCompletions + 1)];
        return ValueTask.FromResult(new CompleteResult
        {
            Completion = new Completion { Values = [.. found.Take(MostCompletions)], HasMore = found.Length > MostCompletions },
        });
    }

    private static bool MayName(ClaimsPrincipal? user, EntryState state) => Caller.Find(user)?.MayName(state.Key.Namespace) != false;

    private Prompt ToPrompt(EntryState state)
    {
        JsonElement schema = Schema(state);
        HashSet<string> required = schema.TryGetProperty("required", out JsonElement names)
            ? [.. names.EnumerateArray().Select(name => name.GetString()!)]
            : [];
        return new Prompt
        {
            Name = state.Key.ToString(),
            Description = state.Current.Description,
            Arguments = [.. Properties(schema).Select(property => new PromptArgument
            {
                Name = property.Name,
                Description = Keyword(property.Value, "description") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null,
                Required = required.Contains(property.Name),
            })],
        };
    }

    private JsonElement Schema(EntryState state) =>
        composed.Compose(state.Current).Version.Body.TryGetProperty("variables", out JsonElement schema) ? schema : JsonElement.Parse("{}");

    /// <summary>Arguments are texts; what a variable's schema wants otherwise is read as JSON.</summary>
    private JsonObject Variables(EntryState state, IDictionary<string, JsonElement>? arguments)
    {
        Dictionary<string, JsonElement> declared =
            Properties(Schema(state)).ToDictionary(property => property.Name, property => property.Value);
        var variables = new JsonObject();

        foreach ((string name, JsonElement given) in arguments ?? new Dictionary<string, JsonElement>())
        {
            variables[name] = given.ValueKind == JsonValueKind.String && !TakesText(declared.GetValueOrDefault(name))
                ? Read(given.GetString()!)
                : JsonNode.Parse(given.GetRawText());
        }

        return variables;
    }

    private static JsonNode? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static bool TakesText(JsonElement schema) =>
        schema.ValueKind != JsonValueKind.Object
        || !schema.TryGetProperty("type", out JsonElement type)
        || (type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Any(one => one.ValueEquals("string"))
            : type.ValueEquals("string"));

    private static JsonElement.ObjectEnumerator Properties(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out JsonElement properties)
            ? properties.EnumerateObject()
            : default;

    /// <summary>Undefined where there is none. What says nothing of what is valid, a schema may have of any kind.</summary>
    private static JsonElement Keyword(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out JsonElement value) ? value : default;

    private static IEnumerable<string> Enumerated(JsonElement schema, string argument) =>
        Properties(schema).Where(property => property.NameEquals(argument))
            .SelectMany(property => Keyword(property.Value, "enum") is { ValueKind: JsonValueKind.Array } values
                ? values.EnumerateArray()
                : default)
            .Select(value => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());

    /// <summary>The protocol knows two roles: what the assistant said, and everything else.</summary>
    private static PromptMessage ToMessage(JsonElement message) => new()
    {
        Role = message.GetProperty("role").ValueEquals("assistant") ? Role.Assistant : Role.User,
        Content = new TextContentBlock { Text = message.GetProperty("content").GetString() ?? "" },
    };
}
