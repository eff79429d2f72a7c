using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

using CsvHelper;
using CsvHelper.Configuration;

using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Json;

namespace PromptIntel.Api.Execution;

/// <summary>
/// Inputs of a batch as CSV (RFC 4180, UTF-8, a header). A cell of a field that may be a text is that text; any other is read as JSON. An
/// empty cell leaves its field out. A record in memory at a time.
/// </summary>
/// <param name="map">Columns by the field that they fill; empty takes every column for the field of its name.</param>
internal sealed class CsvItems(Stream stream, char delimiter, IReadOnlyDictionary<string, string> map, JsonElement inputSchema)
{
    public const string MediaType = "text/csv";

    private const int MostColumns = 1_000;

    /// <summary>
    /// Of delimiters in a record, also of those within quotes: each may be a cell in memory before the record is looked at.
    /// </summary>
    private const int MostDelimiters = 200_000;

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private bool _isBad;
    private int _lastRow;

    public async IAsyncEnumerable<UploadedItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var text = new StreamReader(stream, new UTF8Encoding(true, throwOnInvalidBytes: true), false, leaveOpen: true);
        using var bounded = new BoundedRecords(text, delimiter);
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            DetectColumnCountChanges = false,
            BadDataFound = _ => _isBad = true,
        };
        using var csv = new CsvReader(bounded, configuration);
        (int, string Field)[]? columns = null;
        int width = 0;

        while (true)
        {
            (bool isRead, UploadedItem? broken) = await NextAsync(csv, bounded, cancellationToken);

            if (broken is not null)
            {
                yield return broken;
            }

            if (!isRead)
            {
                yield break;
            }

            string record = csv.Parser.RawRecord;
            bool isOpen = record.AsSpan().Count('"') % 2 != 0;
            int line = isOpen ? _lastRow + 1 : csv.Parser.RawRow - record.AsSpan().TrimEnd("\r\n").Count('\n');
            _lastRow = csv.Parser.RawRow;

            if (isOpen)
            {
                yield return UploadedItem.Broken(line, "", "has a quote that is left open, or one inside a cell that is not quoted");
            }
            else if (columns is null)
            {
                (columns, LineError? error) = csv.Parser.Count > MostColumns
                    ? ([], new LineError(1, "", $"must have at most {MostColumns} columns"))
                    : ReadHeader(csv.Parser.Record!);
                width = csv.Parser.Count;

                if (error is not null)
                {
                    yield return new UploadedItem(1, default, error);
                    yield break;
                }
            }
            else
            {
                yield return csv.Parser.Count == width
                    ? Read(csv.Parser, line, columns)
                    : UploadedItem.Broken(line, "", $"has {csv.Parser.Count} cells where the header has {width}");
            }
        }
    }

    /// <summary>Whether there is a record, and what ends the reading instead.</summary>
    private async Task<(bool IsRead, UploadedItem? Broken)> NextAsync(
        CsvReader csv, BoundedRecords bounded, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        bounded.Begin();

        try
        {
            return (await csv.ReadAsync(), null);
        }
        catch (DecoderFallbackException)
        {
            return (false, UploadedItem.Broken(_lastRow + 1, "", "is not UTF-8, or a line that follows is not"));
        }
        catch (RecordTooLongException)
        {
            return (false, UploadedItem.Broken(
                _lastRow + 1,
                "",
                $"begins a record of more than {JsonLines.MaxLineBytes} characters or {MostDelimiters} delimiters; is a quote left open?"));
        }
    }

    private ((int Column, string Field)[] Columns, LineError? Error) ReadHeader(string[] header)
    {
        if (header.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key is { } twice)
        {
            return ([], new LineError(1, twice, "is there more than once in the header"));
        }

        foreach ((string field, string column) in map)
        {
            if (!header.Contains(column, StringComparer.Ordinal))
            {
                return ([], new LineError(1, column, $"is not in the header, and map.{field} names it"));
            }
        }

        IEnumerable<(int, string)> columns = map.Count == 0
            ? header.Index()
            : map.Select(pair => (Array.IndexOf(header, pair.Value), pair.Key));
        return ([.. columns], null);
    }

    private UploadedItem Read(IParser record, int line, (int Column, string Field)[] columns)
    {
        _buffer.ResetWrittenCount();
        _isBad = false;

        using (var writer = new Utf8JsonWriter(_buffer))
        {
            writer.WriteStartObject();

            foreach ((int column, string field) in columns)
            {
                if (record[column] is { Length: > 0 } cell)
                {
                    writer.WritePropertyName(field);
                    Write(writer, field, cell);
                }
            }

            writer.WriteEndObject();
        }

        return _isBad
            ? UploadedItem.Broken(line, "", "has a quote inside a cell that is not quoted, or text behind a closing quote")
            : JsonLinesItems.Checked(line, JsonElement.Parse(_buffer.WrittenSpan, StorableJson.Kept));
    }

    private void Write(Utf8JsonWriter writer, string field, string cell)
    {
        if (MayBeText(field) || !TryParse(cell, out JsonElement value))
        {
            writer.WriteStringValue(cell);
        }
        else
        {
            // As it stands: half a surrogate pair that somebody escaped is found when the item is checked.
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
        }
    }

    private bool MayBeText(string field) =>
        !inputSchema.TryGetProperty("properties", out JsonElement properties)
        || !properties.TryGetProperty(field, out JsonElement schema)
        || schema.ValueKind != JsonValueKind.Object
        || !schema.TryGetProperty("type", out JsonElement type)
        || (type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Any(one => one.ValueEquals("string"))
            : type.ValueEquals("string"));

    private static bool TryParse(string cell, out JsonElement value)
    {
        try
        {
            value = JsonElement.Parse(cell);
            return true;
        }
        catch (JsonException)
        {
            // The schema says what is wrong with the text.
            value = default;
            return false;
        }
    }

    private sealed class RecordTooLongException : Exception;

    /// <summary>Ends a record that grows without end, such as one whose quote is left open.</summary>
    private sealed class BoundedRecords(TextReader inner, char delimiter) : TextReader
    {
        private long _read;
        private long _delimiters;

        public void Begin() => (_read, _delimiters) = (0, 0);

        public override int Read(char[] buffer, int index, int count) => Count(buffer.AsSpan(index, inner.Read(buffer, index, count)));

        public override async Task<int> ReadAsync(char[] buffer, int index, int count)
        {
            int read = await inner.ReadAsync(buffer, index, count);
            return Count(buffer.AsSpan(index, read));
        }

        public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer, cancellationToken);
            return Count(buffer.Span[..read]);
        }

        private int Count(ReadOnlySpan<char> read)
        {
            _read += read.Length;
            _delimiters += read.Count(delimiter);
            return _read > JsonLines.MaxLineBytes || _delimiters > MostDelimiters ? throw new RecordTooLongException() : read.Length;
        }
    }
}
