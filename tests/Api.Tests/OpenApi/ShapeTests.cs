using System.Net;
using System.Text.Json;

using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Api.Catalog;
using PromptIntel.Api.Json;
using PromptIntel.Api.OpenApi;
using PromptIntel.Api.Tests.Execution;

namespace PromptIntel.Api.Tests.OpenApi;

/// <summary>The shapes in the document of what no serializer writes: events, and entries.</summary>
public class ShapeTests(ApiHost host)
{
    private readonly WorkflowClient _client = new(host.CreateClient());

    [Fact]
    public async Task Document_WhenRead_DescribesTheEventsOfEveryStream()
    {
        JsonElement document = await _client.GetAsync("/openapi/v1.json");

        JsonElement[] streams = [.. document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
            .Select(method => method.Value.GetProperty("responses"))
            .Where(responses => responses.TryGetProperty("200", out JsonElement ok) && ok.TryGetProperty("content", out JsonElement content)
                && content.TryGetProperty("text/event-stream", out _))
            .Select(responses => responses.GetProperty("200").GetProperty("content").GetProperty("text/event-stream"))
            .Select(content => content.GetProperty("schema"))];

        Assert.Equal(3, streams.Length);
        JsonElement schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.All(streams, stream => Assert.NotEmpty(
            schemas.GetProperty(stream.GetProperty("$ref").GetString()!.Split('/')[^1]).GetProperty("oneOf").EnumerateArray()));
    }

    [Fact]
    public async Task Events_OfARunThatWaitsAndIsAnswered_AreOfTheirShapes()
    {
        string id = (await _client.RunAsync(WorkflowClient.Short)).GetProperty("execution_id").GetString()!;
        using HttpResponseMessage approved = await _client.PostAsync($"/api/executions/{id}/stages/review/approve", new { comment = "y" });
        Assert.Equal(HttpStatusCode.OK, approved.StatusCode);

        IReadOnlyList<string> types = await ReadAsync("FollowExecution", $"/api/executions/{id}/events");

        Assert.Contains("stage.waiting", types);
        Assert.Contains("stage.approved", types);
        Assert.Equal("execution.succeeded", types[^1]);
    }

    [Fact]
    public async Task Events_OfARunThatFails_AreOfTheirShapes()
    {
        string id = (await _client.RunAsync(WorkflowClient.Blank)).GetProperty("execution_id").GetString()!;

        Assert.Equal("execution.failed", (await ReadAsync("FollowExecution", $"/api/executions/{id}/events"))[^1]);
    }

    [Fact]
    public async Task Events_OfABatch_AreOfTheirShapes()
    {
        JsonElement batch = await _client.BatchAsync(new
        {
            workflow = WorkflowClient.Workflow,
            inputs = new[] { new { questionnaire_text = await _client.SampleAsync() }, new { questionnaire_text = WorkflowClient.Blank } },
        });

        IReadOnlyList<string> types = await ReadAsync("FollowBatch", $"/api/batches/{batch.GetProperty("batch_id").GetString()}/events");

        Assert.Contains("batch.item_ended", types);
        Assert.Equal("batch.ended", types[^1]);
    }

    [Fact]
    public async Task Read_OfEveryEntry_IsOfItsShape()
    {
        JsonElement catalog = (await _client.GetAsync("/api/prompts/catalog")).GetProperty("catalog");
        JsonElement[] entries = [.. catalog.EnumerateObject().SelectMany(space => space.Value.EnumerateArray())];

        Assert.NotEmpty(entries);
        foreach (JsonElement entry in entries)
        {
            string path = $"/api/prompts/{entry.GetProperty("namespace").GetString()}/{entry.GetProperty("name").GetString()}";
            PromptDocument? read = (await _client.GetAsync(path)).Deserialize<PromptDocument>(ApiJson.Options);
            Assert.Equal(entry.GetProperty("version").GetInt32(), read!.Version);
        }
    }

    /// <summary>Reads a stream to its end, each event strictly as the type that its route declares; gives their types.</summary>
    private async Task<IReadOnlyList<string>> ReadAsync(string route, string path)
    {
        EventShapes shapes = host.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Single(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == route)
            .Metadata.GetRequiredMetadata<EventShapes>();
        var types = new List<string>();

        await foreach (string line in _client.EventLinesAsync(path))
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                types.Add(line[7..]);
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                EventShape shape = shapes.Shapes.Single(one => one.Types.Contains(types[^1]));
                Assert.NotNull(JsonSerializer.Deserialize(line[6..], shape.Data, ApiJson.Options));
            }
        }

        return types;
    }
}
