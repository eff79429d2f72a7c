using System.Text;

using PromptIntel.Adapters.OpenAI.Wire;

namespace PromptIntel.Adapters.Tests.OpenAI.Wire;

public sealed class AnswerStreamTests
{
    private const string Piece = """data: {"choices":[{"delta":{"content":"A"},"finish_reason":null}]}""";
    private const string Last = """data: {"choices":[{"delta":{},"finish_reason":"stop"}]}""";

    [Theory]
    [InlineData("\n\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("\n")]
    public async Task Read_WhenItIsFinished_EndsWithDone(string between)
    {
        string read = await ReadAsync(string.Join(between, ": keep-alive", "event: message", Piece, Last, ""));

        Assert.Equal($"{Piece}\n\n{Last}\n\ndata: [DONE]\n\n", read);
    }

    [Fact]
    public async Task Read_WhenDoneIsSaidAndNoReason_IsFinished() =>
        Assert.Equal($"{Piece}\n\ndata: [DONE]\n\n", await ReadAsync($"{Piece}\n\ndata: [DONE]\n\n{Piece}"));

    [Fact]
    public async Task Read_WhenItEndsEarly_Breaks()
    {
        StreamBrokenException broken = await Assert.ThrowsAsync<StreamBrokenException>(() => ReadAsync($"{Piece}\n\n"));

        Assert.Null(broken.Error);
    }

    [Theory]
    [InlineData("""data: {"error":{"message":"SECRET","code":"server_overloaded","type":"overloaded"}}""", "server_overloaded")]
    [InlineData("""data: {"error":"SECRET words of the prompt"}""", null)]
    public async Task Read_WhenAnErrorComesWithin_BreaksAndNamesItsCode(string error, string? code)
    {
        StreamBrokenException broken = await Assert.ThrowsAsync<StreamBrokenException>(
            () => ReadAsync($"{Piece}\n\n{error}\n\n{Last}\n\ndata: [DONE]\n\n"));

        Assert.Equal(code, broken.Error?.Code);
        Assert.DoesNotContain("SECRET", broken.Error!.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WhenAnEventIsNotJson_Breaks() =>
        await Assert.ThrowsAsync<StreamBrokenException>(() => ReadAsync("data: {\"choices\n\n"));

    [Fact]
    public async Task Read_WhenTheConnectionBreaks_Breaks()
    {
        using var stream = new AnswerStream(new BrokenAfter(Encoding.UTF8.GetBytes($"{Piece}\n\n")));
        using var reader = new StreamReader(stream);

        await Assert.ThrowsAsync<StreamBrokenException>(() => reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Read_WhenALineHasNoEnd_IsRefused()
    {
        using var stream = new AnswerStream(new EndlessLine());
        byte[] buffer = new byte[100];

        await Assert.ThrowsAsync<AnswerTooLongException>(() => stream.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask());
    }

    /// <summary>In reads of seven bytes, so that nothing depends on where they are cut.</summary>
    private static async Task<string> ReadAsync(string events)
    {
        using var stream = new AnswerStream(new MemoryStream(Encoding.UTF8.GetBytes(events)));
        var read = new List<byte>();
        byte[] buffer = new byte[7];

        while (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var count)
        {
            read.AddRange(buffer.AsSpan(0, count));
        }

        return Encoding.UTF8.GetString([.. read]);
    }

    private sealed class BrokenAfter(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw new IOException("reset");
    }

    private sealed class EndlessLine : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'a');
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
