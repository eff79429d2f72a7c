using System.Text;
using System.Text.Json;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Planning;

/// <summary>
/// Stored manifests of every released format load and run for ever. A golden file is never edited; a new format adds one.
/// </summary>
public sealed class ManifestFormatTests
{
    private static readonly string Golden = Path.Combine(SourceTree.Root, "tests", "Core.Tests", "Execution", "Planning", "Golden");

    [Fact]
    public async Task Deserialize_FormatVersion1_ReadsEveryField()
    {
        Manifest manifest = await LoadAsync("manifest-v1.json");

        Assert.Equal(new PinnedReference(new EntryKey("workflows", "main"), 1, "workflows/main-1"), manifest.Workflow);
        Assert.Equal(["ask", "each/inner", "last"], manifest.Stages.Select(stage => stage.Path));
        Assert.Equal(
            ["components/answer", "components/ask", "components/echo", "workflows/greet", "workflows/main", "workflows/nested"],
            manifest.Entries.Select(entry => entry.Key.ToString()));
        Assert.Equal([new PinnedModel("default", "offline", "extractor", CanGenerate: false)], manifest.Models);
        PlannedStage ask = manifest.Stages[0];
        Assert.Equal(
            (3, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10)), (ask.Retry.Attempts, ask.Retry.Backoff, ask.Retry.MaxBackoff));
        Assert.Equal([FailureKind.Transport, FailureKind.InvalidOutput], ask.Retry.On);
        Assert.Equal((TimeSpan.FromMinutes(2), true, "Asks."), (ask.Timeout, ask.IsCached, ask.Description));
        Assert.Equal("boolean", ask.OutputSchema?.GetProperty("properties").GetProperty("yes").GetProperty("type").GetString());
        PlannedScope each = Assert.Single(manifest.Scopes);
        Assert.Equal((7, false, 2), (each.ForEach!.MaxParallel, each.ForEach.StopOnItemError, each.ForEach.MaxFailures));
        Assert.Equal("${stages.ask.output.yes} == true", each.When);
    }

    [Fact]
    public async Task Deserialize_FormatVersion1_RunsToItsEnd()
    {
        var run = new PlannerRun(await LoadAsync("manifest-v1.json"), JsonElement.Parse("""{"name":"Ann","rows":[{"q":1},{"q":2}]}"""));

        run.Advance();
        run.End("ask", output: """{"yes":true}""");
        run.Advance();
        run.End("each/inner", "0", output: """{"q":1}""");
        run.End("each/inner", "1", output: """{"q":2}""");
        run.Advance();
        run.End("last", output: """{"done":true}""");

        Assert.Equal("""{"yes":true,"count":2}""", Assert.IsType<PlannerState.Succeeded>(run.Next().State).Output.GetRawText());
    }

    [Fact]
    public async Task Deserialize_WhenTheFormatIsUnknown_SaysSo()
    {
        string text = await File.ReadAllTextAsync(Path.Combine(Golden, "manifest-v1.json"), TestContext.Current.CancellationToken);

        JsonException exception = Assert.Throws<JsonException>(() => ManifestJson.Deserialize(Encoding.UTF8.GetBytes(
            text.Replace("\"format_version\": 1,\n  \"workflow\"", "\"format_version\": 3,\n  \"workflow\"", StringComparison.Ordinal))));

        Assert.Contains("format version 3", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<Manifest> LoadAsync(string file) =>
        ManifestJson.Deserialize(await File.ReadAllBytesAsync(Path.Combine(Golden, file), TestContext.Current.CancellationToken));
}
