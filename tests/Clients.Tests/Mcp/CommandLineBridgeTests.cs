using System.Text.Json;

using PromptIntel.Clients.Tests.CommandLine;

namespace PromptIntel.Clients.Tests.Mcp;

/// <summary>The bridge as a script uses it: everything is written at once, and the input ends.</summary>
public sealed class CommandLineBridgeTests(SharedApi shared)
{
    private static readonly string Messages = """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":
         {"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"sh","version":"1"}}}
        """.ReplaceLineEndings("") + """

        {"jsonrpc":"2.0","method":"notifications/initialized"}
        no message
        {"jsonrpc":"2.0","id":2,"method":"tools/list"}
        {"jsonrpc":"2.0","id":3,"method":"prompts/get","params":{"name":"commands/none_of_this"}}

        """;

    [Fact]
    public async Task Input_ThatEndsAtOnce_IsAnsweredInFull()
    {
        using var program = new CommandLineProgram(shared.Api);

        Ended ended = await program.RunWithAsync(Messages, "mcp");

        Assert.True(ended.ExitCode == 0, ended.ToString());
        ILookup<bool, JsonElement> said = ended.Output.TrimEnd().Split('\n').Select(line => JsonElement.Parse(line))
            .ToLookup(message => message.TryGetProperty("id", out _));
        // Other tests change prompts of the same server, of which its clients are told.
        Assert.All(said[false], news => Assert.Equal("notifications/prompts/list_changed", news.GetProperty("method").GetString()));
        JsonElement[] answers = [.. said[true]];
        JsonElement Of(int id) => answers.Single(answer => answer.GetProperty("id").ToString() == $"{id}");
        Assert.Equal("promptintel", Of(1).GetProperty("result").GetProperty("serverInfo").GetProperty("name").GetString());
        Assert.True(Of(2).GetProperty("result").GetProperty("tools").GetArrayLength() >= 13);
        Assert.True(Of(3).TryGetProperty("error", out _));
        Assert.Equal(-32700, answers.Single(answer => answer.GetProperty("id").ValueKind == JsonValueKind.Null)
            .GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Request_ThatCannotBePassed_IsAnsweredWithWhy()
    {
        using var program = new CommandLineProgram(shared.Api);
        program.Environment["PROMPTINTEL_SERVER"] = "http://127.0.0.1:9";

        Ended ended = await program.RunWithAsync(Messages, "mcp");

        JsonElement answer = JsonElement.Parse(ended.Output.Split('\n')[0]);
        Assert.Equal(1, answer.GetProperty("id").GetInt32());
        Assert.Contains("could not be asked", answer.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
