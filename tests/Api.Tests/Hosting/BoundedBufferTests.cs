using PromptIntel.Api.Hosting;

namespace PromptIntel.Api.Tests.Hosting;

public sealed class BoundedBufferTests
{
    [Fact]
    public async Task Write_BeyondTheBound_IsRefused_AndWhatStoodBeforeStands()
    {
        using var buffer = new BoundedBuffer(1024);
        await buffer.WriteAsync(new byte[1000], TestContext.Current.CancellationToken);
        Assert.False(buffer.IsFull);

        await Assert.ThrowsAsync<IOException>(
            async () => await buffer.WriteAsync(new byte[100], TestContext.Current.CancellationToken));

        Assert.Equal((true, 1000), (buffer.IsFull, buffer.ToArray().Length));
    }
}
