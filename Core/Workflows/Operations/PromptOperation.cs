using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Workflows.Operations;

/// <summary>
/// Type <c>prompt</c>: asks the model of the prompt that the setting <c>prompt</c> names, the input as its variables. Gives the
/// answer (<c>{"text"}</c> for a prompt without output schema), or <c>{"value","source_spans","unread"}</c> with <c>with_sources: true</c>.
/// </summary>
internal sealed class PromptOperation : IOperation
{
    private static readonly JsonElement TextOutput = JsonElement.Parse(
        """{"type":"object","required":["text"],"properties":{"text":{"type":"string"}}}""");

    public string Type => "prompt";

    public string Summary => "Asks the model of the prompt that the setting prompt names, with the input as its variables.";

    public OperationRequirements Require(JsonElement settings) =>
        OperationSettings.RequireOne(settings, "prompt", EntryKind.Prompt, "workflows");

    public OperationShape Describe(JsonElement settings, Func<EntryKey, EntryVersion> entry)
    {
        PromptBody body = PromptBody.Read(entry(KeyOf(settings)).Body);
        return new OperationShape(body.Variables, HasSources(settings) ? WithSources(body.OutputSchema) : body.OutputSchema ?? TextOutput);
    }

    public async Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken)
    {
        EntryVersion prompt = context.Entry(KeyOf(context.Settings));
        JsonElement variables = PromptVariables.Select(context.Input, prompt);

        return await context.Model.AskAsync(prompt, variables, cancellationToken) switch
        {
            ModelAnswer.Answered answer =>
                new OperationOutcome.Completed(HasSources(context.Settings) ? Wrap(answer) : Plain(answer.Value)),
            ModelAnswer.Refused refused => new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind),
            ModelAnswer other => throw new NotSupportedException($"The answer {other.GetType().Name} is not known here."),
        };
    }

    internal static EntryKey KeyOf(JsonElement settings) => OperationSettings.KeyOf(settings, "prompt", "workflows");

    private static bool HasSources(JsonElement settings) =>
        settings.TryGetProperty("with_sources", out JsonElement flag) && flag.ValueKind == JsonValueKind.True;

    private static JsonElement Plain(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? CanonicalJson.Write(writer => WriteText(writer, value)) : value;

    private static JsonElement Wrap(ModelAnswer.Answered answer) => CanonicalJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName("value");
        answer.Value.WriteTo(writer);
        writer.WriteStartArray("source_spans");

        foreach (SourceSpan span in answer.Sources.IsDefault ? ImmutableArray<SourceSpan>.Empty : answer.Sources)
        {
            writer.WriteStartObject();
            writer.WriteString("field", span.Field);
            writer.WriteNumber("start", span.Start);
            writer.WriteNumber("length", span.Length);
            writer.WriteString("text", span.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("unread");

        foreach (UnreadSource unread in answer.Unread)
        {
            writer.WriteStartObject();
            writer.WriteString("field", unread.Field);
            writer.WriteNumber("start", unread.Start);
            writer.WriteNumber("length", unread.Length);
            writer.WriteString("text", unread.Text);
            writer.WriteString("reason", unread.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void WriteText(Utf8JsonWriter writer, JsonElement value)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("text");
        value.WriteTo(writer);
        writer.WriteEndObject();
    }

    private static JsonElement WithSources(JsonElement? schema) => CanonicalJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        writer.WritePropertyName("value");
        WriteValueSchema(writer, schema);
        writer.WritePropertyName("source_spans");
        writer.WriteRawValue("""{"type":"array","items":{"type":"object"}}""");
        writer.WritePropertyName("unread");
        writer.WriteRawValue("""{"type":"array","items":{"type":"object"}}""");
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static void WriteValueSchema(Utf8JsonWriter writer, JsonElement? schema)
    {
        // References within an inline schema start at its own root, which it is no longer here: nothing is promised of such a one.
        bool movable = schema is { } given
            && (given.ValueKind == JsonValueKind.String || !given.GetRawText().Contains("\"#/", StringComparison.Ordinal));
        writer.WriteStartObject();

        if (schema is { ValueKind: JsonValueKind.String } reference)
        {
            writer.WriteString("$ref", reference.GetString());
        }
        else if (movable)
        {
            foreach (JsonProperty keyword in schema!.Value.EnumerateObject())
            {
                keyword.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }
}
