using System.Text;

using PromptIntel.Core.Documents;

namespace PromptIntel.DocumentReader.Tests;

/// <summary>Forms that are made to hurt whoever reads them, on a page without a word.</summary>
internal static class HostileForm
{
    private const string Widget = "/Subtype /Widget /Rect [10 10 300 30]";
    private const int FirstField = 4;

    public static readonly IReadOnlyDictionary<string, (string Code, Func<byte[]> Make)> All =
        new Dictionary<string, (string, Func<byte[]>)>
        {
            ["fields nested in a circle"] = (RefusalCodes.NoText, () => Form(
                "[4 0 R]", $"<< {Widget} /Parent 5 0 R >>", "<< /Parent 6 0 R >>", "<< /Parent 5 0 R >>")),
            ["a field that is its own parent"] = (RefusalCodes.NoText, () => Form("[4 0 R]", $"<< {Widget} /Parent 4 0 R >>")),
            ["a field below a hundred thousand others"] = (RefusalCodes.NoText, () => Form(
                "[4 0 R]",
                [
                    $"<< {Widget} /Parent 5 0 R >>",
                    .. Enumerable.Range(FirstField + 2, 100_000).Select(above => $"<< /Parent {above} 0 R >>"),
                    "<< /FT /Tx /V (deep) >>",
                ])),
            ["a hundred thousand fields"] = (RefusalCodes.TooComplex, () => Form(
                "[" + string.Join(' ', Enumerable.Range(FirstField, 100_000).Select(number => $"{number} 0 R")) + "]",
                [.. Enumerable.Range(0, 100_000).Select(i => $"<< {Widget} /FT /Tx /V (a{i}) >>")])),
            ["one field a million times"] = (RefusalCodes.TooComplex, () => Form(
                "[" + string.Concat(Enumerable.Repeat("4 0 R ", 1_000_000)) + "]", $"<< {Widget} /FT /Tx /V (a) >>")),
            ["a million annotations that are nothing"] = (
                RefusalCodes.TooComplex, () => Form("[" + string.Concat(Enumerable.Repeat("null ", 1_000_000)) + "]")),
            ["a field of ten million characters"] = (RefusalCodes.TooComplex, () => Form(
                "[4 0 R]", $"<< {Widget} /FT /Tx /V ({new string('a', 10_000_000)}) >>")),
            ["thousands of fields of one long text"] = (RefusalCodes.TooComplex, () => Form(
                "[" + string.Join(' ', Enumerable.Range(FirstField + 1, 4_000).Select(number => $"{number} 0 R")) + "]",
                [
                    $"<< /FT /Tx /V ({new string('a', 100_000)}) >>",
                    .. Enumerable.Repeat($"<< {Widget} /Parent 4 0 R >>", 4_000),
                ])),
            ["thousands of fields of one text without a word"] = (RefusalCodes.TooComplex, () => Form(
                "[" + string.Join(' ', Enumerable.Range(FirstField + 1, 4_000).Select(number => $"{number} 0 R")) + "]",
                [
                    $"<< /FT /Tx /V ({string.Concat(Enumerable.Repeat("\\n", 1_000_000))}) >>",
                    .. Enumerable.Repeat($"<< {Widget} /Parent 4 0 R >>", 4_000),
                ])),
            ["a million choices of one long text"] = (RefusalCodes.TooComplex, () => Form(
                "[4 0 R]",
                $"<< {Widget} /FT /Ch /V [{string.Concat(Enumerable.Repeat("5 0 R ", 1_000_000))}] >>", $"({new string('a', 100_000)})")),
            ["fields as large as a country, and of no size"] = (RefusalCodes.NoText, () => Form(
                "[4 0 R 5 0 R 6 0 R]",
                "<< /Subtype /Widget /Rect [-1e300 -1e300 1e300 1e300] /FT /Tx /V (large) >>",
                "<< /Subtype /Widget /Rect [10 10 10 10] /FT /Tx /V (small) >>",
                "<< /Subtype /Widget /Rect 4 0 R /FT /Tx /V (odd) >>")),
            ["options that hold themselves"] = (RefusalCodes.NoText, () => Form(
                "[4 0 R]", $"<< {Widget} /FT /Ch /Opt 5 0 R /V 5 0 R >>", "[5 0 R 5 0 R]")),
        };

    /// <summary>Fields of one that names them all, with a letter in each.</summary>
    public static byte[] Named(int fields, string name) => Form(
        "[" + string.Join(' ', Enumerable.Range(FirstField + 1, fields).Select(number => $"{number} 0 R")) + "]",
        [$"<< /FT /Tx /V (a) /TU ({name}) >>", .. Enumerable.Repeat($"<< {Widget} /Parent 4 0 R >>", fields)]);

    /// <summary>A list of which every option is chosen.</summary>
    public static byte[] Choice(int options) => Form(
        "[4 0 R]",
        $"<< {Widget} /FT /Ch /V [{string.Concat(Enumerable.Range(0, options).Select(i => $"(o{i})"))}] "
        + $"/Opt [{string.Concat(Enumerable.Range(0, options).Select(i => $"[(o{i}) (s{i})]"))}] >>");

    private static byte[] Form(string annotations, params string[] objects) => HostileFile.Build(
    [
        "<< /Type /Catalog /Pages 2 0 R >>"u8.ToArray(), "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"u8.ToArray(),
        Encoding.ASCII.GetBytes($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Annots {annotations} >>"),
        .. objects.Select(Encoding.ASCII.GetBytes),
    ]);
}
