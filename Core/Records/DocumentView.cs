using System.Text.Json;

namespace PromptIntel.Core.Records;

/// <param name="Page">From 1.</param>
/// <param name="Start">In the text of the document.</param>
/// <param name="Box">As an array, or null.</param>
internal sealed record PlacedLine(int Page, int Start, int End, JsonElement? Box);

/// <summary>What the operation <c>documents.read</c> gave of a document: its text, where its lines stand, its tables.</summary>
internal sealed class DocumentView
{
    private readonly JsonElement _document;

    private DocumentView(JsonElement document, string text, List<PlacedLine> lines)
    {
        _document = document;
        Text = text;
        Lines = lines;
    }

    public string Text { get; }

    /// <summary>In the order of the text.</summary>
    public List<PlacedLine> Lines { get; }

    public int Pages => _document.GetProperty("pages").GetArrayLength();

    /// <summary>Whether it came as a text, whose columns keep their spacing, and not as a file with tables found.</summary>
    public bool IsPlain => _document.GetProperty("document_id").ValueKind == JsonValueKind.Null;

    public JsonElement Tables => _document.GetProperty("tables");

    public bool HasNotes => _document.GetProperty("notes").GetArrayLength() > 0;

    /// <summary>Null when it is not what the operation puts out.</summary>
    public static DocumentView? Read(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object
        && document.TryGetProperty("text", out JsonElement text) && text.ValueKind == JsonValueKind.String
        && document.TryGetProperty("lines", out JsonElement lines) && lines.ValueKind == JsonValueKind.Array
            ? new DocumentView(document, text.GetString()!, [.. lines.EnumerateArray().Select(ReadLine).OrderBy(line => line.Start)])
            : null;

    /// <summary>The lines that a part of the text goes over; the nearest before it when it stands on none.</summary>
    public IEnumerable<PlacedLine> LinesOf(int start, int end)
    {
        int first = Places.LastAt(Lines, line => line.Start, start);

        if (first < 0)
        {
            return [];
        }

        return Lines.Skip(first).TakeWhile((line, i) => i == 0 || line.Start < end);
    }

    private static PlacedLine ReadLine(JsonElement line)
    {
        int start = line.GetProperty("start").GetInt32();
        JsonElement box = line.GetProperty("box");
        return new PlacedLine(
            line.GetProperty("page").GetInt32(), start, start + line.GetProperty("length").GetInt32(),
            box.ValueKind == JsonValueKind.Array ? box : null);
    }
}
