using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Workflows.Expressions;

/// <summary>
/// Takes what a template resolves to, up to a number of bytes. What does not fit is not written: wires can name one value many times,
/// and so grow from stage to stage. Used again and again by one thread.
/// </summary>
internal sealed class WireWriter : IDisposable
{
    private const int LargestKeptBuffer = 256 * 1024;

    // A value that is a wired text again is read by people and models; escapes would only make it longer.
    private static readonly JsonWriterOptions WriterOptions =
        new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _json;
    private int _most;
    private long _left;

    public WireWriter() => _json = new Utf8JsonWriter(_buffer, WriterOptions);

    public Utf8JsonWriter Json => _json;

    /// <summary>Something did not fit; what stands here is of no use.</summary>
    public bool IsFull => _left < 0;

    /// <summary>It has grown large and should not be kept.</summary>
    public bool IsLarge => _buffer.Capacity > LargestKeptBuffer;

    public void Begin(int mostBytes)
    {
        (_most, _left) = (mostBytes, mostBytes);
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
    }

    /// <summary>Takes room for so many bytes; false when they do not fit.</summary>
    public bool TryTake(int bytes)
    {
        _left -= bytes;
        return _left >= 0;
    }

    /// <summary>The bytes as they are: what was parsed once need not be validated or escaped again.</summary>
    public void Write(JsonElement value)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(value);

        if (TryTake(raw.Length))
        {
            _json.WriteRawValue(raw, skipInputValidation: true);
        }
    }

    /// <summary>What was written, as a value of its own; null, and why, when it is too large or too deep.</summary>
    public JsonElement? End(out WireFault fault)
    {
        fault = WireFault.TooLarge;
        _json.Flush();

        if (IsFull || _buffer.WrittenCount > _most)
        {
            return null;
        }

        try
        {
            return JsonElement.Parse(_buffer.WrittenSpan);
        }
        catch (JsonException)
        {
            // Put together of values that were read before: only the depth can be wrong.
            fault = WireFault.TooDeep;
            return null;
        }
    }

    public void Dispose() => _json.Dispose();

    public static string Describe(WireFault fault, string what, int mostBytes) => fault == WireFault.TooLarge
        ? $"{what} is longer than {mostBytes} bytes."
        : $"{what} is nested deeper than {StorableJson.MaxDepth} levels.";

    public static string Code(WireFault fault) => fault == WireFault.TooLarge ? ErrorCodes.ValueTooLarge : ErrorCodes.ValueTooDeep;
}

/// <summary>Why wires could not be resolved to a value.</summary>
internal enum WireFault
{
    TooLarge,
    TooDeep,
}
