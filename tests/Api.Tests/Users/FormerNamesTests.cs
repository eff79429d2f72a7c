using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Core.Users;

namespace PromptIntel.Api.Tests.Users;

/// <summary>Users who were stored when their names were allowed are read and erased; nothing is written under such a name.</summary>
public class FormerNamesTests(UsersHost host) : IClassFixture<UsersHost>
{
    private readonly HttpClient _trusted = host.ClientFor(UsersHost.Trusted);
    private readonly IUserStore _users = host.Services.GetRequiredService<IUserStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ann\n")]
    [InlineData("\u202eann")]
    [InlineData("ann\u2028")]
    [InlineData("\ufeffann")]
    public async Task User_WhoseNameIsRefusedToday_IsReadAndErased(string name)
    {
        await StoreAsync(name);
        string path = $"/api/users/{Uri.EscapeDataString(name)}";

        JsonElement read = await _trusted.GetFromJsonAsync<JsonElement>($"{path}/preferences", Cancellation);
        using HttpResponseMessage written = await _trusted.PutAsJsonAsync(
            $"{path}/preferences", new { preferences = new { theme = "light" } }, Cancellation);
        using HttpResponseMessage erased = await _trusted.DeleteAsync(path, Cancellation);

        Assert.Equal("dark", read.GetProperty("preferences").GetProperty("theme").GetString());
        JsonElement problem = await ProblemAssert.IsAsync(written, HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty("user_id", out _));
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        Assert.Null(await _users.FindPreferencesAsync(name, Cancellation));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("ann\n")]
    public async Task User_WhoseNameNoPathCarries_IsErasedByTheQuery(string name)
    {
        await StoreAsync(name);

        using HttpResponseMessage erased = await _trusted.DeleteAsync($"/api/users?user_id={Uri.EscapeDataString(name)}", Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        Assert.Null(await _users.FindPreferencesAsync(name, Cancellation));
    }

    [Theory]
    [InlineData("?user_id=ada")]
    [InlineData("?user_id=..")]
    [InlineData("/ann%0A")]
    public async Task Erase_WhenItIsSomebodyElse_IsForbidden(string user)
    {
        using HttpClient bob = host.ClientFor(UsersHost.Bob);

        using HttpResponseMessage response = await bob.DeleteAsync($"/api/users{user}", Cancellation);

        await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?user_id=")]
    [InlineData("?user_id=a%2Fb")]
    [InlineData("?user_id=a%00")]
    [InlineData("?user_id=a&user_id=b%00")]
    public async Task Erase_WhenNobodyCanHaveTheName_NamesTheField(string query)
    {
        using HttpResponseMessage response = await _trusted.DeleteAsync($"/api/users{query}", Cancellation);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty("user_id", out _), problem.GetRawText());
    }

    private async Task StoreAsync(string name)
    {
        JsonElement preferences = JsonElement.Parse("""{"theme":"dark"}""");
        Assert.IsType<PutPreferencesResult.Written>(
            await _users.PutPreferencesAsync(name, preferences, PreferencesCondition.None, Cancellation));
    }
}
