using System.Text;
using System.Text.Json;

using PromptIntel.Api.Execution;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;

namespace PromptIntel.Api.Tests.Execution;

public sealed class CsvItemsTests
{
    private static readonly JsonElement Schema = JsonElement.Parse(
        """
        {"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"},"ok":{"type":["boolean","null"]},
          "list":{"type":"array"}}}
        """);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("name,age\nAnn,7\n", "1:{\"name\":\"Ann\",\"age\":7}")]
    [InlineData("\uFEFFname,age\r\nAnn,7\r\n\r\nBo,8", "{\"name\":\"Ann\",\"age\":7} {\"name\":\"Bo\",\"age\":8}")]
    [InlineData("name\n\"a \"\"b\"\",\nc\"\nd\n", "{\"name\":\"a \\u0022b\\u0022,\\nc\"} {\"name\":\"d\"}")]
    [InlineData("name,age,ok,list\n12,x,true,\"[1,2]\"\n", "{\"name\":\"12\",\"age\":\"x\",\"ok\":true,\"list\":[1,2]}")]
    [InlineData("name,age\n,\n", "{}")]
    [InlineData("other\nx\n", "{\"other\":\"x\"}")]
    [InlineData("name\n", "")]
    [InlineData("", "")]
    public async Task Read_GivesAnObjectForEachRecord(string csv, string expected)
    {
        List<UploadedItem> items = await ReadAsync(csv);

        Assert.DoesNotContain(items, item => item.Error is not null);
        Assert.Equal(expected.Replace("1:", "", StringComparison.Ordinal), string.Join(' ', items.Select(item => item.Input.GetRawText())));
    }

    [Theory]
    [InlineData("name,age\nAnn\n", "2||has 1 cells where the header has 2")]
    [InlineData("name,name\nAnn,Bo\n", "1|name|is there more than once in the header")]
    [InlineData("name\n\"a\nb\"\n\"c\"d\n", "4||has a quote inside a cell that is not quoted, or text behind a closing quote")]
    [InlineData("name\na\"b\n", "2||has a quote that is left open, or one inside a cell that is not quoted")]
    [InlineData("name\nAnn\n\"open\nBo\n", "3||has a quote that is left open, or one inside a cell that is not quoted")]
    [InlineData("name\na\u0000b\n", "2|name|must not contain the character U+0000")]
    [InlineData("list\n\"[\"\"\\ud83d\"\"]\"\n", "2|list[0]|must be valid Unicode")]
    [InlineData("list\n\"[{\"\"\\ud83d\"\":1}]\"\n", "2|list[0]|must be valid Unicode")]
    public async Task Read_NamesLineAndColumnOfWhatIsWrong(string csv, string expected)
    {
        LineError error = Assert.Single((await ReadAsync(csv)).Select(item => item.Error).OfType<LineError>());

        Assert.Equal(expected, $"{error.Line}|{error.Field}|{error.Detail}");
    }

    [Fact]
    public async Task Read_WhenNotUtf8_SaysSo()
    {
        byte[] bytes = [.. "name\nAnn\n"u8, 0xFF, 0x0A];

        List<UploadedItem> items = await ReadAsync(new MemoryStream(bytes), ',', []);

        Assert.Contains("UTF-8", items[^1].Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WithAQuoteLeftOpen_EndsWithinBounds()
    {
        var endless = new StringBuilder("name\nAnn\n\"");
        endless.Append('x', 20 * 1024 * 1024);

        List<UploadedItem> items = await ReadAsync(endless.ToString());

        Assert.Equal(3, items[^1].Error!.Line);
        Assert.Contains("more than", items[^1].Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WithAMap_TakesItsColumnsOnly()
    {
        var map = new Dictionary<string, string> { ["name"] = "Full name" };

        List<UploadedItem> items = await ReadAsync(Bytes("Full name;x\nAnn;1\n"), ';', map);
        List<UploadedItem> missing = await ReadAsync(Bytes("Name;x\nAnn;1\n"), ';', map);

        Assert.Equal("""{"name":"Ann"}""", Assert.Single(items).Input.GetRawText());
        Assert.Equal(("Full name", 1), (Assert.Single(missing).Error!.Field, missing[0].Error!.Line));
    }

    [Fact]
    public async Task Read_IsNeverFarAheadOfWhatWasTaken()
    {
        byte[] line = "Ann,7\n"u8.ToArray();
        var stream = new Repeated("name,age\n"u8.ToArray(), line, 100_000);
        int count = 0;

        await foreach (UploadedItem _ in new CsvItems(stream, ',', new Dictionary<string, string>(), Schema).ReadAsync(Token))
        {
            count++;
            Assert.InRange(stream.Position - ((long)count * line.Length), 0, 64 * 1024);
        }

        Assert.Equal(100_000, count);
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static Task<List<UploadedItem>> ReadAsync(string csv) => ReadAsync(Bytes(csv), ',', []);

    private static async Task<List<UploadedItem>> ReadAsync(Stream stream, char delimiter, Dictionary<string, string> map)
    {
        var items = new List<UploadedItem>();

        await foreach (UploadedItem item in new CsvItems(stream, delimiter, map, Schema).ReadAsync(Token))
        {
            items.Add(item);
        }

        return items;
    }

    /// <summary>A head, and then one line again and again.</summary>
    private sealed class Repeated(byte[] head, byte[] line, int times) : Stream
    {
        private readonly long _length = head.Length + ((long)line.Length * times);
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => _length;

        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = (int)Math.Min(count, _length - _at);

            for (int i = 0; i < read; i++, _at++)
            {
                buffer[offset + i] = _at < head.Length ? head[_at] : line[(_at - head.Length) % line.Length];
            }

            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
