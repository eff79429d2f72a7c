using System.Runtime.CompilerServices;

using PromptIntel.Core.Documents;

namespace PromptIntel.DocumentReader.Tests;

/// <summary>Files that different programs made, each beside what must be read in it.</summary>
public sealed class FileTests
{
    private const string Regenerate = "PROMPTINTEL_WRITE_READINGS";

    private static readonly ReaderLimits Limits = new(500, 2_000_000);

    public static TheoryData<string> Files() => [.. Directory.GetFiles(Folder(), "*.pdf").Select(path => Path.GetFileName(path)!).Order()];

    /// <summary>
    /// Set <c>PROMPTINTEL_WRITE_READINGS=1</c> to write what is read anew; look at the difference before it is committed.
    /// </summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void File_IsReadAsItIsWrittenBesideIt(string file)
    {
        string expected = Path.ChangeExtension(Path.Combine(Folder(), file), ".txt");

        string read = ReadingText.Write(Read(file));

        if (Environment.GetEnvironmentVariable(Regenerate) == "1")
        {
            File.WriteAllText(expected, read);
        }

        Assert.Equal(File.ReadAllText(expected), read);
    }

    [Fact]
    public void Files_AreAtLeastFifteenOfEightMakers() => Assert.True(
        Files().Count >= 15 && Files().Select(file => ((string)file.Data).Split('-', '.')[0]).Distinct().Count() >= 8);

    /// <summary>The text is all that stands in lines and cells, and every line stands where it says.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Lines_StandInTheTextInReadingOrder(string file)
    {
        if (Read(file).Reading is not { } reading)
        {
            return;
        }

        int at = 0;

        foreach (TextLine line in reading.Pages.SelectMany(page => page.Blocks).SelectMany(
            block => block.Lines.Concat(block.Rows.SelectMany(row => row.Cells).SelectMany(cell => cell.Lines))))
        {
            if (line.Start is { } start)
            {
                Assert.True(reading.Text.AsSpan(at, start - at).IsWhiteSpace());
                Assert.Equal(string.Join(' ', line.Words.Select(word => word.Text)), reading.Text.Substring(start, line.Length));
                at = start + line.Length;
            }
        }

        Assert.Equal(reading.Text.Length, at);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Boxes_LieOnTheirPage(string file)
    {
        if (Read(file).Reading is not { } reading)
        {
            return;
        }

        foreach (DocumentPage page in reading.Pages)
        {
            var words = page.Blocks.SelectMany(block => block.Lines.Concat(block.Rows.SelectMany(row => row.Cells).SelectMany(
                cell => cell.Lines))).SelectMany(line => line.Words);
            Assert.All(words, word => Assert.True(
                word.Box.Left < word.Box.Right && word.Box.Top < word.Box.Bottom
                && word.Box.Left >= -1 && word.Box.Top >= -5 && word.Box.Right <= page.Width + 1 && word.Box.Bottom <= page.Height + 5));
        }
    }

    [Fact]
    public void Text_OfATable_HasEachValueInItsColumn() =>
        Assert.Contains(
            "\nCoxed eight\t640.00\t675.25\nJunior quad\t\t90.00\n", Read("groff-table.pdf").Reading!.Text, StringComparison.Ordinal);

    [Fact]
    public void Text_OfRepeatedMargins_StandsOnce()
    {
        string text = Read("libreoffice-report.pdf").Reading!.Text;

        Assert.Equal(
            text.IndexOf("Coastal Sailing League", StringComparison.Ordinal),
            text.LastIndexOf("Coastal Sailing League", StringComparison.Ordinal));
        Assert.DoesNotContain("page 2", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_AreOfPagesAndCharacters()
    {
        byte[] content = File.ReadAllBytes(Path.Combine(Folder(), "libreoffice-report.pdf"));

        Assert.Equal(RefusalCodes.TooLarge, PdfFile.Read(content, new ReaderLimits(2, 100_000)).Refusal?.Code);
        Assert.Equal(RefusalCodes.TooLarge, PdfFile.Read(content, new ReaderLimits(3, 100)).Refusal?.Code);
        Assert.NotNull(PdfFile.Read(content, new ReaderLimits(3, 100_000)).Reading);
    }

    internal static string Folder([CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(source)!, "files");

    private static PdfReaderAnswer Read(string file) => PdfFile.Read(File.ReadAllBytes(Path.Combine(Folder(), file)), Limits);
}
