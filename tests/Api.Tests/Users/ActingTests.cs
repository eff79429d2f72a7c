using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Api.Tests.Execution;

namespace PromptIntel.Api.Tests.Users;

/// <summary>A reader changes only the runs that it started; a program sees others' runs and leaves them alone.</summary>
public class ActingTests(UsersHost host) : IClassFixture<UsersHost>
{
    [Theory]
    [InlineData(UsersHost.Program, UsersHost.Ada)]
    [InlineData(UsersHost.Program, UsersHost.Editor)]
    [InlineData(UsersHost.Program, UsersHost.Operator)]
    [InlineData(UsersHost.Program, UsersHost.Trusted)]
    [InlineData(UsersHost.Bob, UsersHost.Program)]
    [InlineData(UsersHost.Bob, UsersHost.Ada)]
    public async Task Run_OfSomebodyElse_IsChangedByNoReader(string caller, string owner)
    {
        var starter = new WorkflowClient(host.ClientFor(owner));
        var reader = new WorkflowClient(host.ClientFor(caller));
        string id = (await starter.RunAsync(WorkflowClient.Short)).GetProperty("execution_id").GetString()!;
        string batch = Id(await starter.BatchAsync(Batch()), "batch_id");

        foreach (string change in new[] { "cancel", "resume", "fork", "stages/review/approve", "stages/review/reject" })
        {
            using HttpResponseMessage response = await reader.PostAsync($"/api/executions/{id}/{change}", Body(change));
            await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "forbidden");
        }

        foreach (string change in new[] { "cancel", "resume" })
        {
            using HttpResponseMessage response = await reader.PostAsync($"/api/batches/{batch}/{change}");
            await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "forbidden");
        }

        Assert.Equal(
            "waiting", (await starter.GetAsync($"/api/executions/{id}")).GetProperty("execution").GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(UsersHost.Program, UsersHost.Program)]
    [InlineData(UsersHost.Ada, UsersHost.Ada)]
    [InlineData(UsersHost.Editor, UsersHost.Ada)]
    [InlineData(UsersHost.Operator, UsersHost.Program)]
    [InlineData(UsersHost.Trusted, UsersHost.Ada)]
    public async Task Run_OfOnesOwn_OrForThoseWhoWorkOnEverybodys_IsChanged(string caller, string owner)
    {
        var starter = new WorkflowClient(host.ClientFor(owner));
        var other = new WorkflowClient(host.ClientFor(caller));
        string id = Id(await starter.RunAsync(WorkflowClient.Short), "execution_id");
        string batch = Id(await starter.BatchAsync(Batch()), "batch_id");

        using HttpResponseMessage cancelled = await other.PostAsync($"/api/executions/{id}/cancel");
        using HttpResponseMessage resumed = await other.PostAsync($"/api/executions/{id}/resume");
        using HttpResponseMessage forked = await other.PostAsync($"/api/executions/{id}/fork", Body("fork"));
        using HttpResponseMessage stopped = await other.PostAsync($"/api/batches/{batch}/cancel");

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.OK),
            (cancelled.StatusCode, resumed.StatusCode, forked.StatusCode, stopped.StatusCode));
        Assert.Equal(1, forked.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
    }

    [Theory]
    [InlineData(UsersHost.Ada)]
    [InlineData(UsersHost.Editor)]
    public async Task Run_OfSomebodyElse_IsStillShownToAProgram(string owner)
    {
        var starter = new WorkflowClient(host.ClientFor(owner));
        using HttpClient program = host.ClientFor(UsersHost.Program);
        string id = Id(await starter.RunAsync(WorkflowClient.Blank), "execution_id");

        JsonElement found = await program.GetFromJsonAsync<JsonElement>($"/api/executions/{id}", TestContext.Current.CancellationToken);

        Assert.Equal(owner, found.GetProperty("execution").GetProperty("user_id").GetString());
    }

    private static object Batch() =>
        new { workflow = WorkflowClient.Workflow, inputs = new[] { WorkflowClient.Input(WorkflowClient.Short) } };

    private static object? Body(string change) => change == "fork" ? new { stage = "intake" } : null;

    private static string Id(JsonElement answer, string field) => answer.GetProperty(field).GetString()!;
}
