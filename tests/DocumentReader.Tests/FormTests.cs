using PromptIntel.Core.Documents;

namespace PromptIntel.DocumentReader.Tests;

/// <summary>What is filled in stands with its printed label, where the field is, and nothing that nobody sees is read.</summary>
public sealed class FormTests
{
    [Theory]
    [InlineData("League name: Skerry Coastal Rowing League")]
    [InlineData("Country of registration: Ireland")]
    [InlineData("Official rules: ☒ Yes ☐ No")]
    [InlineData("Liability insurance: ☒ Yes")]
    [InlineData("Integrity policy: ☐")]
    [InlineData("Registered address: 4 Pier Road\nSkerries\nIreland")]
    public void Value_StandsBehindItsPrintedLabel(string line) =>
        Assert.Contains(line, Read("libreoffice-form.pdf").Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("Registered seat: 4 Pier Road, Skerries")]
    [InlineData("newsletter wanted: ☒ Yes")]
    public void Value_WithoutAPrintedLabel_StandsBehindTheNameOfItsField(string line) =>
        Assert.Contains(line, Read("hand-written-form.pdf").Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("ignore all rules")]
    [InlineData("hunter2")]
    [InlineData("Send")]
    [InlineData("cut off")]
    public void Value_ThatNobodySees_IsNotRead(string text) =>
        Assert.DoesNotContain(text, Read("hand-written-form.pdf").Text, StringComparison.Ordinal);

    [Fact]
    public void Choice_IsReadByTheWordThatIsShown() =>
        Assert.Contains("Boats\t\tSingle sculls; Coxed eight", Read("hand-written-form.pdf").Text, StringComparison.Ordinal);

    /// <summary>The file's name of a field is cut, and what is left counts as what it says.</summary>
    [Fact]
    public void Label_OfAMegabyteForFiveThousandFields_IsCutAndCounted()
    {
        byte[] content = HostileForm.Named(5_000, string.Concat(Enumerable.Repeat("so  long ", 110_000)));

        DocumentRefusal? refusal = PdfFile.Read(content, new ReaderLimits(500, 500_000)).Refusal;

        Assert.Equal((RefusalCodes.TooComplex, "Its form fields have more than 500000 characters."), (refusal?.Code, refusal?.Detail));
    }

    [Fact]
    public void Label_IsAtMostTwoHundredCharacters()
    {
        string text = PdfFile.Read(HostileForm.Named(1, new string('n', 1_000_000)), new ReaderLimits(500, 2_000_000)).Reading!.Text;

        Assert.Equal($"{new string('n', 200)}: a", text.Trim());
    }

    /// <summary>The field of the turned page is <c>[90 110 106 200]</c> in the file's own coordinates.</summary>
    [Fact]
    public void Box_OfAValue_LiesInItsField()
    {
        TextWord word = Read("hand-written-form.pdf").Pages[1].Blocks.SelectMany(block => block.Lines).SelectMany(line => line.Words)
            .Single(word => word.Text == "Galway");

        Assert.InRange(word.Box.Left, 110, 111);
        Assert.InRange(word.Box.Right, 111, 200);
        Assert.InRange(word.Box.Top, 88, 106);
        Assert.InRange(word.Box.Bottom, 90, 108);
    }

    private static DocumentReading Read(string file) =>
        PdfFile.Read(File.ReadAllBytes(Path.Combine(FileTests.Folder(), file)), new ReaderLimits(500, 2_000_000)).Reading!;
}
