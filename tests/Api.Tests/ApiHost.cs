using System.Net.Http.Json;
using System.Text.Json;

using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

[assembly: AssemblyFixture(typeof(PromptIntel.Api.Tests.ApiHost))]

namespace PromptIntel.Api.Tests;

/// <summary>The real service on a port of its own, with a database of its own and the shipped content.</summary>
public class ApiHost : WebApplicationFactory<Program>
{
    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-").FullName;

    public ApiHost() => UseKestrel(0);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("PromptIntel:Storage:Path", Path.Combine(_directory, "promptintel.db"));
        builder.UseSetting("PromptIntel:Inference:Provider", "Offline");
    }

    /// <summary>A name that nothing has yet.</summary>
    public static string NewName() => $"t{Guid.CreateVersion7():N}";

    /// <summary>A text prompt with the variable <c>name</c>, of a name of its own; gives the name.</summary>
    public static async Task<string> CreatePromptAsync(HttpClient client, string text = "Hello {{name}}")
    {
        string name = NewName();
        var content = new
        {
            format_version = 1,
            type = "text",
            messages = new[] { new { role = "user", content = text } },
            variables = new { type = "object", properties = new { name = new { type = "string" } } },
        };
        using HttpResponseMessage created = await client.PostAsJsonAsync(
            "/api/prompts",
            new { @namespace = "general", name, description = "A test prompt.", content },
            TestContext.Current.CancellationToken);
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return name;
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }
}
