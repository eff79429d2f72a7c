using System.Collections.Immutable;

using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Structure;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>Reads arrays of objects from tables whose header names the items' fields, one item a row.</summary>
internal sealed class RecordTables(SourceDocument document, ImmutableArray<RecordNames> records, AnswerReader answers)
{
    private const int FewestColumns = 2;
    private const int MostRows = 1_000;

    /// <summary>The items' fields under their paths, such as <c>lines/0/total</c>.</summary>
    public IEnumerable<(string Path, FieldReading Reading)> Find() => records.SelectMany(FindRecord);

    private IEnumerable<(string, FieldReading)> FindRecord(RecordNames record)
    {
        for (var i = 0; i + 1 < document.Lines.Count; i++)
        {
            var header = Cells(i);
            var columns = header.Select(cell => record.Names.Find(document.TokensOf(cell)))
                .Select(named => named is { IsExact: true } ? named.Fields[0].Field : null)
                .ToList();

            if (columns.Count(field => field is not null) >= FewestColumns)
            {
                return Rows(record.Record, columns, i + 1).ToList();
            }
        }

        return [];
    }

    private IEnumerable<(string, FieldReading)> Rows(RecordPlan record, List<FieldPlan?> columns, int first)
    {
        var row = 0;

        for (var i = first; i < document.Lines.Count && row < MostRows; i++)
        {
            var line = document.Lines[i];

            if (TableRows.IsRule(document.Text.AsSpan(line.Start, line.End - line.Start)))
            {
                continue;
            }

            var cells = Cells(i);

            if (cells.Count != columns.Count)
            {
                yield break;
            }

            foreach (var (field, cell) in columns.Zip(cells))
            {
                if (field is not null && answers.Read(field, cell, LabelHints.None) is { } reading)
                {
                    yield return ($"{record.Path}/{row}/{field.Path[(record.Path.Length + 3)..]}", reading);
                }
            }

            row++;
        }
    }

    private List<Slice> Cells(int i)
    {
        var line = document.Lines[i];
        var row = document.Slice(line.Start, line.End).Trim();

        return line.IsMuted || row.IsEmpty || !row.Span.Contains('|') ? [] : TableRows.Cells(row);
    }
}
