using System.Diagnostics;

using PromptIntel.Tests.Shared;

namespace PromptIntel.Api.Tests.Hosting;

/// <summary>The process itself: what it prints and how it ends when it must not serve.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class StartupRefusalTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-").FullName;

    [Theory]
    [InlineData("Production", "", "PromptIntel:Auth:ApiKeys")]
    [InlineData("Development", "--urls=http://0.0.0.0:0", "listens on loopback only")]
    [InlineData("Development", "--PORT=8099", "listens on loopback only")]
    [InlineData("Development", "--http_ports=8099", "listens on loopback only")]
    [InlineData("Development", "--PORT=web", "PORT must be a port number")]
    [InlineData("Development", "--PromptIntel:Auth:ApiKeys:0:Name=a", "64 hexadecimal digits")]
    [InlineData("Development", "--PromptIntel:Auth:ApiKeys:0:Role=3", "ApiKeys:0:Role must be one of")]
    [InlineData("Production", "", "PromptIntel:Auth:Firebase:ProjectId")]
    [InlineData("Development", "--PromptIntel:Auth:Firebase:MetadataAddress=http://issuer.example/", "Firebase:MetadataAddress")]
    [InlineData("Development", "--PromptIntel:Auth:Oidc:Issuer=http://issuer.example/", "Oidc:Issuer must be an https address")]
    [InlineData("Development", "--PromptIntel:Auth:Oidc:Issuer=https://issuer.example/", "Oidc:Audience is required")]
    [InlineData("Development", "--PromptIntel:Api:MaxBodyBytes=1", "MaxBodyBytes")]
    [InlineData(
        "Development", "--PromptIntel:Api:MaxBodyBytes=abc", "PromptIntel:Api:MaxBodyBytes must be a whole number; what is set is none.")]
    [InlineData(
        "Development",
        "--PromptIntel:Api:MaxBodyByte=4096",
        "PromptIntel:Api:MaxBodyByte is no setting; did you mean PromptIntel:Api:MaxBodyBytes?")]
    [InlineData("Development", "--PromptIntel:Auth:ApiKeys:0:Trusted=perhaps", "PromptIntel:Auth:ApiKeys:0:Trusted must be true or false")]
    [InlineData(
        "Development", "--PromptIntel:Inference:Provider=Anthropic", "PromptIntel:Inference:Provider must be one of Auto, OpenAI, Offline")]
    [InlineData(
        "Development",
        "--PromptIntel:Inference:Prices:openai/x:InputPerMillion=cheap",
        "PromptIntel:Inference:Prices:openai/x:InputPerMillion must be a number")]
    [InlineData("Development", "--PromptIntel:Storage:Path=/proc/none/x.db", "PromptIntel:Storage:Path")]
    [InlineData("Development", "--PromptIntel:Search:Index=redis", "there is none (ConnectionStrings:cache)")]
    [InlineData(
        "Development",
        "--PromptIntel:Search:Index=disk",
        "PromptIntel:Search:Index must be one of Auto, Memory, Redis; what is set is none")]
    [InlineData(
        "Development",
        "--FIREBASE_SERVICE_ACCOUNT_PATH=/proc/none/key.json",
        "FIREBASE_SERVICE_ACCOUNT_PATH (/proc/none/key.json) cannot be read")]
    [InlineData("Development", "--OPENAI_BASE_URL=localhost:1234", "OPENAI_BASE_URL must be an absolute http or https address")]
    [InlineData("Development", "--OPENAI_BASE_URL=models.example.com/v1", "OPENAI_BASE_URL must be")]
    [InlineData("Development", "--OPENAI_BASE_URL=http://", "OPENAI_BASE_URL must be")]
    [InlineData("Development", "--OPENAI_BASE_URL=http://my server/v1", "OPENAI_BASE_URL must be")]
    [InlineData("Development", "--OPENAI_BASE_URL=http://[bad/v1", "OPENAI_BASE_URL must be")]
    [InlineData("Development", "--OPENAI_BASE_URL=ftp://models.example.com", "OPENAI_BASE_URL must be")]
    [InlineData("Development", "--OPENAI_BASE_URL=/v1", "OPENAI_BASE_URL must be")]
    [InlineData(
        "Development",
        "--PromptIntel:Inference:Providers:own:BaseUrl=localhost:1234",
        "PromptIntel:Inference:Providers:own:BaseUrl must be")]
    [InlineData("Development", "--PromptIntel:Auth:Firebase:MetadataAddress=http://[x", "MetadataAddress must be")]
    [InlineData("Development", "--OTEL_EXPORTER_OTLP_ENDPOINT=nowhere", "OTEL_EXPORTER_OTLP_ENDPOINT must be")]
    [InlineData("Development", "--urls=localhost", "urls must be http or https addresses")]
    [InlineData("Development", "--urls=ftp://localhost:5080", "urls must be")]
    [InlineData("Development", "--urls=http://localhost:port", "urls must be")]
    [InlineData("Development", "--ConnectionStrings:cache=127.0.0.1:6379", "needs a shared database (ConnectionStrings:promptintel)")]
    public async Task Start_WhenConfigurationIsUnsafe_EndsWithOneLineThatNamesTheSetting(
        string environment, string argument, string expected)
    {
        (int exitCode, string error) = await StartAsync(environment, argument);

        Assert.Equal(1, exitCode);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Start_WhenReachableWithoutModel_NamesTheChoice()
    {
        string hash = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData("key"u8));

        (int exitCode, string error) = await StartAsync(
            "Production", "--urls=http://0.0.0.0:0", "--PromptIntel:Auth:ApiKeys:0:Name=a", $"--PromptIntel:Auth:ApiKeys:0:Hash={hash}");

        Assert.Equal(1, exitCode);
        Assert.Contains("OPENAI_API_KEY", error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task<(int ExitCode, string Error)> StartAsync(string environment, params string[] arguments)
    {
        var start =
            new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _directory };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "PromptIntel.Api.dll"));
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        start.Environment.Remove("ASPNETCORE_URLS");
        start.Environment["OPENAI_API_KEY"] = arguments.Any(argument => argument.StartsWith("--OPENAI", StringComparison.Ordinal))
            ? "key"
            : "";

        foreach (string argument in arguments.Where(argument => argument.Length > 0))
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await output;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }
}
