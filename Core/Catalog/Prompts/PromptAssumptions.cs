using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Templates;
using PromptIntel.Core.Json;
using PromptIntel.Core.Storage;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>
/// What an authored prompt leaves out and its text tells. Every assumption is kept as a sentence, so that the answer can say it.
/// </summary>
/// <param name="name">Of the entry.</param>
/// <param name="before">What stands there already: what it declares of a name stays.</param>
/// <param name="description">What is said beside the text, so that nothing is assumed of it; null where nothing is.</param>
internal sealed class PromptAssumptions(string name, PromptBody? before, string? description = null)
{
    private const int MaxDescription = 200;

    private readonly List<string> _made = [];

    public ImmutableArray<string> Made => [.. _made];

    /// <summary>What is said beside the text, else its first heading, else the entry's name.</summary>
    public string Description(string text)
    {
        if (description is not null)
        {
            return description;
        }

        string? heading = text.Split('\n')
            .Select(line => line.Trim())
            .FirstOrDefault(line => line.StartsWith('#') && line.TrimStart('#').StartsWith(' '));
        string assumed = StorableText.Beginning(heading?.Trim('#', ' ') is { Length: > 0 } title ? title : name, MaxDescription);
        _made.Add($"description: {assumed}");
        return assumed;
    }

    public void Type(PromptType type) => _made.Add(type == PromptType.Text ? "type: text" : "type: chat");

    /// <summary>Declares the names that the templates use: texts are required strings, what is gone through is a list.</summary>
    public PromptBody Variables(PromptBody body)
    {
        ImmutableArray<TemplateName> names = TemplateNames.In(Templates(body));
        if (names.IsEmpty)
        {
            return body;
        }

        _made.Add($"variables: {string.Join(", ", names.Select(one => $"{one.Name} ({Words(one)})"))}");
        return body with { Variables = CanonicalJson.Write(writer => Write(writer, names)) };
    }

    /// <summary>Those that parse; what is wrong with the others is said by the check of the prompt.</summary>
    private static IEnumerable<Template> Templates(PromptBody body) =>
        body.Messages
            .SelectMany(message => message switch
            {
                PromptMessage.Text text => [text.Content],
                PromptMessage.Multipart multipart => multipart.Parts.Select(part => part.Content),
                _ => (IEnumerable<string>)[],
            })
            .Select(text => Template.Parse(text, TemplateLimits.Most, out _))
            .OfType<Template>();

    private string Words(TemplateName variable) => Declared(variable.Name) is not null
        ? "as before"
        : variable.Use switch
        {
            TemplateNameUse.List => "list, required",
            TemplateNameUse.Object => "object, required",
            TemplateNameUse.Text => "string, required",
            _ => "anything",
        };

    private void Write(Utf8JsonWriter writer, ImmutableArray<TemplateName> names)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        writer.WriteStartArray("required");
        foreach ((string variable, _) in names.Where(one => one.Use != TemplateNameUse.Condition))
        {
            writer.WriteStringValue(variable);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("properties");
        foreach ((string variable, TemplateNameUse use) in names)
        {
            writer.WritePropertyName(variable);
            WriteSchema(writer, variable, use);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteSchema(Utf8JsonWriter writer, string variable, TemplateNameUse use)
    {
        if (Declared(variable) is { } schema)
        {
            schema.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        if (use != TemplateNameUse.Condition)
        {
            writer.WriteString("type", use == TemplateNameUse.List ? "array" : use == TemplateNameUse.Object ? "object" : "string");
        }

        writer.WriteEndObject();
    }

    private JsonElement? Declared(string variable) =>
        before is { Variables: { ValueKind: JsonValueKind.Object } declared }
            && declared.TryGetProperty("properties", out JsonElement properties)
            && properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(variable, out JsonElement schema) ? schema : null;
}
