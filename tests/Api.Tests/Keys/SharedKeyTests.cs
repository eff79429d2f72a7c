using System.Net;
using System.Net.Http.Json;

using Microsoft.AspNetCore.Hosting;

using PromptIntel.Api.Tests.Auth;

namespace PromptIntel.Api.Tests.Keys;

/// <summary>Two instances on one database and nothing else between them: no Redis, no nudge.</summary>
public sealed class SharedKeyTests : IAsyncDisposable
{
    private const string Path = "/api/prompts/workflows/extract_questionnaire";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private readonly InstanceHost _one;
    private readonly InstanceHost _other;
    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-").FullName;

    public SharedKeyTests()
    {
        _one = new InstanceHost(_directory);
        _other = new InstanceHost(_directory);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_IsKnownAndForgottenByTheOtherInstanceWithinSeconds()
    {
        using HttpClient here = _one.ClientFor("operator");
        using HttpClient there = _other.CreateClient();

        using HttpResponseMessage created = await here.PostAsJsonAsync("/api/keys", new { name = "shared", role = "reader" }, Cancel);
        there.DefaultRequestHeaders.Add("X-API-Key", (await ApiHost.ReadAsync(created)).GetProperty("key").GetString());
        await UntilAsync(there, HttpStatusCode.OK);
        using HttpResponseMessage revoked = await here.PostAsJsonAsync("/api/keys/shared/revoke", new { }, Cancel);

        await UntilAsync(there, HttpStatusCode.Unauthorized);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task UntilAsync(HttpClient client, HttpStatusCode status)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        bound.CancelAfter(Bound);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));

        while ((await client.GetAsync(Path, bound.Token)).StatusCode != status)
        {
            await timer.WaitForNextTickAsync(bound.Token);
        }
    }

    private sealed class InstanceHost(string directory) : GuardedHost
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("PromptIntel:Storage:Path", System.IO.Path.Combine(directory, "shared.db"));
        }
    }
}
