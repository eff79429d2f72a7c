using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>An operation with its entries pinned and its schemas standing on their own.</summary>
/// <param name="Input">As the definition says; null when it says nothing.</param>
/// <param name="Shape">As the type says.</param>
internal sealed record LinkedOperation(string Type, JsonElement Settings, JsonElement? Input, JsonElement? Output, OperationShape Shape)
{
    public const string PromptType = "prompt";

    /// <summary>The entries that the operation itself asked for.</summary>
    public ImmutableArray<EntryKey> Entries { get; init; } = [];

    /// <summary>A prompt as the operation that asks its model.</summary>
    public static LinkedOperation OfPrompt(EntryVersion prompt)
    {
        var settings = new Dictionary<string, string> { ["prompt"] = $"{prompt.Key}@{prompt.Number}" };
        return new(PromptType, JsonSerializer.SerializeToElement(settings), null, null, OperationShape.Unknown);
    }

    /// <summary>A definition often says no more than "an object" where the type knows every field.</summary>
    public WireType OutputType => WireType.Of(Output).And(WireType.Of(Shape.Output));

    public PlannedStage ToStage(string path, EntryVersion entry) => new()
    {
        Path = path,
        Operation = new PinnedReference(entry.Key, entry.Number, entry.ContentHash),
        OperationType = Type,
        Settings = Settings,
        With = default,
        Needs = [],
        InputSchema = Input,
        OutputSchema = Output,
    };
}
