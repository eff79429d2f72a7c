using Aspire.Hosting;
using Aspire.Hosting.Testing;

using PromptIntel.Tests.Shared;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.AppHost.Tests;

/// <summary>
/// Every shipped workflow and the solver: several processes on Postgres and Redis give what one process with SQLite gives.
/// </summary>
[Collection(nameof(RunningApplication))]
public sealed class SampleTests(RunningApplication application)
{
    [Fact]
    public async Task Samples_GiveUnderTheAppHostWhatTheyGiveInOneProcess()
    {
        DistributedApplication running = await application.StartAsync();
        using HttpClient distributed = running.CreateHttpClient(RunningApplication.Api, "http");

        SortedDictionary<string, string> many = await ShippedSamples.RunAllAsync(distributed);
        SortedDictionary<string, string> one = await RunEmbeddedAsync();

        Assert.True(one.Count >= 18, $"{one.Count} samples");
        Assert.Equal(one.Keys, many.Keys);
        Assert.All(one, sample => Assert.Equal(sample.Value, many[sample.Key]));
    }

    private static async Task<SortedDictionary<string, string>> RunEmbeddedAsync()
    {
        await using ServedProgram one = await ServedProgram.StartAsync(ProgramPath.Of("Api"), new Dictionary<string, string>
        {
            ["PromptIntel__Inference__Provider"] = "Offline",
            // Nothing that this machine's environment says may decide what it uses.
            ["ConnectionStrings__promptintel"] = "",
            ["ConnectionStrings__cache"] = "",
            ["OPENAI_API_KEY"] = "",
        });
        return await ShippedSamples.RunAllAsync(one.Client);
    }
}
