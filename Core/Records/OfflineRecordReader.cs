using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Records;

/// <summary>Has the offline extractor read the document, by the vocabulary and the schema's own words.</summary>
internal sealed class OfflineRecordReader(
    string text, List<TextRow> rows, List<TextTable> tables, ReadingVocabulary vocabulary, TextPart part = TextPart.All) : IRecordReader
{
    private ReaderText _written = new();
    private RecordSchema? _schema;
    private ReadingRules? _rules;

    /// <summary>Reads one part of the document alone.</summary>
    public OfflineRecordReader Of(TextPart alone) => new(text, rows, tables, vocabulary, alone);

    public object Variables => new { document_text = _written.ToString() };

    public WantedAnswer Want(RecordSchema schema, string source)
    {
        _schema = schema;
        ReadingRules rules = _rules = vocabulary.RulesFor(schema, source);
        _written = new ReaderTextWriter(text, rows, tables, rules, part).Write();
        JsonObject asked = JsonObject.Create(schema.Asked)!.DeepClone().AsObject();
        asked["properties"]![ReadingVocabulary.OwnCurrency] = new JsonObject { ["type"] = new JsonArray("string", "null") };
        return new WantedAnswer(JsonSerializer.SerializeToElement(asked), rules.Extraction);
    }

    public (JsonElement Record, List<ReadValue> Values) Read(ModelAnswer.Answered answer)
    {
        var values = new List<ReadValue>();
        JsonObject record = JsonObject.Create(answer.Value)!.DeepClone().AsObject();

        foreach (SourceSpan span in answer.Sources)
        {
            if (span.Field == ReadingVocabulary.OwnCurrency || _written.SourceOf(span.Start, span.Length) is not { } place)
            {
                continue;
            }

            // The name of a column is no value; beside the name that it was taken for stands the next column's.
            if (!span.Field.Contains('/') && tables.Exists(table => !table.ContinuesPrevious
                && place.Start >= rows[table.First].Start && place.End <= rows[table.First].End))
            {
                record[span.Field] = null;
            }
            else
            {
                values.Add(new ReadValue("/" + span.Field, place.Start, place.End));
            }
        }

        if (part == TextPart.All)
        {
            new ListedValues(text, rows, _rules!).Fill(record, values);
        }

        return (Compact(record), values);
    }

    /// <summary>Without spaces where the schema says so, as of an account.</summary>
    private JsonElement Compact(JsonObject written)
    {
        written.Remove(ReadingVocabulary.OwnCurrency);

        foreach ((string path, JsonElement declared) in _schema!.Fields)
        {
            if (written.TryGetPropertyValue(path, out JsonNode? value) && value?.GetValueKind() == JsonValueKind.String
                && declared.TryGetProperty("description", out JsonElement text)
                && text.ToString().Contains("without spaces", StringComparison.OrdinalIgnoreCase))
            {
                written[path] = value.GetValue<string>().Replace(" ", "", StringComparison.Ordinal);
            }
        }

        return JsonSerializer.SerializeToElement(written);
    }
}
