using PromptIntel.Core.Search.Lexical;

namespace PromptIntel.Core.Tests.Search.Lexical;

public sealed class StemmerTests
{
    [Theory]
    [InlineData("score scores scored scoring")]
    [InlineData("plan plans planned planning")]
    [InlineData("call calls called calling")]
    [InlineData("company companies")]
    [InlineData("box boxes")]
    [InlineData("match matches matched matching")]
    [InlineData("summarise summarize summarises summarized summarising")]
    [InlineData("classify classified classifies classification")]
    [InlineData("translate translates translated translation translator")]
    [InlineData("design designs designer designing")]
    [InlineData("quick quickly")]
    [InlineData("agree agreement")]
    [InlineData("extract extracts extraction extractor")]
    public void Forms_OfOneWord_Meet(string forms) => Assert.Single(forms.Split(' ').Select(Stem).Distinct());

    /// <summary>Each ending that is stripped, and beside it what is too short for it or only ends alike.</summary>
    [Theory]
    [InlineData("ties", "tie")]
    [InlineData("companies", "compani")]
    [InlineData("company", "compani")]
    [InlineData("glasses", "glass")]
    [InlineData("taxes", "tax")]
    [InlineData("matches", "match")]
    [InlineData("wishes", "wish")]
    [InlineData("prompts", "prompt")]
    [InlineData("status", "status")]
    [InlineData("boss", "boss")]
    [InlineData("running", "run")]
    [InlineData("falling", "fall")]
    [InlineData("passing", "pass")]
    [InlineData("buzzing", "buzz")]
    [InlineData("string", "string")]
    [InlineData("king", "king")]
    [InlineData("need", "need")]
    [InlineData("scored", "scor")]
    [InlineData("score", "scor")]
    [InlineData("classification", "classifi")]
    [InlineData("organisation", "organis")]
    [InlineData("organization", "organis")]
    [InlineData("organised", "organis")]
    [InlineData("organize", "organis")]
    [InlineData("translation", "translat")]
    [InlineData("translator", "translat")]
    [InlineData("decision", "decis")]
    [InlineData("agreement", "agre")]
    [InlineData("agree", "agre")]
    [InlineData("darkness", "dark")]
    [InlineData("readable", "read")]
    [InlineData("possible", "poss")]
    [InlineData("extractor", "extract")]
    [InlineData("designer", "design")]
    [InlineData("after", "after")]
    [InlineData("quickly", "quick")]
    [InlineData("only", "onli")]
    [InlineData("happy", "happi")]
    [InlineData("play", "play")]
    [InlineData("size", "siz")]
    [InlineData("summarize", "summaris")]
    [InlineData("2nds", "2nds")]
    [InlineData("gas", "gas")]
    public void AWord_HasTheStem(string word, string stem) => Assert.Equal(stem, Stem(word));

    [Theory]
    [InlineData("contract contrast")]
    [InlineData("bus business")]
    [InlineData("sing string")]
    [InlineData("status state")]
    [InlineData("red reed")]
    public void DifferentWords_DoNotMeet(string words) => Assert.Equal(2, words.Split(' ').Select(Stem).Distinct().Count());

    [Theory]
    [InlineData("as")]
    [InlineData("gas")]
    [InlineData("is")]
    [InlineData("bed")]
    [InlineData("2nds")]
    [InlineData("analysis")]
    [InlineData("virus")]
    [InlineData("glass")]
    [InlineData("契約書類")]
    [InlineData("отчетами")]
    public void Words_ThatOnlyLookInflected_StayAsTheyAre(string word) => Assert.Equal(word, Stem(word));

    [Fact]
    public void AStem_IsNeverLongerThanItsWord_NorEmpty()
    {
        Random random = new(5);
        const string Letters = "aeiouysdgnzltrcfx";

        for (int turn = 0; turn < 20_000; turn++)
        {
            string word = new([.. Enumerable.Range(0, random.Next(1, 14)).Select(_ => Letters[random.Next(Letters.Length)])]);

            Assert.InRange(Stem(word).Length, 1, word.Length);
        }
    }

    private static string Stem(string word)
    {
        char[] letters = word.ToCharArray();
        return new string(letters, 0, Stemmer.Stem(letters));
    }
}
