using System.Buffers;
using System.Text.Json;

using PromptIntel.Core.Workflows.Wires;

namespace PromptIntel.Core.Execution.Planning;

/// <summary>What the wires of one scope instance see: its input, the results of its stages, the current item.</summary>
internal readonly struct ScopeSource(PlannerFacts facts, PlannerScope scope, string itemKey, JsonElement input, JsonElement? item = null, int itemIndex = 0) : IWireSource
{
    public JsonElement Input => input;

    public JsonElement? Item => item;

    public JsonElement? ItemIndex => item is null ? null : JsonSerializer.SerializeToElement(itemIndex);

    public JsonElement? StageOutput(string stage) =>
        scope.OrdinalOf(stage) is { } ordinal && facts.Find(ordinal, itemKey) is { Status: StageStatus.Succeeded } result ? result.Output : null;

    public ScopeSource WithItem(JsonElement element, int index) => new(facts, scope, itemKey, input, element, index);
}

/// <summary>Turns templates into values of their own, with one buffer and writer for each thread.</summary>
internal static class WireValues
{
    private const int LargestKeptBuffer = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    public static JsonElement Resolve(WireTemplate template, in ScopeSource source)
    {
        if (template is WireTemplate.Constant constant)
        {
            return constant.Value;
        }

        ArrayBufferWriter<byte> buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        Utf8JsonWriter writer = _writer ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        template.WriteTo(writer, source);
        writer.Flush();
        JsonElement value = JsonElement.Parse(buffer.WrittenSpan);

        if (buffer.Capacity > LargestKeptBuffer)
        {
            (_buffer, _writer) = (null, null);
        }

        return value;
    }
}
