using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace PromptIntel.Api.Tests.Models;

/// <summary>A prompt's parameters at the door: what a model could not take is refused where it is written, by its name.</summary>
public sealed class WrittenParametersTests(ApiHost host)
{
    [Theory]
    [InlineData("""{"temprature":0}""", "temprature")]
    [InlineData("""{"temperature":"0.2"}""", "temperature")]
    [InlineData("""{"max_output_tokens":-5}""", "max_output_tokens")]
    public async Task Create_WithAParameterThatNoModelTakes_NamesIt(string parameters, string name)
    {
        using HttpClient client = host.CreateClient();
        var content = new
        {
            type = "chat",
            messages = new[] { new { role = "user", content = "Hi" } },
            parameters = JsonElement.Parse(parameters),
        };

        using HttpResponseMessage refused = await client.PostAsJsonAsync(
            "/api/prompts", new { @namespace = "qa", name = ApiHost.NewName(), content }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        JsonElement problem = await ApiHost.ReadAsync(refused);
        Assert.Contains(
            problem.GetProperty("errors").EnumerateObject(), error => error.Name.EndsWith($"parameters.{name}", StringComparison.Ordinal));
    }
}
