namespace PromptIntel.Core.Execution;

/// <summary>
/// Makes UUIDv7 ids that rise in the order they are made in this process, also within one millisecond: a counter stands in the
/// twelve bits after the timestamp (RFC 9562, section 6.2, method 1). Safe for concurrent use.
/// </summary>
public sealed class ExecutionIds(TimeProvider time)
{
    private const int MostInOneMillisecond = 0xFFF;

    private readonly Lock _lock = new();
    private long _millisecond;
    private int _counter;

    public Guid Next()
    {
        long millisecond;
        int counter;

        lock (_lock)
        {
            long now = time.GetUtcNow().ToUnixTimeMilliseconds();
            bool isLater = now > _millisecond;
            bool isFull = !isLater && _counter == MostInOneMillisecond;
            // A full millisecond, or a clock that went back, borrows from the next.
            _millisecond = isLater ? now : isFull ? _millisecond + 1 : _millisecond;
            _counter = isLater || isFull ? 0 : _counter + 1;
            (millisecond, counter) = (_millisecond, _counter);
        }

        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(millisecond)).TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6] = (byte)(0x70 | (counter >> 8));
        bytes[7] = (byte)counter;
        return new Guid(bytes, bigEndian: true);
    }
}
