using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.OpenAI.Wire;

/// <summary>How one model of one endpoint wants to be asked. Immutable; what was learned makes a new one.</summary>
/// <param name="Omitted">Parameters that the endpoint refused by name.</param>
internal sealed partial record RequestShape(
    TokenLimitField TokenLimit, JsonAnswers Json, SystemRole SystemRole, ImmutableHashSet<string> Omitted)
{
    private const string MaxCompletionTokens = "max_completion_tokens";
    private const string MaxTokens = "max_tokens";
    private const string ResponseFormat = "response_format";
    private const string Developer = "developer";

    private static readonly string[] SamplingFields = ["temperature", "top_p", "presence_penalty", "frequency_penalty"];

    // The order in which a refusal is searched for them: the longer name first.
    private static readonly string[] Optional = [.. SamplingFields, "stream_options", "parallel_tool_calls", "seed", "stop"];

    /// <summary>By the model's name where the options leave a trait open.</summary>
    public static RequestShape For(string model, bool isOpenAI, ModelTraits? traits)
    {
        bool isReasoning = ReasoningFamily().IsMatch(model[(model.LastIndexOf('/') + 1)..]);
        return new(
            traits?.TokenLimit ?? (isOpenAI || isReasoning ? TokenLimitField.MaxCompletionTokens : TokenLimitField.MaxTokens),
            traits?.Json ?? JsonAnswers.JsonSchema,
            traits?.SystemRole ?? (isOpenAI && isReasoning ? SystemRole.Developer : SystemRole.System),
            traits?.Sampling ?? !isReasoning ? [] : [.. SamplingFields]);
    }

    /// <summary>Changes a request as the client wrote it.</summary>
    public void Apply(JsonObject request)
    {
        Rename(request);

        foreach (string name in Omitted)
        {
            request.Remove(name);
        }

        AskForJson(request);

        if (SystemRole == SystemRole.Developer)
        {
            foreach (JsonObject message in Messages(request).Where(message => RoleOf(message) == "system"))
            {
                message["role"] = Developer;
            }
        }
    }

    /// <summary>Without what the endpoint refused by name; null where it refused nothing that could be asked otherwise.</summary>
    /// <param name="request">As it was sent.</param>
    public RequestShape? Without(EndpointError error, JsonObject request)
    {
        bool Names(string name) => error.Parameter is { } parameter
            ? parameter.StartsWith(name, StringComparison.Ordinal)
            : error.Message.Contains(name, StringComparison.Ordinal);

        if ((Names(ResponseFormat) || Names("json_schema")) && request.ContainsKey(ResponseFormat))
        {
            return this with { Json = Json == JsonAnswers.JsonSchema ? JsonAnswers.JsonObject : JsonAnswers.None };
        }

        if (TokenLimit == TokenLimitField.MaxCompletionTokens && request.ContainsKey(MaxCompletionTokens) && Names(MaxCompletionTokens))
        {
            return this with { TokenLimit = TokenLimitField.MaxTokens };
        }

        if (TokenLimit == TokenLimitField.MaxTokens && request.ContainsKey(MaxTokens) && Names(MaxTokens))
        {
            return this with { TokenLimit = TokenLimitField.MaxCompletionTokens };
        }

        if (SystemRole == SystemRole.Developer && error.Message.Contains(Developer, StringComparison.Ordinal))
        {
            return this with { SystemRole = SystemRole.System };
        }

        return Optional.FirstOrDefault(name => request.ContainsKey(name) && Names(name)) is { } refused
            ? this with { Omitted = Omitted.Add(refused) }
            : null;
    }

    private void Rename(JsonObject request)
    {
        (string from, string to) = TokenLimit == TokenLimitField.MaxTokens
            ? (MaxCompletionTokens, MaxTokens)
            : (MaxTokens, MaxCompletionTokens);

        if (request.Remove(from, out JsonNode? limit))
        {
            request[to] = limit;
        }
    }

    private void AskForJson(JsonObject request)
    {
        if (Json == JsonAnswers.JsonSchema || request[ResponseFormat]?["json_schema"]?["schema"] is not { } schema)
        {
            return;
        }

        string told = $"Answer with one JSON value that satisfies this JSON Schema, and with nothing else:\n{schema.ToJsonString()}";
        JsonArray messages = request["messages"]!.AsArray();
        int first = messages.TakeWhile(message => message is JsonObject said && RoleOf(said) == "system").Count();
        messages.Insert(first, new JsonObject { ["role"] = "system", ["content"] = told });
        request.Remove(ResponseFormat);

        if (Json == JsonAnswers.JsonObject)
        {
            request[ResponseFormat] = new JsonObject { ["type"] = "json_object" };
        }
    }

    private static IEnumerable<JsonObject> Messages(JsonObject request) => (request["messages"] as JsonArray ?? []).OfType<JsonObject>();

    private static string? RoleOf(JsonObject message) =>
        message["role"] is JsonValue role && role.GetValueKind() == JsonValueKind.String ? role.GetValue<string>() : null;

    /// <summary>OpenAI's models that reason before they answer.</summary>
    [GeneratedRegex("^(o[1-9]|gpt-[5-9](?!.*chat))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ReasoningFamily();
}
