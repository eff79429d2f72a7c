using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PromptIntel.Api.Tests.OpenApi;

/// <summary>Asks a real service and keeps what was asked and answered, shortened, by operation of its document.</summary>
internal sealed class ExampleRecorder(HttpClient client, JsonElement document)
{
    private const int MostEvents = 40;

    private readonly ExampleText _text = new();

    public SortedDictionary<string, JsonNode?> Examples { get; } = new(StringComparer.Ordinal);

    /// <summary>The answer as JSON, or null where it is none.</summary>
    public async Task<JsonNode?> AskAsync(
        string operation, string path, object? body = null, string? mediaType = null, params (string Name, string Value)[] headers)
    {
        (string method, string template) = Find(operation);
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path) { Content = ToContent(body, mediaType) };

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        JsonObject example = ExampleOf(operation, template, path);

        if (request.Content is { } sent)
        {
            example["request"] ??= new JsonObject();
            example["request"]![sent.Headers.ContentType!.MediaType!] = body is MultipartFormDataContent form
                ? await PartsAsync(form)
                : await BodyAsync(sent);
        }

        string type = response.Content.Headers.ContentType?.MediaType ?? "";
        Assert.True(response.IsSuccessStatusCode, $"{operation}: {response}");
        JsonNode? full = type switch
        {
            "text/event-stream" => await FirstEventAsync(response),
            "application/json" => JsonNode.Parse(await TextAsync(response)),
            "application/zip" => "the bytes of the archive",
            _ => null,
        };

        if (type.Length > 0)
        {
            JsonObject responses = example["responses"]!.AsObject();
            string status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
            responses[status] ??= new JsonObject();
            responses[status]![type] = _text.Shorten(full ?? JsonValue.Create(await TextAsync(response)));
        }

        return full;
    }

    private static HttpContent? ToContent(object? body, string? mediaType) => body switch
    {
        null => null,
        HttpContent content => content,
        string text => new StringContent(text, Encoding.UTF8, mediaType!),
        _ => JsonContent.Create(body, new MediaTypeHeaderValue("application/json")),
    };

    /// <summary>Parts of one name are a list.</summary>
    private static async Task<JsonObject> PartsAsync(MultipartFormDataContent form)
    {
        var parts = new JsonObject();

        foreach (IGrouping<string, HttpContent> named in form.GroupBy(part => part.Headers.ContentDisposition!.Name!.Trim('"')))
        {
            string[] texts = await Task.WhenAll(named.Select(part => part.ReadAsStringAsync(TestContext.Current.CancellationToken)));
            parts[named.Key] = texts is [var only]
                ? only.TrimEnd()
                : new JsonArray([.. texts.Select(text => JsonValue.Create(text.TrimEnd()))]);
        }

        return parts;
    }

    private async Task<JsonNode?> BodyAsync(HttpContent content)
    {
        string text = await content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return _text.Shorten(content.Headers.ContentType!.MediaType == "application/json" ? JsonNode.Parse(text) : JsonValue.Create(text));
    }

    private static Task<string> TextAsync(HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    /// <summary>The first event that carries something, as the document describes one.</summary>
    private static async Task<JsonNode> FirstEventAsync(HttpResponseMessage response)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var found = new JsonObject();

        for (int line = 0; line < MostEvents && await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } text; line++)
        {
            if (text.Length == 0)
            {
                break;
            }

            int colon = text.IndexOf(':', StringComparison.Ordinal);
            string value = text[(colon + 2)..];
            found[text[..colon]] = text.StartsWith("data", StringComparison.Ordinal) ? JsonNode.Parse(value) : value;
        }

        return found;
    }

    private JsonObject ExampleOf(string operation, string template, string path)
    {
        if (!Examples.TryGetValue(operation, out JsonNode? example))
        {
            string[] parts = path.Split('?', 2);
            string pattern = Regex.Replace(template, "{(\\w+)}", "(?<$1>[^/]+)");
            Match match = Regex.Match(parts[0], $"^{pattern}$");
            var parameters = new JsonObject(match.Groups.Values.Where(group => !char.IsDigit(group.Name[0]))
                .Select(group => KeyValuePair.Create(group.Name, _text.Shorten(JsonValue.Create(Uri.UnescapeDataString(group.Value))))));

            foreach (string[] pair in parts.Skip(1).SelectMany(query => query.Split('&')).Select(pair => pair.Split('=')))
            {
                parameters[pair[0]] = _text.Shorten(JsonValue.Create(Uri.UnescapeDataString(pair[1])));
            }

            Examples[operation] = example = new JsonObject { ["parameters"] = parameters, ["responses"] = new JsonObject() };
        }

        return example!.AsObject();
    }

    private (string Method, string Template) Find(string operation) => document.GetProperty("paths").EnumerateObject()
        .SelectMany(path => path.Value.EnumerateObject().Select(method => (
            method.Name, Template: path.Name, Id: method.Value.GetProperty("operationId").GetString())))
        .Where(one => one.Id == operation)
        .Select(one => (one.Name, one.Template))
        .Single();
}
