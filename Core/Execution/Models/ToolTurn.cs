using System.Collections.Immutable;
using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Execution.Models;

/// <summary>A call of a tool as a model made it.</summary>
/// <param name="Arguments">Undefined when they are no JSON.</param>
internal sealed record ToolCall(string Id, string Function, JsonElement Arguments);

/// <summary>A turn of a conversation with tools, as it is stored and as a model is sent it.</summary>
internal abstract record ToolTurn
{
    private const int FormatVersion = 1;

    private ToolTurn()
    {
    }

    /// <exception cref="InvalidDataException">It is of a build that knew more.</exception>
    public static ToolTurn Read(JsonElement body)
    {
        if (body.GetProperty("format_version").GetInt32() != FormatVersion)
        {
            throw new InvalidDataException($"The turn has a format version that this build does not know; it reads {FormatVersion}.");
        }

        return body.TryGetProperty("calls", out JsonElement calls)
            ? new Called(body.GetProperty("text").GetString()!, [.. calls.EnumerateArray().Select(ReadCall)])
            : new Gave(body.GetProperty("call").GetString()!, body.GetProperty("result"));
    }

    public abstract ChatMessage ToMessage();

    public JsonElement ToJson() => CanonicalJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("format_version", FormatVersion);
        Write(writer);
        writer.WriteEndObject();
    });

    protected abstract void Write(Utf8JsonWriter writer);

    private static ToolCall ReadCall(JsonElement call)
    {
        call.TryGetProperty("arguments", out JsonElement arguments);
        return new(call.GetProperty("id").GetString()!, call.GetProperty("function").GetString()!, arguments);
    }

    /// <summary>The model called tools.</summary>
    /// <param name="Text">What it said beside.</param>
    public sealed record Called(string Text, ImmutableArray<ToolCall> Calls) : ToolTurn
    {
        public override ChatMessage ToMessage()
        {
            IEnumerable<AIContent> said = Text.Length == 0 ? [] : [new TextContent(Text)];
            IEnumerable<AIContent> calls = Calls.Select(call => new FunctionCallContent(call.Id, call.Function, ArgumentsOf(call)));
            return new ChatMessage(ChatRole.Assistant, [.. said, .. calls]);
        }

        protected override void Write(Utf8JsonWriter writer)
        {
            writer.WriteString("text", Text);
            writer.WriteStartArray("calls");

            foreach (ToolCall call in Calls)
            {
                writer.WriteStartObject();
                writer.WriteString("id", call.Id);
                writer.WriteString("function", call.Function);

                if (call.Arguments.ValueKind != JsonValueKind.Undefined)
                {
                    writer.WritePropertyName("arguments");
                    call.Arguments.WriteTo(writer);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        private static Dictionary<string, object?> ArgumentsOf(ToolCall call) => call.Arguments.ValueKind == JsonValueKind.Object
            ? call.Arguments.EnumerateObject().DistinctBy(one => one.Name).ToDictionary(one => one.Name, object? (one) => one.Value)
            : [];
    }

    /// <summary>What a call gave: the output of the operation, or a sentence about why it was not run.</summary>
    public sealed record Gave(string Call, JsonElement Result) : ToolTurn
    {
        public override ChatMessage ToMessage() => new(
            ChatRole.Tool,
            [new FunctionResultContent(Call, Result.ValueKind == JsonValueKind.String ? Result.GetString() : Result.GetRawText())]);

        protected override void Write(Utf8JsonWriter writer)
        {
            writer.WriteString("call", Call);
            writer.WritePropertyName("result");
            Result.WriteTo(writer);
        }
    }
}
