using System.Net;
using System.Net.Sockets;
using System.Text.Json;

using PromptIntel.Tests.Shared;

namespace PromptIntel.Api.Tests.Commands;

/// <summary><c>build</c> and <c>validate</c> as processes, and the same over HTTP.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class CommandTests(ApiHost host)
{
    private const int Checks = 13;

    [Fact]
    public async Task Validate_WhenInstallationIsNew_BuildsItAndPassesTwice()
    {
        using var program = new ProgramProcess();

        (int first, string output) = await program.RunAsync("validate");
        (int second, string again) = await program.RunAsync("validate");

        Assert.True(first == 0, output);
        Assert.Equal(Checks, output.Split('\n').Count(line => line.StartsWith("[ok]", StringComparison.Ordinal)));
        Assert.EndsWith($"{Checks} passed, 0 failed", output.TrimEnd(), StringComparison.Ordinal);
        Assert.True(second == 0, again);
        Assert.Equal(Position(output), Position(again));
    }

    [Fact]
    public async Task Build_WhenContentIsShipped_IsIdempotentAndExitsWithZero()
    {
        using var program = new ProgramProcess();

        (int first, string output) = await program.RunAsync("build");
        (int second, string again) = await program.RunAsync("build");

        Assert.True(first == 0, output);
        Assert.Contains("0 broken", output, StringComparison.Ordinal);
        Assert.DoesNotContain(" 0 created", output, StringComparison.Ordinal);
        Assert.True(second == 0, again);
        Assert.Contains(" 0 created, 0 updated", again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAndValidate_WhenAFileIsBroken_NameFileAndLineAndExitWithOne()
    {
        using var program = new ProgramProcess();
        string general = Directory.CreateDirectory(Path.Combine(program.WorkingDirectory, "broken", "prompts", "general")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(general, "hello.md"),
            "---\ndescription: Greets.\ntpye: text\n---\nuser:\nHello\n",
            TestContext.Current.CancellationToken);

        (int build, string built) = await program.RunAsync("build", "--PromptIntel:Content:Path=broken");
        (int validate, string validated) = await program.RunAsync("validate", "--PromptIntel:Content:Path=broken");

        Assert.Equal(1, build);
        Assert.Single(built.Split('\n'), line => line.Contains("prompts/general/hello.md:3", StringComparison.Ordinal));
        Assert.Equal(1, validate);
        Assert.Contains(validated.Split('\n'), line => line.StartsWith("[FAIL] content ", StringComparison.Ordinal)
            && line.Contains("prompts/general/hello.md:3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Build_WhenContentDirectoryIsMissing_SaysSoInOneLine()
    {
        using var program = new ProgramProcess();

        (int exitCode, string output) = await program.RunAsync("build", "--PromptIntel:Content:Path=nowhere");

        Assert.Equal(1, exitCode);
        Assert.Contains("PromptIntel:Content:Path", Assert.Single(output.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_WhenThePortIsTaken_SaysSoInOneLine()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var program = new ProgramProcess();

        (int exitCode, string output) = await program.RunAsync("--urls", $"http://{taken.LocalEndpoint}");

        Assert.Equal(1, exitCode);
        Assert.Contains("--urls", Assert.Single(output.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operations_ValidateAndBuild_AnswerAsTheCommandsDo()
    {
        using HttpClient client = host.CreateClient();
        client.Timeout = TimeSpan.FromMinutes(3);

        using HttpResponseMessage validated = await client.PostAsync("/api/ops/validate", null, TestContext.Current.CancellationToken);
        using HttpResponseMessage built = await client.PostAsync("/api/ops/build", null, TestContext.Current.CancellationToken);

        JsonElement validation = await ApiHost.ReadAsync(validated);
        Assert.True(validation.GetProperty("status").GetString() == "success", validation.ToString());
        Assert.Equal(Checks, validation.GetProperty("passed").GetInt32());
        JsonElement build = await ApiHost.ReadAsync(built);
        Assert.True(build.GetProperty("status").GetString() == "success", build.ToString());
        Assert.Equal(0, build.GetProperty("created").GetInt32());
    }

    private static string Position(string output) => output[output.IndexOf("position", StringComparison.Ordinal)..].Split('\n')[0];
}
