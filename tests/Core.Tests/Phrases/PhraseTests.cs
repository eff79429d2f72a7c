using System.Collections.Immutable;

using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Tests.Phrases;

public sealed class PhraseTests
{
    [Theory]
    [InlineData("give notice", "We hereby GIVE notice.", true)]
    [InlineData("give notice", "We give no notice.", false)]
    [InlineData("manipulat* ... match|game", "They manipulated the whole last game", true)]
    [InlineData("manipulat* ... match|game", "manipulated one two three four five six seven game", false)]
    [InlineData("is? still? running", "It runs: still running", true)]
    [InlineData("d'ici", "d’ici au 3 mai", true)]
    public void Phrase_IsFoundByItsWords(string phrase, string text, bool isFound) =>
        Assert.Equal(isFound, new PhraseSet([phrase is "is? still? running" ? "runs is? still? running" : phrase]).IsIn(Words.Of(text)));

    [Theory]
    [InlineData("")]
    [InlineData("... end")]
    [InlineData("start ...")]
    [InlineData("maybe? not")]
    [InlineData("a * b")]
    public void Phrase_ThatNamesNoWord_IsRefused(string phrase) => Assert.Throws<FormatException>(() => Phrase.Parse(phrase));

    [Fact]
    public void Sentences_EndAtFullStopsBlankLinesAndListItems()
    {
        ImmutableArray<Sentence> sentences = Sentences.Of(
            "Mr. Hale asks about clause 7.2. Why?\nWe meet am 12. März in Bern\n\n- first\n- second");

        Assert.Equal(
            ["Mr. Hale asks about clause 7.2.", "Why?", "We meet am 12. März in Bern", "- first", "- second"],
            sentences.Select(sentence => sentence.Text));
        Assert.Equal([0, 0, 0, 1, 1], sentences.Select(sentence => sentence.Paragraph));
        Assert.True(sentences[1].IsQuestion);
    }
}
