using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Records;

/// <summary>
/// Has a language model read the document. It names the words that state each value; a value whose words do not stand in the document is
/// taken out.
/// </summary>
internal sealed class ModelRecordReader(string text) : IRecordReader
{
    public object Variables => new { document_text = text };

    public WantedAnswer Want(RecordSchema schema, string source)
    {
        var wanted = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("record", "sources"),
            ["properties"] = new JsonObject
            {
                ["record"] = JsonNode.Parse(schema.Asked.GetRawText()),
                ["sources"] = JsonNode.Parse(
                    """
                    {"type":"array","items":{"type":"object","additionalProperties":false,"required":["path","quote"],
                    "properties":{"path":{"type":"string","description":"JSON Pointer of a value in the record."},
                    "quote":{"type":"string","minLength":1,"description":"The words that state it, verbatim."}}}}
                    """),
            },
        };
        return new WantedAnswer(JsonSerializer.SerializeToElement(wanted), null);
    }

    public (JsonElement Record, List<ReadValue> Values) Read(ModelAnswer.Answered answer)
    {
        var values = new List<ReadValue>();

        foreach (JsonElement source in answer.Value.GetProperty("sources").EnumerateArray())
        {
            string quote = source.GetProperty("quote").GetString()!;
            int at = text.IndexOf(quote, StringComparison.Ordinal);

            if (at >= 0)
            {
                values.Add(new ReadValue(source.GetProperty("path").GetString()!, at, at + quote.Length));
            }
        }

        HashSet<string> shown = [.. values.Select(value => value.Pointer)];
        JsonNode record = JsonNode.Parse(answer.Value.GetProperty("record").GetRawText())!;
        HashSet<string> kept = [];
        Take(record, "", shown, kept);
        return (
            JsonSerializer.SerializeToElement(record),
            [.. values.Where(value => kept.Contains(value.Pointer)).DistinctBy(value => value.Pointer)]);
    }

    /// <summary>Sets every value to null for which nothing is shown.</summary>
    private static void Take(JsonNode node, string pointer, HashSet<string> shown, HashSet<string> kept)
    {
        IEnumerable<(string Pointer, JsonNode? Value, Action Clear)> members = node switch
        {
            JsonObject record => record.ToList().Select(member => (
                $"{pointer}/{member.Key}", member.Value, (Action)(() => record[member.Key] = null))),
            JsonArray list => list.ToList().Select((item, i) => ($"{pointer}/{i}", item, (Action)(() => list[i] = null))),
            _ => [],
        };

        foreach ((string at, JsonNode? value, Action clear) in members)
        {
            if (value is JsonObject || (value is JsonArray items && items.Any(item => item is JsonObject)))
            {
                Take(value, at, shown, kept);
            }
            else if (value is not null && shown.Contains(at))
            {
                kept.Add(at);
            }
            else if (value is not null)
            {
                clear();
            }
        }
    }
}
