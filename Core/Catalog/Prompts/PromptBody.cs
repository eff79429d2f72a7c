using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>A prompt is a conversation (<c>chat</c>) or one template (<c>text</c>: a single user message).</summary>
public enum PromptType
{
    Text,
    Chat,
}

/// <summary>
/// The body of a prompt, the one shape that rendering, hash, diff, export and import work on. JSON parts are detached from their
/// documents.
/// </summary>
public sealed record PromptBody
{
    public const int CurrentFormatVersion = 1;

    public required PromptType Type { get; init; }

    public required ImmutableArray<PromptMessage> Messages { get; init; }

    /// <summary>JSON Schema (an object) of what the templates may use.</summary>
    public JsonElement Variables { get; init; } = CanonicalJson.EmptyObject;

    /// <summary>
    /// What a render and a run of this prompt take: the variables, and no other where the declaration does not speak of others, so that a
    /// misspelt one is refused by name. A placeholder for messages need not be declared.
    /// </summary>
    public JsonElement InputSchema() => PromptInput.SchemaOf(this);

    /// <summary>An alias or <c>provider/model</c>; null means the default model.</summary>
    public string? Model { get; init; }

    /// <summary>As <see cref="Model"/>, asked when that one cannot be reached or does not answer in time; null for none.</summary>
    public string? FallbackModel { get; init; }

    public JsonElement Parameters { get; init; } = CanonicalJson.EmptyObject;

    /// <summary>What the model may call: <c>namespace/name[@version|@label]</c> of prompts and operations, as an array of texts.</summary>
    public JsonElement Tools { get; init; } = CanonicalJson.EmptyArray;

    /// <summary>A reference to a schema entry (a string) or an inline JSON Schema; null for a prompt that answers with text.</summary>
    public JsonElement? OutputSchema { get; init; }

    /// <summary>Free data for operations.</summary>
    public JsonElement Config { get; init; } = CanonicalJson.EmptyObject;

    /// <summary>Reads the body of a stored version.</summary>
    /// <exception cref="FormatException">This build cannot read it; the message names the fields.</exception>
    public static PromptBody Read(JsonElement body) =>
        TryRead(body, out PromptBody? prompt, out ImmutableArray<EntryError> errors)
            ? prompt
            : throw new FormatException(string.Join("; ", errors));

    /// <summary>Reads and checks the shape; every unknown field is an error.</summary>
    public static bool TryRead(JsonElement body, [NotNullWhen(true)] out PromptBody? prompt, out ImmutableArray<EntryError> errors)
    {
        var reader = new PromptBodyReader();
        prompt = reader.Read(body);
        errors = reader.Errors;
        return prompt is not null;
    }

    /// <summary>The canonical JSON: fixed field order, absent options left out.</summary>
    public JsonElement ToJson() => CanonicalJson.Write(writer => PromptBodyWriter.Write(writer, this));
}
