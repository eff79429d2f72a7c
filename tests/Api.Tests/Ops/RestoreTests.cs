using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;

using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;

namespace PromptIntel.Api.Tests.Ops;

/// <summary>What docs/deploying.md says of backup and restore, with the embedded database.</summary>
public sealed class RestoreTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-restore-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Database => Path.Combine(_directory, "promptintel.db");

    private string Backup => Path.Combine(_directory, "backup.db");

    [Fact]
    public async Task Restore_GivesBackWhatWasSaved_AndFollowersReadAnew()
    {
        (string name, long lost) = await BackUpAndGoOnAsync();
        Restore();
        Run(Database, "UPDATE change_counter SET position = position + 1000000");
        await using var host = new Host(Database);
        using HttpClient client = host.CreateClient();

        Assert.Equal("Hello {{name}}", await TextAsync(client, name, lost));
        Assert.Equal("reset", await FirstEventAsync(client, lost));

        // However many changes come now, nobody who stood where the lost ones were takes the new ones for their sequel.
        long written = await UpdateAsync(client, name, "Anew {{name}}");
        Assert.True(written > lost + 100_000, $"The position {written} was given out again.");
        Assert.Equal("reset", await FirstEventAsync(client, lost));
        Assert.Equal("Anew {{name}}", await TextAsync(client, name, written));
        Assert.Equal("change", await FirstEventAsync(client, written - 1));
    }

    /// <summary>Why the counter is moved on: the positions of before are given out a second time.</summary>
    [Fact]
    public async Task Restore_WhereTheCounterStays_IsNotNoticedByWhoComesBackLate()
    {
        (string name, long lost) = await BackUpAndGoOnAsync();
        Restore();
        await using var host = new Host(Database);
        using HttpClient client = host.CreateClient();

        Assert.Equal("reset", await FirstEventAsync(client, lost));
        Assert.Equal(lost, await UpdateAsync(client, name, "Anew {{name}}"));
        await UpdateAsync(client, name, "And again {{name}}");
        Assert.Equal("change", await FirstEventAsync(client, lost));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>A prompt that is in the backup, made while the service runs, and the position of a change that is not.</summary>
    private async Task<(string Name, long Lost)> BackUpAndGoOnAsync()
    {
        await using var host = new Host(Database);
        using HttpClient client = host.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        Run(Database, $"VACUUM INTO '{Backup}'");
        return (name, await UpdateAsync(client, name, "Lost {{name}}"));
    }

    private void Restore()
    {
        SqliteConnection.ClearAllPools();
        Array.ForEach(Directory.GetFiles(_directory, "promptintel.db*"), File.Delete);
        File.Copy(Backup, Database);
    }

    private static void Run(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static async Task<long> UpdateAsync(HttpClient client, string name, string content)
    {
        using HttpResponseMessage answer = await client.PostAsJsonAsync(
            "/api/prompts/update", new { @namespace = "general", name, content }, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await ApiHost.ReadAsync(answer)).GetProperty("position").GetInt64();
    }

    private static async Task<string?> TextAsync(HttpClient client, string name, long minPosition)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/prompts/general/{name}");
        request.Headers.Add("PromptIntel-Min-Position", $"{minPosition}");
        using HttpResponseMessage answer = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        JsonElement messages = (await ApiHost.ReadAsync(answer)).GetProperty("content").GetProperty("messages");
        return messages[0].GetProperty("content").GetString();
    }

    private static async Task<string> FirstEventAsync(HttpClient client, long after)
    {
        using HttpResponseMessage answer = await client.GetAsync(
            $"/api/changes?after={after}", HttpCompletionOption.ResponseHeadersRead, Token);
        await using Stream stream = await answer.Content.ReadAsStreamAsync(Token);

        await foreach (SseItem<string> item in SseParser.Create(stream).EnumerateAsync(Token))
        {
            return item.EventType;
        }

        throw new InvalidOperationException("The stream ended before its first event.");
    }

    private sealed class Host : WebApplicationFactory<Program>
    {
        private readonly string _database;

        public Host(string database)
        {
            _database = database;
            UseKestrel(0);
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.UseSetting("PromptIntel:Storage:Path", _database);
            builder.UseSetting("PromptIntel:Inference:Provider", "Offline");
        }
    }
}
