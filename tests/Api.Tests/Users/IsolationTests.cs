using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Api.Tests.Execution;

namespace PromptIntel.Api.Tests.Users;

/// <summary>A user sees his own data and nobody else's, on every route that shows any.</summary>
public class IsolationTests(UsersHost host) : IClassFixture<UsersHost>
{
    private static readonly object Preferences = new { preferences = new { theme = "dark" } };

    [Theory]
    [InlineData("GET", "preferences")]
    [InlineData("PUT", "preferences")]
    [InlineData("GET", "history")]
    [InlineData("GET", "feedback")]
    [InlineData("POST", "feedback")]
    [InlineData("DELETE", "")]
    public async Task UserRoute_WhenItIsSomebodyElses_IsForbidden(string method, string what)
    {
        object body = what == "preferences" ? Preferences : new { @namespace = "workflows", name = "extract_questionnaire", rating = 5 };

        foreach ((string caller, string owner) in new[]
        {
            (UsersHost.Bob, UsersHost.Ada),
            (UsersHost.Ada, UsersHost.Bob),
            (UsersHost.Program, UsersHost.Program),
            (UsersHost.Editor, UsersHost.Ada),
            (UsersHost.Operator, UsersHost.Ada),
            (UsersHost.Ada, "no-such-user")
        })
        {
            using HttpClient client = host.ClientFor(caller);
            using var request = new HttpRequestMessage(
                new HttpMethod(method),
                $"/api/users/{owner}/{what}".TrimEnd('/'))
            { Content = method is "PUT" or "POST" ? JsonContent.Create(body) : null };

            using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);

            await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "forbidden");
        }
    }

    [Fact]
    public async Task Preferences_OfTwoUsers_StayApart()
    {
        using HttpClient ada = host.ClientFor(UsersHost.Ada);
        using HttpClient bob = host.ClientFor(UsersHost.Bob);

        await PutAsync(ada, UsersHost.Ada, "dark");
        await PutAsync(bob, UsersHost.Bob, "light");

        Assert.Equal("dark", (await ReadAsync(ada, UsersHost.Ada)).GetProperty("preferences").GetProperty("theme").GetString());
        Assert.Equal("light", (await ReadAsync(bob, UsersHost.Bob)).GetProperty("preferences").GetProperty("theme").GetString());
    }

    [Fact]
    public async Task TrustedKey_ActsForAnyUser()
    {
        using HttpClient trusted = host.ClientFor(UsersHost.Trusted);

        await PutAsync(trusted, "cy", "blue");

        Assert.Equal("blue", (await ReadAsync(trusted, "cy")).GetProperty("preferences").GetProperty("theme").GetString());
    }

    [Fact]
    public async Task Execution_OfSomebodyElse_IsForbiddenOnEveryRouteAndNotListed()
    {
        var ada = new WorkflowClient(host.ClientFor(UsersHost.Ada));
        using HttpClient bob = host.ClientFor(UsersHost.Bob);
        string id = (await ada.RunAsync(WorkflowClient.Blank)).GetProperty("execution_id").GetString()!;

        foreach (string path in new[] { "", "/events", "/artifacts/contract.md" })
        {
            using HttpResponseMessage response = await bob.GetAsync($"/api/executions/{id}{path}", TestContext.Current.CancellationToken);
            await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "forbidden");
        }

        string own = (await new WorkflowClient(bob).RunAsync(WorkflowClient.Blank)).GetProperty("execution_id").GetString()!;

        foreach ((string first, string second) in new[] { (id, own), (own, id) })
        {
            using HttpResponseMessage response = await bob.GetAsync(
                $"/api/executions/{first}/compare?with={second}", TestContext.Current.CancellationToken);
            await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "forbidden");
        }

        foreach (string change in new[] { "cancel", "resume", "fork" })
        {
            using HttpResponseMessage response = await bob.PostAsJsonAsync(
                $"/api/executions/{id}/{change}",
                change == "fork" ? new { stage = "intake" } : new object(),
                TestContext.Current.CancellationToken);
            await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "forbidden");
        }

        foreach (string kept in new[] { "records", "contracts" })
        {
            using HttpResponseMessage response = await bob.GetAsync($"/api/leagues/{kept}/{id}", TestContext.Current.CancellationToken);
            await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "forbidden");
        }

        using HttpResponseMessage rating = await bob.PostAsJsonAsync(
            $"/api/users/{UsersHost.Bob}/feedback", new { execution_id = id, rating = 1 }, TestContext.Current.CancellationToken);
        await ProblemAssert.IsAsync(rating, HttpStatusCode.Forbidden, "forbidden");
        using HttpResponseMessage asked = await bob.GetAsync(
            $"/api/executions?user_id={UsersHost.Ada}", TestContext.Current.CancellationToken);
        await ProblemAssert.IsAsync(asked, HttpStatusCode.Forbidden, "forbidden");
        Assert.DoesNotContain(
            id, await bob.GetStringAsync("/api/executions", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(id, (await ada.GetAsync("/api/executions")).GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UsersHost.Editor)]
    [InlineData(UsersHost.Program)]
    [InlineData(UsersHost.Trusted)]
    public async Task Execution_IsShownToThoseWhoWorkOnEverybodys(string caller)
    {
        var ada = new WorkflowClient(host.ClientFor(UsersHost.Ada));
        var other = new WorkflowClient(host.ClientFor(caller));
        string id = (await ada.RunAsync(WorkflowClient.Blank)).GetProperty("execution_id").GetString()!;

        JsonElement found = await other.GetAsync($"/api/executions/{id}");

        Assert.Equal(UsersHost.Ada, found.GetProperty("execution").GetProperty("user_id").GetString());
    }

    [Fact]
    public async Task Batch_OfSomebodyElse_IsForbiddenAndNotListed()
    {
        var ada = new WorkflowClient(host.ClientFor(UsersHost.Ada));
        using HttpClient bob = host.ClientFor(UsersHost.Bob);
        string id = (await ada.BatchAsync(new
        {
            workflow = WorkflowClient.Workflow,
            inputs = new[] { WorkflowClient.Input(WorkflowClient.Blank) }
        })).GetProperty("batch_id").GetString()!;

        foreach (string path in new[] { "", "/items", "/events" })
        {
            using HttpResponseMessage response = await bob.GetAsync($"/api/batches/{id}{path}", TestContext.Current.CancellationToken);
            await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "forbidden");
        }

        using HttpResponseMessage cancelled = await bob.PostAsJsonAsync(
            $"/api/batches/{id}/cancel", new { }, TestContext.Current.CancellationToken);
        await ProblemAssert.IsAsync(cancelled, HttpStatusCode.Forbidden, "forbidden");
        Assert.DoesNotContain(
            id, await bob.GetStringAsync("/api/batches", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task PutAsync(HttpClient client, string user, string theme)
    {
        using HttpResponseMessage response = await client.PutAsJsonAsync(
            $"/api/users/{user}/preferences", new { preferences = new { theme } }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static Task<JsonElement> ReadAsync(HttpClient client, string user) =>
        client.GetFromJsonAsync<JsonElement>($"/api/users/{user}/preferences", TestContext.Current.CancellationToken);
}
