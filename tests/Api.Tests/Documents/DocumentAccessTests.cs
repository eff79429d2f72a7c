using System.Net;
using System.Text;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Api.Tests.Users;

namespace PromptIntel.Api.Tests.Documents;

/// <summary>Who may see whose documents: the rules of executions, and what may not be seen does not exist.</summary>
public sealed class DocumentAccessTests(UsersHost host) : IClassFixture<UsersHost>
{
    private readonly byte[] _bytes = Encoding.UTF8.GetBytes(ApiHost.NewName());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(UsersHost.Ada, true)]
    [InlineData(UsersHost.Bob, false)]
    [InlineData(UsersHost.Program, true)]
    [InlineData(UsersHost.Editor, true)]
    [InlineData(UsersHost.Trusted, true)]
    public async Task Document_OfAda_IsSeenByThoseWhoSeeHerRuns(string caller, bool isSeen)
    {
        string id = await UploadAsync(UsersHost.Ada);
        using HttpClient client = host.ClientFor(caller);

        foreach (string path in (string[])["", "/text", "/content"])
        {
            using HttpResponseMessage response = await client.GetAsync($"/api/documents/{id}{path}", Cancel);
            Assert.Equal(isSeen ? HttpStatusCode.OK : HttpStatusCode.NotFound, response.StatusCode);
        }

        using HttpResponseMessage list = await client.GetAsync("/api/documents?limit=500", Cancel);
        Assert.Equal(isSeen, (await ApiHost.ReadAsync(list)).GetProperty("items").EnumerateArray().Any(
            item => item.GetProperty("id").GetString() == id));
    }

    [Fact]
    public async Task Upload_OfBytesThatAnotherHas_TellsNothingOfHim()
    {
        await UploadAsync(UsersHost.Ada);
        using HttpClient bob = host.ClientFor(UsersHost.Bob);

        using HttpResponseMessage response = await bob.PostAsync("/api/documents", DocumentForm.Of(_bytes, "mine.txt"), Cancel);

        JsonElement document = await ApiHost.ReadAsync(response);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal((UsersHost.Bob, "mine.txt"), (
            document.GetProperty("user_id").GetString(), document.GetProperty("file_name").GetString()));
    }

    [Fact]
    public async Task Delete_ByAUser_LeavesItToOthers()
    {
        string id = await UploadAsync(UsersHost.Ada);
        await UploadAsync(UsersHost.Bob);
        using HttpClient ada = host.ClientFor(UsersHost.Ada);
        using HttpClient bob = host.ClientFor(UsersHost.Bob);

        using HttpResponseMessage others = await bob.DeleteAsync(
            new Uri($"/api/documents/{id}?user_id={UsersHost.Ada}", UriKind.Relative), Cancel);
        using HttpResponseMessage own = await bob.DeleteAsync(new Uri($"/api/documents/{id}", UriKind.Relative), Cancel);
        using HttpResponseMessage left = await ada.GetAsync($"/api/documents/{id}", Cancel);
        using HttpResponseMessage gone = await bob.GetAsync($"/api/documents/{id}", Cancel);

        await ProblemAssert.IsAsync(others, HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.OK), (own.StatusCode, left.StatusCode));
        await ProblemAssert.IsAsync(gone, HttpStatusCode.NotFound, "document_not_found");
    }

    [Fact]
    public async Task Erasure_OfAUser_TakesHisDocuments()
    {
        string id = await UploadAsync(UsersHost.Ada);
        using HttpClient ada = host.ClientFor(UsersHost.Ada);
        using HttpClient editor = host.ClientFor(UsersHost.Editor);

        using HttpResponseMessage erased = await ada.DeleteAsync(new Uri($"/api/users/{UsersHost.Ada}", UriKind.Relative), Cancel);
        using HttpResponseMessage gone = await editor.GetAsync($"/api/documents/{id}/content", Cancel);

        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        await ProblemAssert.IsAsync(gone, HttpStatusCode.NotFound, "document_not_found");
    }

    [Fact]
    public async Task Upload_ForAnother_IsForTrustedCallersOnly()
    {
        using HttpClient trusted = host.ClientFor(UsersHost.Trusted);
        using HttpClient bob = host.ClientFor(UsersHost.Bob);

        using HttpResponseMessage acted = await trusted.PostAsync("/api/documents?user_id=ada", DocumentForm.Of(_bytes, "a"), Cancel);
        using HttpResponseMessage tried = await bob.PostAsync("/api/documents?user_id=ada", DocumentForm.Of(_bytes, "a"), Cancel);

        Assert.Equal("ada", (await ApiHost.ReadAsync(acted)).GetProperty("user_id").GetString());
        Assert.Equal("bob", (await ApiHost.ReadAsync(tried)).GetProperty("user_id").GetString());
    }

    private async Task<string> UploadAsync(string user)
    {
        using HttpClient client = host.ClientFor(user);
        using HttpResponseMessage response = await client.PostAsync("/api/documents", DocumentForm.Of(_bytes, "a.txt"), Cancel);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        return (await ApiHost.ReadAsync(response)).GetProperty("id").GetString()!;
    }
}
