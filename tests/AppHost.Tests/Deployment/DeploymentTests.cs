using System.Text.Json;
using System.Text.RegularExpressions;

namespace PromptIntel.AppHost.Tests.Deployment;

/// <summary>The files of <c>deploy/</c> say what the AppHost's model says.</summary>
public sealed class DeploymentTests
{
    private const string Api = "api";
    private const string Worker = "worker";
    private const string Embedder = "embedder";

    private static readonly string[] Parameters = [
        "cache-password", "postgres-password", "openai-api-key", "api-key-hash", "cors-origin", "firebase-project-id"
    ];

    private static readonly string[] SharedKeys = [
        "ConnectionStrings__cache", "ConnectionStrings__promptintel", "FIREBASE_SERVICE_ACCOUNT_PATH", "OPENAI_API_KEY", "PORT",
        "PromptIntel__Inference__EmbeddingModel", "PromptIntel__Inference__Providers__embedder__BaseUrl",
    ];

    private static readonly string[] ApiKeys =
    [
        "PromptIntel__Api__CorsOrigins__0", "PromptIntel__Auth__ApiKeys__0__Hash", "PromptIntel__Auth__ApiKeys__0__Name",
        "PromptIntel__Auth__ApiKeys__0__Role", "PromptIntel__Auth__Firebase__ProjectId",
    ];

    [Fact]
    public async Task Manifest_HasEveryResource_AndEveryKeyOfThePrograms()
    {
        Manifest manifest = await Manifest.ReadAsync();

        Assert.Equal([Api, Embedder, Worker], manifest.Programs.Order());
        Assert.Equal(["cache", "postgres"], manifest.Servers.Order());
        Assert.All(Parameters, parameter => Assert.Contains(parameter, manifest.Resources));
        Assert.Equal(
            SharedKeys.Concat(ApiKeys).Order(StringComparer.Ordinal),
            manifest.EnvironmentOf(Api, ComposeValue).Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            SharedKeys.Order(StringComparer.Ordinal), manifest.EnvironmentOf(Worker, ComposeValue).Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["PORT"], manifest.EnvironmentOf(Embedder, ComposeValue).Keys);
    }

    [Fact]
    public async Task Compose_HasTheResourcesOfTheManifest()
    {
        Manifest manifest = await Manifest.ReadAsync();

        Assert.Equal(
            manifest.Programs.Concat(manifest.Servers).Order(),
            DeploymentFiles.Compose.GetProperty("services").EnumerateObject().Select(service => service.Name).Order());
    }

    [Theory]
    [InlineData(Api)]
    [InlineData(Worker)]
    [InlineData(Embedder)]
    [InlineData("cache")]
    [InlineData("postgres")]
    public async Task Compose_GivesEveryServiceWhatTheManifestGives(string service)
    {
        Manifest manifest = await Manifest.ReadAsync();

        Assert.Empty(Differences.Find(manifest.EnvironmentOf(service, ComposeValue), DeploymentFiles.ComposeEnvironment(service)));
    }

    [Theory]
    [InlineData("cache")]
    [InlineData("postgres")]
    public async Task Compose_RunsTheServersAsTheManifestDoes(string server)
    {
        JsonElement expected = (await Manifest.ReadAsync()).Resource(server);
        JsonElement service = DeploymentFiles.Compose.GetProperty("services").GetProperty(server);

        Assert.Equal(Text(expected, "image"), Text(service, "image"));
        Assert.Equal(
            expected.GetProperty("volumes").EnumerateArray().Select(volume => $"{Text(volume, "name")}:{Text(volume, "target")}"),
            service.GetProperty("volumes").EnumerateArray().Select(volume => volume.GetString()!));
        Assert.Equal(Command(expected, "entrypoint", "args"), Command(service, "entrypoint", "command"));
        Assert.NotEmpty(service.GetProperty("healthcheck").GetProperty("test").EnumerateArray());
    }

    [Theory]
    [InlineData(Api)]
    [InlineData(Worker)]
    public void Compose_BuildsThePrograms_AndWaitsForTheirServers(string program)
    {
        JsonElement service = DeploymentFiles.Compose.GetProperty("services").GetProperty(program);

        Assert.Equal("deploy/Dockerfile", Text(service.GetProperty("build"), "dockerfile"));
        Assert.Equal(program, Text(service.GetProperty("build"), "target"));
        Assert.Equal(["cache", "postgres"], service.GetProperty("depends_on")
            .EnumerateObject()
            .Where(server => Text(server.Value, "condition") == "service_healthy")
            .Select(server => server.Name)
            .Order());
        Assert.Contains("GET /health ", service.GetProperty("healthcheck").GetProperty("test")[3].GetString(), StringComparison.Ordinal);
        // Nothing stands before it there.
        Assert.DoesNotContain(Manifest.BehindProxyKey, DeploymentFiles.ComposeEnvironment(program).Keys);
    }

    [Fact]
    public void Embedder_IsBuilt_WaitsForNobody_AndIsReachedFromWithinOnly()
    {
        JsonElement service = DeploymentFiles.Compose.GetProperty("services").GetProperty(Embedder);
        JsonElement cloudRun = DeploymentFiles.CloudRun(Embedder);
        JsonElement container = DeploymentFiles.ContainerOf(cloudRun);

        Assert.Equal(Embedder, Text(service.GetProperty("build"), "target"));
        Assert.Contains("GET /health ", service.GetProperty("healthcheck").GetProperty("test")[3].GetString(), StringComparison.Ordinal);
        Assert.All(new[] { "depends_on", "secrets", "ports" }, name => Assert.Null(Text(service, name)));
        Assert.EndsWith($"/promptintel/{Embedder}:TAG", Text(container, "image"), StringComparison.Ordinal);
        Assert.Equal("internal", Text(cloudRun.GetProperty("metadata").GetProperty("annotations"), "run.googleapis.com/ingress"));
        Assert.Equal("/health", Text(container.GetProperty("startupProbe").GetProperty("httpGet"), "path"));
        Assert.Equal("/alive", Text(container.GetProperty("livenessProbe").GetProperty("httpGet"), "path"));
        Assert.Null(Text(container, "env"));
    }

    [Theory]
    [InlineData(Api)]
    [InlineData(Worker)]
    public async Task CloudRun_GivesEveryProgramWhatTheManifestGives(string program)
    {
        const string Anything = "(given there)";
        Dictionary<string, string> manifest = (await Manifest.ReadAsync()).EnvironmentOf(program, _ => Anything);
        JsonElement container = DeploymentFiles.ContainerOf(DeploymentFiles.CloudRun(program));
        Dictionary<string, string> given = container.GetProperty("env").EnumerateArray()
            .ToDictionary(variable => Text(variable, "name")!, variable => Text(variable, "value") ?? Anything);
        // Cloud Run sets the port itself and refuses to be told.
        Assert.True(manifest.Remove(Manifest.PortKey));
        Assert.Equal(program == Api, given.Remove(Manifest.BehindProxyKey));

        // Of what the deployment decides only the keys can be compared.
        foreach (string key in manifest.Keys.Intersect(given.Keys).Where(key => manifest[key].Contains(Anything, StringComparison.Ordinal)))
        {
            given[key] = manifest[key];
        }

        Assert.Empty(Differences.Find(manifest, given));
    }

    [Theory]
    [InlineData(Api)]
    [InlineData(Worker)]
    public void CloudRun_GivesTheProgramsWhatTheyNeed(string program)
    {
        JsonElement service = DeploymentFiles.CloudRun(program);
        JsonElement template = service.GetProperty("spec").GetProperty("template");
        JsonElement container = DeploymentFiles.ContainerOf(service);

        Assert.EndsWith($"/promptintel/{program}:TAG", Text(container, "image"), StringComparison.Ordinal);
        Assert.Equal("false", Text(template.GetProperty("metadata").GetProperty("annotations"), "run.googleapis.com/cpu-throttling"));
        Assert.Equal("300", Text(template.GetProperty("spec"), "timeoutSeconds"));
        Assert.Equal(("2", "2Gi"), (Text(container.GetProperty("resources").GetProperty("limits"), "cpu"), Text(
            container.GetProperty("resources").GetProperty("limits"), "memory")));
        Assert.Equal(Manifest.ProgramPort, Text(Assert.Single(container.GetProperty("ports").EnumerateArray()), "containerPort"));
        Assert.Equal("/health", Text(container.GetProperty("startupProbe").GetProperty("httpGet"), "path"));
        Assert.Equal("/alive", Text(container.GetProperty("livenessProbe").GetProperty("httpGet"), "path"));
        AssertMounted(
            container.GetProperty("volumeMounts"),
            template.GetProperty("spec").GetProperty("volumes"),
            "/run/secrets/firebase/service-account.json");
    }

    [Theory]
    [InlineData(Api)]
    [InlineData(Worker)]
    [InlineData(Embedder)]
    public async Task Dockerfile_StartsTheManifestsProjects_AsTheyArePublished(string program)
    {
        string project = Text((await Manifest.ReadAsync()).Resource(program), "path")!;
        string name = Path.GetFileNameWithoutExtension(project.Replace('\\', '/'));

        Assert.Contains("RUN eng/publish /out $TARGETARCH\n", DeploymentFiles.Dockerfile, StringComparison.Ordinal);
        Assert.Matches(
            $"FROM base AS {program}\nCOPY --from=build /out/{Path.GetFileName(Path.GetDirectoryName(project))} \\.\n"
                + $"ENTRYPOINT \\[\"dotnet\", \"{Regex.Escape(name)}\\.dll\"\\]",
            DeploymentFiles.Dockerfile);
    }

    [Fact]
    public async Task Differences_NameAKeyThatIsMissing_Unknown_OrOther()
    {
        Dictionary<string, string> manifest = (await Manifest.ReadAsync()).EnvironmentOf(Api, ComposeValue);

        foreach (string key in manifest.Keys)
        {
            var without = manifest.Where(variable => variable.Key != key).ToDictionary();
            var changed = manifest.ToDictionary(variable => variable.Key, variable => variable.Key == key ? "other" : variable.Value);

            Assert.Equal([$"{key} is missing"], Differences.Find(manifest, without));
            Assert.Equal([$"{key} is not in the manifest"], Differences.Find(without, manifest));
            Assert.Equal([$"{key} is 'other', in the manifest '{manifest[key]}'"], Differences.Find(manifest, changed));
        }
    }

    /// <summary>A service is reached by its name and the port of its image; a parameter is a variable of compose's environment.</summary>
    private static string ComposeValue(string name) => name switch
    {
        "cache.host" or "postgres.host" => name.Split('.')[0],
        "embedder.url" => "http://embedder:8080",
        "cache.port" => "6379",
        "postgres.port" => "5432",
        _ => $"${{{name.ToUpperInvariant().Replace('-', '_')}}}",
    };

    private static void AssertMounted(JsonElement mounts, JsonElement volumes, string path)
    {
        JsonElement mount = Assert.Single(mounts.EnumerateArray());
        JsonElement volume = Assert.Single(volumes.EnumerateArray());

        Assert.Equal(Text(volume, "name"), Text(mount, "name"));
        JsonElement item = Assert.Single(volume.GetProperty("secret").GetProperty("items").EnumerateArray());
        Assert.Equal(path, $"{Text(mount, "mountPath")}/{Text(item, "path")}");
    }

    private static IEnumerable<string> Command(JsonElement from, string entrypoint, string arguments) =>
        new[] { entrypoint, arguments }
            .SelectMany(name => from.TryGetProperty(name, out JsonElement part) ? Items(part) : [])
            .Select(DeploymentFiles.Unquote);

    private static IEnumerable<string> Items(JsonElement part) =>
        part.ValueKind == JsonValueKind.Array ? part.EnumerateArray().Select(item => item.GetString()!) : [part.GetString()!];

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out JsonElement found) ? found.ToString() : null;
}
