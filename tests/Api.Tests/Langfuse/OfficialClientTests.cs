using PromptIntel.Api.Tests.Auth;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Api.Tests.Langfuse;

/// <summary>Langfuse's own client for JavaScript, unchanged, in <c>tests/clients/langfuse</c>.</summary>
public sealed class OfficialClientTests(GuardedHost host) : IClassFixture<GuardedHost>
{
    [Fact]
    public async Task OfficialClient_DoesWithThisServiceWhatItDoesWithLangfuse()
    {
        using HttpClient client = host.CreateClient();
        using var project = await NodeProject.InstallAsync(Path.Combine(SourceTree.Root, "tests", "clients", "langfuse"));

        (int exitCode, string output) = await project.RunAsync(
            "node",
            ["--test"],
            new Dictionary<string, string>
            {
                ["BASE_URL"] = client.BaseAddress!.ToString().TrimEnd('/'),
                ["PUBLISHER_KEY"] = GuardedHost.KeyOf("publisher"),
                ["READER_KEY"] = GuardedHost.KeyOf("reader"),
            });

        Assert.True(exitCode == 0, output);
        Assert.Contains("# fail 0", output, StringComparison.Ordinal);
        Assert.Contains("# pass 10", output, StringComparison.Ordinal);
    }
}
