using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>An operation with its entries pinned and its schemas standing on their own.</summary>
/// <param name="Input">As the definition says; null when it says nothing.</param>
/// <param name="Shape">As the type says.</param>
internal sealed record LinkedOperation(string Type, JsonElement Settings, JsonElement? Input, JsonElement? Output, OperationShape Shape)
{
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
