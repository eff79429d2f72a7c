using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

using PromptIntel.Api.Tests.Execution;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Api.Tests.Golden;

/// <summary>What a released version stored is served, searched, written on and finished by this one.</summary>
public abstract partial class GoldenTests(GoldenFixture fixture)
{
    private const int BatchItems = 4;

    [Theory]
    [MemberData(nameof(GoldenHost.Formats), MemberType = typeof(GoldenHost))]
    public async Task Versions_AreServedAsTheyWere(string format)
    {
        GoldenHost host = await fixture.OpenAsync(format);
        WorkflowClient client = host.Client;

        using HttpResponseMessage health = await client.Http.GetAsync("/health", Token);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);

        foreach (JsonElement entry in Items(host.Manifest, "entries"))
        {
            string path = PathOf(entry);

            foreach (JsonElement version in Items(entry, "versions"))
            {
                using HttpResponseMessage served = await client.Http.GetAsync($"{path}?version={version.GetProperty("version")}", Token);
                byte[] body = await served.Content.ReadAsByteArrayAsync(Token);
                Assert.Equal(
                    (path, version.GetProperty("etag").GetString(), version.GetProperty("sha256").GetString()),
                    (path, served.Headers.ETag?.ToString(), Convert.ToHexStringLower(SHA256.HashData(body))));
            }

            if (entry.GetProperty("archived").GetBoolean())
            {
                continue;
            }

            string?[] stored = [.. Items(entry, "versions").Select(version => version.GetProperty("content_hash").GetString())];
            JsonElement listed = await client.GetAsync($"{path}/versions?limit=1000");
            IEnumerable<string?> hashes = Items(listed, "items").Select(version => version.GetProperty("content_hash").GetString());
            Assert.Equal(stored, hashes.Reverse().Take(stored.Length));
        }
    }

    [Theory]
    [MemberData(nameof(GoldenHost.Formats), MemberType = typeof(GoldenHost))]
    public async Task LabelsAndSuggestions_StandWhereTheyStood(string format)
    {
        GoldenHost host = await fixture.OpenAsync(format);
        WorkflowClient client = host.Client;

        // What is shipped may be newer than what the file was made with; what was written through the API is not.
        foreach (JsonElement entry in Items(host.Manifest, "entries").Where(IsWrittenByHand))
        {
            string path = PathOf(entry);
            Dictionary<string, int> labels = await LabelsAsync(client, path);
            Assert.All(
                entry.GetProperty("labels").EnumerateObject(),
                label => Assert.Equal((path, label.Name, label.Value.GetInt32()), (path, label.Name, labels[label.Name])));
            JsonElement listed = await client.GetAsync($"{path}/suggestions");
            Assert.Equal(Items(entry, "suggestions").Select(ToSuggestion), Items(listed, "items").Select(ToSuggestion));
        }

        Dictionary<string, int> improved = await LabelsAsync(client, "/api/prompts/workflows/extract_questionnaire");
        Assert.Equal(2, improved["production"]);
        Assert.True(improved["candidate"] >= 3);
        using HttpResponseMessage archived = await client.Http.GetAsync("/api/prompts/general/golden_past", Token);
        Assert.Equal(HttpStatusCode.NotFound, archived.StatusCode);
    }

    [Theory]
    [MemberData(nameof(GoldenHost.Formats), MemberType = typeof(GoldenHost))]
    public async Task ChangeLog_GoesOn(string format)
    {
        GoldenHost host = await fixture.OpenAsync(format);
        WorkflowClient client = host.Client;
        long before = host.Manifest.GetProperty("position").GetInt64();

        string name = await ApiHost.CreatePromptAsync(client.Http);
        using HttpResponseMessage listed = await client.Http.GetAsync("/api/prompts/catalog?limit=1", Token);
        var positions = new List<long>();
        await foreach (string line in client.EventLinesAsync($"/api/changes?after={before - 3}"))
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                positions.Add(long.Parse(line["id: ".Length..], CultureInfo.InvariantCulture));
            }

            if (line.Contains(name, StringComparison.Ordinal))
            {
                break;
            }
        }

        Assert.Equal([before - 2, before - 1, before], positions.Take(3));
        Assert.Equal(Enumerable.Range(0, positions.Count).Select(index => before - 2 + index), positions);
        Assert.True(long.Parse(listed.Headers.GetValues("PromptIntel-Position").Single(), CultureInfo.InvariantCulture) >= positions[^1]);
    }

    [Theory]
    [MemberData(nameof(GoldenHost.Formats), MemberType = typeof(GoldenHost))]
    public async Task Search_FindsWhatWasStored(string format)
    {
        GoldenHost host = await fixture.OpenAsync(format);

        using HttpResponseMessage found = await host.Client.PostAsync("/api/prompts/search", new { query = "a golden letter", limit = 10 });

        JsonElement answer = await ApiHost.ReadAsync(found);
        Assert.Contains(Items(answer, "results"), result => result.GetProperty("name").GetString() == "golden_letter");
    }

    [Theory]
    [MemberData(nameof(GoldenHost.Formats), MemberType = typeof(GoldenHost))]
    public async Task WaitingRuns_AreFinished(string format)
    {
        GoldenHost host = await fixture.OpenAsync(format);
        WorkflowClient client = host.Client;
        Dictionary<string, string> runs = host.Manifest.GetProperty("runs").Deserialize<Dictionary<string, string>>()!;
        string batch = $"/api/batches/{host.Manifest.GetProperty("batch")}";

        JsonElement[] items = [.. Items(await client.GetAsync($"{batch}/items"), "items")];
        string[] waiting =
        [
            runs["waiting"],
            .. items.Where(item => item.GetProperty("status").GetString() == "waiting")
                .Select(item => item.GetProperty("execution_id").GetString()!),
        ];
        Assert.Equal("parked", await StatusAsync(client, runs["parked"]));
        using HttpResponseMessage resumed = await client.PostAsync($"/api/executions/{runs["parked"]}/resume");
        Assert.True(resumed.IsSuccessStatusCode, await resumed.Content.ReadAsStringAsync(Token));

        foreach (string execution in waiting)
        {
            using HttpResponseMessage approved = await client.PostAsync($"/api/executions/{execution}/stages/review/approve");
            Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
        }

        foreach (string execution in (string[])[.. waiting, runs["queued"], runs["running"], runs["parked"]])
        {
            JsonElement detail = await client.WaitForAsync(execution, "execution.succeeded");
            Assert.Equal((execution, "succeeded"), (execution, detail.GetProperty("execution").GetProperty("status").GetString()));
            Assert.Contains(Items(detail, "artifacts"), artifact => artifact.GetProperty("name").GetString() == "contract.html");
        }

        Assert.Equal(3, waiting.Length);
        JsonElement ended = await client.GetAsync(batch);
        JsonElement counts = ended.GetProperty("counts");
        Assert.Equal("ended", ended.GetProperty("state").GetString());
        Assert.Equal((BatchItems - 1, 1), (counts.GetProperty("succeeded").GetInt32(), counts.GetProperty("failed").GetInt32()));
    }

    [Theory]
    [MemberData(nameof(GoldenHost.Formats), MemberType = typeof(GoldenHost))]
    public async Task EndedRuns_AreWhatTheyWere(string format)
    {
        GoldenHost host = await fixture.OpenAsync(format);
        WorkflowClient client = host.Client;
        JsonElement runs = host.Manifest.GetProperty("runs");
        string succeeded = runs.GetProperty("succeeded").GetString()!;
        JsonElement keyed = host.Manifest.GetProperty("keyed");

        string drafted = await client.Http.GetStringAsync($"/api/executions/{succeeded}/artifacts/contract.html", Token);
        using var again = new HttpRequestMessage(HttpMethod.Post, "/api/prompts/execute")
        {
            Content = JsonContent.Create(keyed.GetProperty("request")),
        };
        again.Headers.Add("Idempotency-Key", keyed.GetProperty("key").GetString());
        using HttpResponseMessage answered = await client.Http.SendAsync(again, Token);

        Assert.Equal(succeeded, (await ApiHost.ReadAsync(answered)).GetProperty("execution_id").GetString());
        Assert.Contains("Harbour Rowing League", drafted, StringComparison.Ordinal);
        Assert.Equal("failed", await StatusAsync(client, runs.GetProperty("failed").GetString()!));
        // A schedule that fell due while the database was away is served at the start.
        await Patience.WaitAsync(
            async () => Items(await client.GetAsync("/api/ops/jobs"), "items")
                .All(job => job.GetProperty("last_run").GetProperty("status").GetString() == "succeeded"),
            "every job's last run succeeded");
    }

    [Theory]
    [MemberData(nameof(GoldenHost.Formats), MemberType = typeof(GoldenHost))]
    public async Task Users_KeepWhatWasTheirs(string format)
    {
        GoldenHost host = await fixture.OpenAsync(format);
        WorkflowClient client = host.Client;

        foreach (JsonProperty user in host.Manifest.GetProperty("users").EnumerateObject())
        {
            JsonElement kept = await client.GetAsync($"/api/users/{user.Name}/preferences");
            Assert.True(JsonElement.DeepEquals(user.Value, kept), kept.GetRawText());
        }

        using var change = new HttpRequestMessage(HttpMethod.Put, "/api/users/bob/preferences")
        {
            Content = JsonContent.Create(new { preferences = new { tone = "brief" } }),
        };
        change.Headers.IfMatch.Add(new EntityTagHeaderValue("\"1\""));
        using HttpResponseMessage changed = await client.Http.SendAsync(change, Token);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        JsonElement feedback = await client.GetAsync("/api/users/ann/feedback");
        Assert.Equal(host.Manifest.GetProperty("feedback").GetInt64(), feedback.GetProperty("total").GetInt64());
        JsonElement history = await client.GetAsync("/api/users/ann/history");
        Assert.True(history.GetProperty("total").GetInt64() >= host.Manifest.GetProperty("history").GetInt64());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static JsonElement.ArrayEnumerator Items(JsonElement owner, string name) => owner.GetProperty(name).EnumerateArray();

    private static (string?, string?, string?) ToSuggestion(JsonElement one) =>
        (one.GetProperty("id").GetString(), one.GetProperty("status").GetString(), one.GetProperty("text").GetString());

    private static async Task<Dictionary<string, int>> LabelsAsync(WorkflowClient client, string path) =>
        Items(await client.GetAsync($"{path}/labels"), "items")
            .ToDictionary(label => label.GetProperty("label").GetString()!, label => label.GetProperty("version").GetInt32());

    private static bool IsWrittenByHand(JsonElement entry) =>
        !entry.GetProperty("archived").GetBoolean()
        && (entry.GetProperty("namespace").GetString() == "golden"
            || entry.GetProperty("name").GetString()!.StartsWith("golden_", StringComparison.Ordinal));

    private static string PathOf(JsonElement entry) =>
        $"/api/prompts/{entry.GetProperty("namespace")}/{Uri.EscapeDataString(entry.GetProperty("name").GetString()!)}";

    private static async Task<string?> StatusAsync(WorkflowClient client, string execution) =>
        (await client.GetAsync($"/api/executions/{execution}")).GetProperty("execution").GetProperty("status").GetString();
}
