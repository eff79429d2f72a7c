using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

using PromptIntel.Api.Tests.Auth;
using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Exchange;

public sealed class ImportFilesTests(ApiHost host)
{
    private const string Route = "/api/prompts/import/files";

    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Form_WithFilesInFolders_IsImportedOnce()
    {
        using HttpClient client = host.CreateClient();
        string folder = ApiHost.NewName();
        (string, string)[] files = [($"{folder}/a.prompty", "---\nname: a\n---\nsystem:\nHi {{x}}"), ($"{folder}/b.bin", "?")];

        JsonElement dry = await SendAsync(client, "?dry_run=true", Form(files));
        JsonElement first = await SendAsync(client, "", Form(files));
        JsonElement second = await SendAsync(client, "", Form(files));

        Assert.True(dry.GetProperty("dry_run").GetBoolean());
        Assert.Equal(("partial", 2, 1, 1), (
            first.GetProperty("status").GetString(), first.GetProperty("files").GetInt32(), first.GetProperty("created").GetInt32(),
            first.GetProperty("refused").GetInt32()));
        JsonElement result = first.GetProperty("results")[0];
        Assert.Equal(("prompty", folder, "a", "created", 1), (
            result.GetProperty("format").GetString(), result.GetProperty("namespace").GetString(), result.GetProperty("name").GetString(),
            result.GetProperty("status").GetString(), result.GetProperty("version").GetInt32()));
        Assert.Contains("Looked for", first.GetProperty("results")[1].GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(1, second.GetProperty("unchanged").GetInt32());
        using HttpResponseMessage read = await client.GetAsync($"/api/prompts/{folder}/a", Cancellation);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Fact]
    public async Task Archive_IsImportedInto_AndWhatWasExportedComesBack()
    {
        using HttpClient client = host.CreateClient();
        string folder = ApiHost.NewName();
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("deep/er/a.md").Open();
            entry.Write(Encoding.UTF8.GetBytes("Hello {name}"));
        }

        JsonElement imported = await SendAsync(client, $"?into={folder}", Zip(zip.ToArray()));
        using HttpResponseMessage export = await client.GetAsync(
            $"/api/prompts/export/files?format=prompty&namespace={folder}", Cancellation);
        byte[] exported = await export.Content.ReadAsByteArrayAsync(Cancellation);
        JsonElement again = await SendAsync(client, "?format=prompty", Zip(exported));

        Assert.Equal("deep..er..a", imported.GetProperty("results")[0].GetProperty("name").GetString());
        Assert.Equal(exported.Length, export.Content.Headers.ContentLength);
        using var read = new ZipArchive(new MemoryStream(exported));
        Assert.Equal([$"{folder}/deep/er/a.prompty"], read.Entries.Select(entry => entry.FullName));
        Assert.Equal(1, again.GetProperty("unchanged").GetInt32());
    }

    [Theory]
    [InlineData("?format=word", "format")]
    [InlineData("?dry_run=perhaps", "dry_run")]
    [InlineData("?into=../../etc", "files")]
    [InlineData("?depth=2", "depth")]
    public async Task Request_WithAFieldThatIsNone_NamesIt(string query, string field)
    {
        using HttpClient client = host.CreateClient();
        using HttpContent body = Form(("a.txt", "x"));

        using HttpResponseMessage response = await client.PostAsync(Route + query, body, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(field, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_OfAnotherType_OrBroken_IsRefused()
    {
        using HttpClient client = host.CreateClient();
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        using HttpContent broken = Zip([1, 2, 3]);
        using var unnamed = new MultipartFormDataContent { { new StringContent("x"), "other", "a.txt" } };
        using var empty = new MultipartFormDataContent();

        using HttpResponseMessage type = await client.PostAsync(Route, json, Cancellation);
        using HttpResponseMessage zip = await client.PostAsync(Route, broken, Cancellation);
        using HttpResponseMessage name = await client.PostAsync(Route, unnamed, Cancellation);
        using HttpResponseMessage none = await client.PostAsync(Route, empty, Cancellation);

        await ProblemAssert.IsAsync(type, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        await ProblemAssert.IsAsync(zip, HttpStatusCode.BadRequest, "invalid_request");
        await ProblemAssert.IsAsync(name, HttpStatusCode.BadRequest, "invalid_request");
        await ProblemAssert.IsAsync(none, HttpStatusCode.BadRequest, "invalid_request");
    }

    private static async Task<JsonElement> SendAsync(HttpClient client, string query, HttpContent body)
    {
        using HttpResponseMessage response = await client.PostAsync(Route + query, body, Cancellation);
        JsonElement answer = await ApiHost.ReadAsync(response);
        Assert.True(response.IsSuccessStatusCode, answer.GetRawText());
        return answer;
    }

    private static MultipartFormDataContent Form(params (string Path, string Text)[] files)
    {
        var form = new MultipartFormDataContent();

        foreach ((string path, string text) in files)
        {
            form.Add(new StringContent(text), "files", path);
        }

        return form;
    }

    private static ByteArrayContent Zip(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        return content;
    }
}

/// <summary>Who imports publishes.</summary>
public sealed class ImportRoleTests(GuardedHost host) : IClassFixture<GuardedHost>
{
    [Theory]
    [InlineData("editor", HttpStatusCode.Forbidden)]
    [InlineData("publisher", HttpStatusCode.OK)]
    public async Task Import_IsForPublishers(string role, HttpStatusCode status)
    {
        using HttpClient client = host.ClientFor(role);
        using var form = new MultipartFormDataContent { { new StringContent("Hello"), "files", "a.txt" } };

        using HttpResponseMessage response = await client.PostAsync(
            "/api/prompts/import/files?dry_run=true", form, TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
    }
}
