using PromptIntel.Core.Documents;
using PromptIntel.Core.Documents.PlainText;

namespace PromptIntel.Core.Tests.Documents;

public sealed class TextEncodingRuleTests
{
    /// <summary>"é€" or ASCII, as bytes in hexadecimal.</summary>
    [Theory]
    [InlineData("C3A9E282AC", null, "utf-8", "é€")]
    [InlineData("EFBBBFC3A9E282AC", null, "utf-8", "é€")]
    [InlineData("C3A9E282AC", "UTF-8", "utf-8", "é€")]
    [InlineData("FFFEE900AC20", null, "utf-16le", "é€")]
    [InlineData("FEFF00E920AC", "utf-16", "utf-16be", "é€")]
    [InlineData("FEFF00E920AC", "utf-16be", "utf-16be", "é€")]
    [InlineData("E980", "windows-1252", "windows-1252", "é€")]
    [InlineData("E980", "iso-8859-1", "windows-1252", "é€")]
    [InlineData("6162", "windows-1252", "utf-8", "ab")]
    [InlineData("6162", "us-ascii", "utf-8", "ab")]
    public void Text_WhenItsBytesSayHowTheyAreRead_IsReadSo(string bytes, string? declared, string encoding, string text)
    {
        Assert.Null(TextEncodingRule.TryDecode(Convert.FromHexString(bytes), declared, out string read, out string found));
        Assert.Equal((encoding, text), (found, read));
    }

    /// <summary>Each of these some program would have guessed, and some of them wrong.</summary>
    [Theory]
    [InlineData("E980", null)]
    [InlineData("E980", "utf-8")]
    [InlineData("C3A9", "windows-1252")]
    [InlineData("E900AC20", "utf-16le")]
    [InlineData("FFFEE900AC20", "utf-16be")]
    [InlineData("FFFEE900AC", null)]
    [InlineData("FFFE00D8", null)]
    [InlineData("6162", "utf-16")]
    [InlineData("6162", "shift_jis")]
    [InlineData("C3A9", "us-ascii;")]
    public void Text_WhenItsBytesDoNot_IsRefused(string bytes, string? declared) =>
        Assert.Equal(
            RefusalCodes.Encoding, TextEncodingRule.TryDecode(Convert.FromHexString(bytes), declared, out _, out _)?.Code);

    [Theory]
    [InlineData("610062006300")]
    [InlineData("1B5B306D")]
    public void Text_WithControlCharacters_IsNone(string bytes) =>
        Assert.Equal(RefusalCodes.Broken, TextEncodingRule.TryDecode(Convert.FromHexString(bytes), null, out _, out _)?.Code);

    [Fact]
    public void Windows1252_HasThePublishedCharacters()
    {
        const string Published = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";
        byte[] bytes = [.. Enumerable.Range(0x80, 0x20).Select(one => (byte)one).Except(new byte[] { 0x81, 0x8D, 0x8F, 0x90, 0x9D })];

        Assert.Null(TextEncodingRule.TryDecode(bytes, "cp1252", out string text, out _));
        Assert.Equal(Published, text);
        Assert.NotNull(TextEncodingRule.TryDecode([0x81, 0xE9], "cp1252", out _, out _));
    }
}
