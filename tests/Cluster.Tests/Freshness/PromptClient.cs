using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

using PromptIntel.Tests.Shared;

namespace PromptIntel.Cluster.Tests.Freshness;

/// <summary>A version that an instance acknowledged.</summary>
internal sealed record Written(string Name, int Version, long Position);

/// <summary>What the tests ask of an instance, over HTTP.</summary>
internal static class PromptClient
{
    public const string Namespace = "general";

    private const string MinPosition = "PromptIntel-Min-Position";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Written> CreateAsync(this ApiInstance instance, string name, string text)
    {
        using HttpResponseMessage response = await instance.Client.PostAsJsonAsync(
            "/api/prompts", new { @namespace = Namespace, name, content = text }, Token);
        return Read(name, await BodyAsync(response, instance));
    }

    /// <summary>Asks again while the instance cannot.</summary>
    public static async Task<Written> UpdateAsync(this ApiInstance instance, string name, string text)
    {
        Written? written = null;
        await Patience.WaitAsync(
            async () => (written = await instance.TryUpdateAsync(name, text)) is not null, $"{instance.Name} takes an update");
        return written!;
    }

    /// <summary>Null when the instance says that it cannot now; whether it was committed all the same is not known.</summary>
    public static async Task<Written?> TryUpdateAsync(this ApiInstance instance, string name, string text)
    {
        using HttpResponseMessage response = await instance.Client.PostAsJsonAsync(
            "/api/prompts/update", new { @namespace = Namespace, name, content = text }, Token);
        return IsRefusedForNow(response) ? null : Read(name, await BodyAsync(response, instance));
    }

    /// <summary>The versions that one import of many updates acknowledges; null when the instance cannot now.</summary>
    public static async Task<IReadOnlyList<Written>?> TryImportAsync(
        this ApiInstance instance, IEnumerable<(string Name, string Text)> updates)
    {
        string lines = string.Join(
            '\n',
            updates.Select(update => JsonSerializer.Serialize(new { @namespace = Namespace, name = update.Name, content = update.Text })));
        using var content = new StringContent(lines, Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));
        using HttpResponseMessage response = await instance.Client.PostAsync("/api/prompts/import", content, Token);

        if (IsRefusedForNow(response))
        {
            return null;
        }

        JsonElement body = await BodyAsync(response, instance);
        return [.. body.GetProperty("results").EnumerateArray()
            .Where(line => line.GetProperty("status").GetString() == "updated")
            .Select(line => new Written(line.GetProperty("name").GetString()!, line.GetProperty("version").GetInt32(), 0))];
    }

    /// <summary>
    /// The version that everybody gets; 0 while the instance has not heard of the prompt. Reading never fails,
    /// whatever is broken behind the instance.
    /// </summary>
    public static async Task<int> VersionAsync(this ApiInstance instance, string name)
    {
        using HttpResponseMessage response = await instance.Client.GetAsync($"/api/prompts/{Namespace}/{name}", Token);
        return response.StatusCode == HttpStatusCode.NotFound ? 0 : (await BodyAsync(response, instance)).GetProperty("version").GetInt32();
    }

    /// <summary>The version that everybody gets, and how old it may be when the instance says that it could not catch up.</summary>
    public static async Task<(int Version, TimeSpan? Age)> ReadAsync(this ApiInstance instance, string name)
    {
        using HttpResponseMessage response = await instance.Client.GetAsync($"/api/prompts/{Namespace}/{name}", Token);
        return ((await BodyAsync(response, instance)).GetProperty("version").GetInt32(), response.Headers.Age);
    }

    /// <summary>Every entry's production version, and where in the change log the list stands.</summary>
    public static async Task<(long Position, Dictionary<string, int> Versions)> CatalogAsync(
        this ApiInstance instance, long minPosition = 0)
    {
        using HttpResponseMessage response = await SendAsync(
            instance, minPosition, () => new HttpRequestMessage(HttpMethod.Get, "/api/prompts/catalog"));
        JsonElement body = await BodyAsync(response, instance);
        var versions = body.GetProperty("catalog").EnumerateObject().SelectMany(group => group.Value.EnumerateArray())
            .ToDictionary(item => item.GetProperty("name").GetString()!, item => item.GetProperty("version").GetInt32());
        return (long.Parse(
            response.Headers.GetValues("PromptIntel-Position").Single(), System.Globalization.CultureInfo.InvariantCulture), versions);
    }

    public static async Task SetLabelAsync(this ApiInstance instance, string name, string label, int version)
    {
        using HttpResponseMessage labels = await instance.Client.GetAsync($"/api/prompts/{Namespace}/{name}/labels", Token);
        JsonElement held = (await BodyAsync(labels, instance)).GetProperty("items").EnumerateArray().Single(
            item => item.GetProperty("label").GetString() == label);
        using var request = new HttpRequestMessage(
            HttpMethod.Put, $"/api/prompts/{Namespace}/{name}/labels/{label}")
        { Content = JsonContent.Create(new { version }) };
        request.Headers.TryAddWithoutValidation("If-Match", held.GetProperty("etag").GetString());
        using HttpResponseMessage response = await instance.Client.SendAsync(request, Token);
        await BodyAsync(response, instance);
    }

    /// <summary>Queues a run of one prompt, told where the caller stands; the version that it pinned.</summary>
    public static async Task<int> ExecuteAsync(this ApiInstance instance, string name, long minPosition)
    {
        using HttpResponseMessage response = await SendAsync(
            instance, minPosition, () => new HttpRequestMessage(HttpMethod.Post, $"/api/prompts/{Namespace}/{name}/execute")
            {
                Content = JsonContent.Create(new { }),
                Headers = { { "Prefer", "respond-async" } },
            });
        string id = (await BodyAsync(response, instance)).GetProperty("execution_id").GetString()!;
        JsonElement execution = await instance.Client.GetFromJsonAsync<JsonElement>($"/api/executions/{id}", Token);
        return execution.GetProperty("execution").GetProperty("version").GetInt32();
    }

    /// <summary>An instance that has not caught up within its own bound says so, and is asked again.</summary>
    private static async Task<HttpResponseMessage> SendAsync(ApiInstance instance, long minPosition, Func<HttpRequestMessage> create)
    {
        HttpResponseMessage? response = null;
        await Patience.WaitAsync(
            async () =>
            {
                response?.Dispose();
                using HttpRequestMessage request = create();

                if (minPosition > 0)
                {
                    request.Headers.Add(MinPosition, $"{minPosition}");
                }

                response = await instance.Client.SendAsync(request, Token);
                return minPosition == 0 || response.StatusCode != HttpStatusCode.ServiceUnavailable;
            },
            $"{instance.Name} stands at {minPosition}");
        return response!;
    }

    private static bool IsRefusedForNow(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.Conflict;

    private static Written Read(string name, JsonElement body) =>
        new(name, body.GetProperty("version").GetInt32(), body.GetProperty("position").GetInt64());

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage response, ApiInstance instance)
    {
        string body = await response.Content.ReadAsStringAsync(Token);

        if (!response.IsSuccessStatusCode)
        {
            Assert.Fail($"{instance.Name}: {response.RequestMessage!.RequestUri} gave {(int)response.StatusCode} {body}\n{instance.Said}");
        }

        return JsonElement.Parse(body);
    }
}
