using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Storage;

namespace PromptIntel.Api.Tests.Ops;

/// <summary>A start that cannot pre-build a workflow names it, serves everything else, and builds it when it is executed.</summary>
public sealed class UnbuildableWorkflowTests : IDisposable
{
    private const string Sound = "sound";
    private const string Orphan = "orphan";
    private const string Unreadable = "unreadable";

    private const string Recipe = """
        kind: recipe
        description: Reads a text.
        input_schema: { type: object, required: [questionnaire_text], properties: { questionnaire_text: { type: string } } }
        stages:
          - id: intake
            uses: components/OPERATION
            with: { questionnaire_text: "${input.questionnaire_text}" }
        output: { text: "${stages.intake.output.text}" }
        """;

    private const string Operation = """
        kind: operation
        description: Reads a text as the shipped operation does.
        type: leagues.intake
        input_schema: { type: object, required: [questionnaire_text], properties: { questionnaire_text: { type: string } } }
        output_schema: components/league_intake
        with: { language_profiles: components/language_profiles, max_characters: 200000 }
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WhenWorkflowsCannotBeBuilt_NamesThemServesTheRestAndBuildsOnDemand()
    {
        await StoreWorkflowsAsync();
        await using var host = new DamagedStart(_directory, $"workflows/{Unreadable}");
        using HttpClient client = host.CreateClient();

        Assert.Contains(host.Lines, line => line.Contains($"The workflow workflows/{Orphan} cannot run: ", StringComparison.Ordinal)
            && line.Contains("components/own_intake", StringComparison.Ordinal));
        Assert.Contains(
            host.Lines, line => line.Contains($"The workflow workflows/{Unreadable} could not be built", StringComparison.Ordinal));
        Assert.Equal([$"workflows/{Orphan}", $"workflows/{Unreadable}"], await BrokenAsync(client));
        await SucceedsAsync(client, Sound);
        using HttpResponseMessage orphan = await ExecuteAsync(client, Orphan);
        await ProblemAssert.IsAsync(orphan, HttpStatusCode.UnprocessableEntity, "invalid_workflow");
        using HttpResponseMessage unreadable = await ExecuteAsync(client, Unreadable);
        await ProblemAssert.IsAsync(unreadable, HttpStatusCode.ServiceUnavailable, "unavailable");

        host.Cause.Is = false;
        using HttpResponseMessage restored = await client.PostAsync("/api/prompts/components/own_intake/restore", null, Cancellation);

        Assert.True(restored.IsSuccessStatusCode, await restored.Content.ReadAsStringAsync(Cancellation));
        await SucceedsAsync(client, Orphan);
        await SucceedsAsync(client, Unreadable);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>By an installation that ends before the one that is looked at starts.</summary>
    private async Task StoreWorkflowsAsync()
    {
        await using var host = new DamagedStart(_directory, unreadable: null);
        using HttpClient client = host.CreateClient();
        await CreateAsync(client, "components", "own_intake", "operation", Operation);
        await CreateAsync(
            client, "workflows", Sound, "recipe", Recipe.Replace("OPERATION", "intake_questionnaire", StringComparison.Ordinal));
        await CreateAsync(
            client, "workflows", Unreadable, "recipe", Recipe.Replace("OPERATION", "intake_questionnaire", StringComparison.Ordinal));
        await CreateAsync(client, "workflows", Orphan, "recipe", Recipe.Replace("OPERATION", "own_intake", StringComparison.Ordinal));
        // No writer archives what a workflow uses; a restored or damaged database may say so all the same.
        var archive = new CatalogChange.ArchiveEntry { Key = new EntryKey("components", "own_intake"), At = DateTimeOffset.UnixEpoch };
        Assert.IsType<WriteResult.Written>(
            Assert.Single(await host.Services.GetRequiredService<ICatalogStore>().CommitAsync([archive], null, Cancellation)));
    }

    private static async Task CreateAsync(HttpClient client, string @namespace, string name, string kind, string content)
    {
        using HttpResponseMessage created = await client.PostAsJsonAsync(
            "/api/prompts", new { @namespace, name, kind, content }, Cancellation);
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync(Cancellation));
    }

    private static Task<HttpResponseMessage> ExecuteAsync(HttpClient client, string workflow) => client.PostAsJsonAsync(
        "/api/prompts/execute",
        new { workflow, input_data = new { questionnaire_text = "Q: What is the name of your league?\nA: Northern Strike\n" } },
        Cancellation);

    private static async Task SucceedsAsync(HttpClient client, string workflow)
    {
        using HttpResponseMessage response = await ExecuteAsync(client, workflow);

        JsonElement answer = await ApiHost.ReadAsync(response);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("success", answer.GetProperty("status").GetString());
    }

    private static async Task<IEnumerable<string>> BrokenAsync(HttpClient client)
    {
        JsonElement status = await client.GetFromJsonAsync<JsonElement>("/api/ops/status", Cancellation);
        Assert.Equal("degraded", status.GetProperty("status").GetString());
        return [.. status.GetProperty("last_build").GetProperty("broken_workflows").EnumerateArray().Select(
            workflow => workflow.GetString()!.Split(':')[0])];
    }

    /// <summary>A service on a given database, in which reading one entry fails while <see cref="Cause"/> is there.</summary>
    private sealed class DamagedStart(string directory, string? unreadable) : ApiHost
    {
        private readonly LogLines _log = new();

        public IReadOnlyCollection<string> Lines => _log.Lines;

        public Cause Cause { get; } = new() { Is = true };

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("PromptIntel:Storage:Path", Path.Combine(directory, "promptintel.db"));
            builder.ConfigureLogging(logging => logging.AddProvider(_log));
            builder.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton<ICatalogReader>(provider =>
                new DamagedCatalog(provider.GetRequiredService<PromptCatalog>(), unreadable, Cause))));
        }
    }

    private sealed class Cause
    {
        public bool Is { get; set; }
    }

    private sealed class DamagedCatalog(PromptCatalog catalog, string? unreadable, Cause cause) : ICatalogReader
    {
        public long Position => catalog.Position;

        public EntrySet Entries => catalog.Entries;

        public EntryState? Find(EntryKey key) => catalog.Find(key);

        public ValueTask<EntryVersion?> GetAsync(EntryKey key, VersionSelector selector, CancellationToken cancellationToken) =>
            cause.Is && key.ToString() == unreadable
                ? throw new StoreUnavailableException("Its pages cannot be read.")
                : catalog.GetAsync(key, selector, cancellationToken);

        public IDisposable Subscribe(Action<EntryState> applied) => catalog.Subscribe(applied);
    }
}
