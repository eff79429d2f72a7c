using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Hosting;

using PromptIntel.Tests.Shared;

namespace PromptIntel.Api.Tests.OpenApi;

/// <summary>A service of the recording's own, with a place to copy to that is away.</summary>
public sealed class ExampleHost : ApiHost
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("FIRESTORE_EMULATOR_HOST", "127.0.0.1:9");
    }
}

/// <summary>
/// The document's examples are recordings: what a real installation was asked and what it answered.
/// <c>PROMPTINTEL_WRITE_OPENAPI=1</c> records them anew into <c>Api/openapi/examples.json</c>; build and regenerate the document then.
/// </summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public class ExampleTests(ExampleHost host) : IClassFixture<ExampleHost>
{
    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Whatever an operation takes and gives is shown once, and everything that is shown is still answered as a success.</summary>
    [Fact]
    public async Task Examples_WhenRecorded_AreOfEveryOperation()
    {
        using HttpClient client = host.CreateClient();
        JsonElement document = JsonElement.Parse(await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
        var recorder = new ExampleRecorder(client, document);

        await ExampleScenario.PlayAsync(recorder);

        if (Environment.GetEnvironmentVariable("PROMPTINTEL_WRITE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(
                CommittedPath(), new JsonObject(recorder.Examples).ToJsonString(Written) + "\n", TestContext.Current.CancellationToken);
        }

        string[] operations = [.. OperationsOf(document).Select(operation => operation.GetProperty("operationId").GetString()!)];
        Assert.Equal(operations.Order(StringComparer.Ordinal), recorder.Examples.Keys);
        Assert.All(OperationsOf(document), operation => AssertDescribed(operation, recorder));
    }

    /// <summary>No answer has a status or a media type that the document does not know.</summary>
    private static void AssertDescribed(JsonElement operation, ExampleRecorder recorder)
    {
        string id = operation.GetProperty("operationId").GetString()!;
        JsonElement described = operation.GetProperty("responses");

        foreach ((string status, JsonNode? bodies) in recorder.Examples[id]!["responses"]!.AsObject())
        {
            Assert.All(bodies!.AsObject(), body => Assert.True(
                described.TryGetProperty(status, out JsonElement response)
                    && response.TryGetProperty("content", out JsonElement content)
                    && content.TryGetProperty(body.Key, out _),
                $"{id} answers {status} {body.Key}, which is not described"));
        }
    }

    [Fact]
    public async Task Document_WhenRead_ShowsAnExampleOfEveryBodyAndEveryParameterOfAPath()
    {
        using HttpClient client = host.CreateClient();
        JsonElement document = JsonElement.Parse(await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));

        Assert.All(OperationsOf(document), operation =>
        {
            string id = operation.GetProperty("operationId").GetString()!;
            Assert.All(
                operation.GetProperty("parameters").EnumerateArray().Where(
                    one => one.TryGetProperty("in", out JsonElement place) && place.GetString() == "path"),
                one => Assert.True(one.TryGetProperty("example", out _), $"{id}: {one}"));
            Assert.All(
                BodiesOf(operation),
                content => Assert.True(
                    content.EnumerateObject().Any(type => type.Value.TryGetProperty("example", out _)), $"{id} has no example: {content}"));
        });
    }

    private static IEnumerable<JsonElement> OperationsOf(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(method => method.Value);

    /// <summary>The contents by media type of the request and of every good answer.</summary>
    private static IEnumerable<JsonElement> BodiesOf(JsonElement operation)
    {
        if (operation.TryGetProperty("requestBody", out JsonElement request))
        {
            yield return request.GetProperty("content");
        }

        foreach (JsonProperty response in operation.GetProperty("responses").EnumerateObject().Where(one => one.Name[0] == '2'))
        {
            if (response.Value.TryGetProperty("content", out JsonElement content))
            {
                yield return content;
            }
        }
    }

    private static string CommittedPath([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../Api/openapi/examples.json"));
}
