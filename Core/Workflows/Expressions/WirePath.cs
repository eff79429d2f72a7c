using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace PromptIntel.Core.Workflows.Expressions;

/// <summary>What a wire starts from.</summary>
internal enum WireRoot
{
    Input,
    Stage,
    Item,
    ItemIndex,
}

/// <summary>
/// A parsed path such as <c>stages.draft.output.files.0.name</c>. Whatever is missing on the way gives nothing; it never throws.
/// </summary>
internal sealed record WirePath(WireRoot Root, string? Stage, ImmutableArray<string> Segments)
{
    public static WirePath? TryParse(string text, out string? error)
    {
        string[] parts = text.Split('.');
        error = Array.TrueForAll(parts, IsSegment) ? null : $"'{text}' is not a path of names and numbers joined by dots.";

        if (error is not null)
        {
            return null;
        }

        switch (parts[0])
        {
            case "input":
                return new WirePath(WireRoot.Input, null, [.. parts.Skip(1)]);
            case "item":
                return new WirePath(WireRoot.Item, null, [.. parts.Skip(1)]);
            case "item_index" when parts.Length == 1:
                return new WirePath(WireRoot.ItemIndex, null, []);
            case "stages" when parts.Length >= 3 && parts[2] == "output":
                return new WirePath(WireRoot.Stage, parts[1], [.. parts.Skip(3)]);
            default:
                error = $"'{text}' must start with input, item, item_index or stages.<id>.output.";
                return null;
        }
    }

    /// <summary>The value, or null where the path leads nowhere or to JSON null.</summary>
    public JsonElement? Resolve<TSource>(in TSource source)
        where TSource : struct, IWireSource
    {
        JsonElement? start = Root switch
        {
            WireRoot.Input => source.Input,
            WireRoot.Stage => source.StageOutput(Stage!),
            WireRoot.Item => source.Item,
            _ => source.ItemIndex,
        };

        if (start is not { } value)
        {
            return null;
        }

        foreach (string segment in Segments)
        {
            if (!TryStep(value, segment, out value))
            {
                return null;
            }
        }

        return value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : value;
    }

    public override string ToString()
    {
        string root = Root switch
        {
            WireRoot.Input => "input",
            WireRoot.Stage => $"stages.{Stage}.output",
            WireRoot.Item => "item",
            _ => "item_index",
        };
        return Segments.IsEmpty ? root : $"{root}.{string.Join('.', Segments)}";
    }

    private static bool TryStep(JsonElement value, string segment, out JsonElement next)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return value.TryGetProperty(segment, out next);
        }

        bool isItem = value.ValueKind == JsonValueKind.Array
            & int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && index < value.GetArrayLength();
        next = isItem ? value[index] : default;
        return isItem;
    }

    private static bool IsSegment(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}

/// <summary>What the wires of one scope can see. A struct, so that resolving allocates nothing for it.</summary>
internal interface IWireSource
{
    JsonElement Input { get; }

    /// <summary>The element of a <c>for_each</c>; null outside one.</summary>
    JsonElement? Item { get; }

    JsonElement? ItemIndex { get; }

    /// <summary>Null when the stage was skipped or has not ended.</summary>
    JsonElement? StageOutput(string stage);
}
