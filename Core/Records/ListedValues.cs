using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Records;

/// <summary>
/// Lists of texts that the reader left open: the items under a line that ends in a colon and names the list. Two lines that do leave it
/// open.
/// </summary>
internal sealed partial class ListedValues(string text, List<TextRow> rows, ReadingRules rules)
{
    private const int FewestItems = 2;
    private const int MostItems = 200;

    private readonly int[] _heads =
    [
        .. Enumerable.Range(0, rows.Count).Where(
            line => !rows[line].IsBlank && rows[line].Cells[^1].End is var end && end - rows[line].Cells[0].Start > 1
                && text[end - 1] == ':'),
    ];

    /// <summary>Fills what is null.</summary>
    public void Fill(JsonObject record, List<ReadValue> values)
    {
        foreach ((string path, JsonElement schema) in rules.Schema.Fields)
        {
            if (path.Contains('/') || record[path] is not null || !IsOfTexts(schema)
                || Heads(path).Take(2).ToList() is not [var head] || Items(head + 1) is not { Count: >= FewestItems } items)
            {
                continue;
            }

            record[path] = new JsonArray([.. items.Select(item => JsonValue.Create(Lines().Replace(text[item.Start..item.End], " ")))]);
            values.AddRange(items.Select((item, index) => new ReadValue($"/{path}/{index}", item.Start, item.End)));
        }
    }

    private static bool IsOfTexts(JsonElement schema) =>
        RecordSchema.TypeOf(schema) == "array" && schema.TryGetProperty("items", out JsonElement items)
        && items.ValueKind == JsonValueKind.Object && RecordSchema.TypeOf(items) == "string" && !items.TryGetProperty("enum", out _);

    private IEnumerable<int> Heads(string path) =>
        _heads.Where(line => rules.Names[path].Any(name => name.Length > 2 && HasWord(LineOf(line), name)));

    private static bool HasWord(string head, string name)
    {
        for (int at = 0; (at = head.IndexOf(name, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            int end = at + name.Length;

            if ((at == 0 || !char.IsLetterOrDigit(head[at - 1])) && !char.IsLetterOrDigit(head[end < head.Length ? end : ^1]))
            {
                return true;
            }
        }

        return false;
    }

    private List<(int Start, int End)> Items(int from)
    {
        var items = new List<(int Start, int End)>();

        for (int line = from; line < rows.Count && items.Count < MostItems; line++)
        {
            if (Mark().Match(LineOf(line)) is { Success: true } mark)
            {
                items.Add((StartOf(line) + mark.Length, EndOf(line)));
            }
            else if (!rows[line].IsBlank && items.Count > 0 && !rows[line - 1].IsBlank)
            {
                items[^1] = (items[^1].Start, EndOf(line));
            }
            else if (!rows[line].IsBlank)
            {
                break;
            }
        }

        return items;
    }

    private string LineOf(int line) => rows[line].IsBlank ? "" : text[StartOf(line)..EndOf(line)];

    private int StartOf(int line) => rows[line].Cells[0].Start;

    private int EndOf(int line) => rows[line].Cells[^1].End;

    [GeneratedRegex(@"\A(?:[-*•–]|[0-9]{1,2}[.)]|\([a-z0-9]\)|[a-z]\))[ \t]+(?=\S)", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Lines();
}
