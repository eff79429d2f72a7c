using System.Globalization;
using System.IO.Compression;
using System.Text;

using PromptIntel.Core.Documents;

namespace PromptIntel.DocumentReader.Tests;

/// <summary>Files that are made to hurt whoever reads them, with what is said of each.</summary>
internal static class HostileFile
{
    public static readonly IReadOnlyDictionary<string, (string Code, Func<byte[]> Make)> All =
        new Dictionary<string, (string, Func<byte[]>)>
        {
            ["a stream of half a gigabyte, compressed twice"] = (
                RefusalCodes.NoText, () => Page(Compressed(Spaces(512)), "/Filter [/FlateDecode /FlateDecode]")),
            ["a page tree that holds itself"] = (
                RefusalCodes.Broken, () => Build("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>")),
            ["a page tree of parents"] = (RefusalCodes.Broken, () => Build(
                "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Pages /Kids [2 0 R] /Count 1 >>")),
            ["a count of pages that is no truth"] = (
                RefusalCodes.Broken, () => Build("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 2000000000 >>")),
            ["a reference that goes around"] = (RefusalCodes.Broken, () => Build("<< /Type /Catalog /Pages 2 0 R >>", "3 0 R", "2 0 R")),
            ["a cross-reference table before itself"] = (RefusalCodes.Broken, CircularTable),
            ["three hundred thousand objects"] = (RefusalCodes.Broken, () => Build(
                ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>", .. Enumerable.Repeat("null", 300_000)])),
            ["a million nested arrays"] = (
                RefusalCodes.Broken, () => Build($"<< /Type /Catalog /Pages 2 0 R /X {new string('[', 1_000_000)} >>", "<< >>")),
            ["a million nested arrays in a content stream"] = (
                RefusalCodes.Broken, () => Page(Encoding.ASCII.GetBytes(new string('[', 1_000_000)))),
            ["a hundred thousand nested states"] = (
                RefusalCodes.NoText, () => Page(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("q ", 100_000))))),
            ["a page as large as a country"] = (RefusalCodes.NoText, () => Page(
                "BT /F1 12 Tf 10 10 Td (far) Tj ET"u8.ToArray(), box: "[-1e300 -1e300 1e300 1e300]")),
            ["a page of no size"] = (RefusalCodes.NoText, () => Page("BT /F1 12 Tf 10 10 Td (none) Tj ET"u8.ToArray(), box: "[5 5 5 5]")),
            ["type as large as a house"] = (RefusalCodes.NoText, () => Page("BT /F1 1e30 Tf 10 10 Td (huge) Tj ET"u8.ToArray())),
            ["ten million characters"] = (
                RefusalCodes.TooComplex,
                () => Page(Compressed(Repeat("(aaaaaaaaaa) Tj ", 1_000_000, "BT /F1 12 Tf 10 10 Td ")), "/Filter /FlateDecode")),
            ["a form that draws itself"] = (RefusalCodes.NoText, () => Forms("/X1 Do /X1 Do")),
            ["forms that draw ten forms that draw ten"] = (
                RefusalCodes.TooComplex, () => Forms([.. Enumerable.Range(2, 11).Select(next => string.Concat(
                    Enumerable.Repeat($"/X{next} Do ", 10)))])),
            ["nothing but a header"] = (RefusalCodes.Broken, () => "%PDF-1.7\n"u8.ToArray()),
            ["a header and noise"] = (RefusalCodes.Broken, () => [.. "%PDF-1.7\n"u8, .. Noise(200_000)]),
            ["a file that was cut off"] = (
                RefusalCodes.Broken, () => File.ReadAllBytes(Path.Combine(FileTests.Folder(), "groff-memo.pdf"))[..9_000]),
        };

    internal static byte[] Build(params string[] objects) => Build([.. objects.Select(Encoding.Latin1.GetBytes)]);

    internal static byte[] Build(byte[][] objects)
    {
        using var file = new MemoryStream();
        var table = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n"));
        file.Write("%PDF-1.7\n"u8);

        for (int i = 0; i < objects.Length; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{file.Length:D10} 00000 n \n");
            file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n")));
            file.Write(objects[i]);
            file.Write("\nendobj\n"u8);
        }

        long start = file.Length;
        table.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        file.Write(Encoding.ASCII.GetBytes(table.ToString()));
        return file.ToArray();
    }

    private static byte[] Page(byte[] content, string filter = "", string box = "[0 0 600 800]", string resources = "") => Build(
    [
        "<< /Type /Catalog /Pages 2 0 R >>"u8.ToArray(), "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"u8.ToArray(),
        Encoding.ASCII.GetBytes(
            $"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> {resources} >> >>"),
        Stream(content, filter), "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"u8.ToArray(),
    ]);

    private static byte[] Forms(params string[] contents)
    {
        string names = string.Concat(contents.Select((_, i) => $"/X{i + 1} {i + 5} 0 R "));
        string resources = $"<< /XObject << {names} >> >>";
        return Build(
        [
            "<< /Type /Catalog /Pages 2 0 R >>"u8.ToArray(), "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"u8.ToArray(),
            Encoding.ASCII.GetBytes($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources {resources} >>"),
            Stream("/X1 Do"u8.ToArray(), ""),
            .. contents.Select(content => Stream(
                Encoding.ASCII.GetBytes(content), $"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources {resources}")),
        ]);
    }

    private static byte[] Stream(byte[] content, string entries) =>
    [
        .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"<< /Length {content.Length} {entries} >>\nstream\n")),
        .. content, .. "\nendstream"u8,
    ];

    private static byte[] CircularTable()
    {
        string text = Encoding.ASCII.GetString(Build("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"));
        int table = text.IndexOf("xref\n", StringComparison.Ordinal);
        return Encoding.ASCII.GetBytes(text.Replace("/Size 3", $"/Size 3 /Prev {table}", StringComparison.Ordinal));
    }

    private static byte[] Compressed(byte[] content)
    {
        using var packed = new MemoryStream();

        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(content);
        }

        return packed.ToArray();
    }

    /// <summary>So many MiB of spaces, compressed once.</summary>
    private static byte[] Spaces(int mebibytes)
    {
        byte[] one = new byte[1 << 20];
        Array.Fill(one, (byte)' ');
        using var packed = new MemoryStream();

        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int i = 0; i < mebibytes; i++)
            {
                deflate.Write(one);
            }
        }

        return packed.ToArray();
    }

    private static byte[] Repeat(string text, int count, string before) =>
        Encoding.ASCII.GetBytes(before + string.Concat(Enumerable.Repeat(text, count)) + " ET");

    private static byte[] Noise(int length)
    {
        byte[] noise = new byte[length];
        new Random(7).NextBytes(noise);
        return noise;
    }
}
