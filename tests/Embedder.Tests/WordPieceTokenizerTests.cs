using PromptIntel.Embedder.Model;
using PromptIntel.Embedder.Tokens;

namespace PromptIntel.Embedder.Tests;

public sealed class WordPieceTokenizerTests(LoadedModel loaded)
{
    private const long Begin = 101, End = 102, Unknown = 100;

    [Fact]
    public void Encode_GivesTheIdsOfTheModelsOwnTokenizer()
    {
        WordPieceTokenizer tokenizer = loaded.Tokenizer;

        Assert.All(
            Expected.Read().Tokens, expected => Assert.Equal(expected.Ids, tokenizer.Encode(expected.Text, SentenceModel.MaxTokens)));
    }

    [Fact]
    public void Encode_TakesOffWhatIsDecomposed_EverySyllableOfKoreanToo()
    {
        WordPieceTokenizer tokenizer = loaded.Tokenizer;

        Assert.Equal(tokenizer.Encode("Munchen", 16), tokenizer.Encode("MÜNCHEN", 16));
        Assert.Equal(tokenizer.Encode("\u1112\u1161\u11AB\u1100\u1173\u11AF", 16), tokenizer.Encode("한글", 16));
        Assert.Equal(tokenizer.Encode("\u1112\u1161", 16), tokenizer.Encode("하", 16));
    }

    [Fact]
    public void Encode_OfAHanCharacterBeyondTheBasicPlane_MakesAWordOfIt() =>
        Assert.Equal([Begin, 1037, Unknown, 1038, End], loaded.Tokenizer.Encode("a\U00020000b", 16));

    /// <summary>Else a prompt that speaks of them would be another text than it reads as.</summary>
    [Fact]
    public void Encode_OfTheNameOfAToken_ReadsItAsText()
    {
        long[] ids = loaded.Tokenizer.Encode("[SEP] [MASK] [CLS]", 32);

        Assert.Equal(Begin, ids[0]);
        Assert.Equal(End, ids[^1]);
        Assert.DoesNotContain(ids[1..^1], id => id is Begin or End or 103);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(SentenceModel.MaxTokens)]
    public void Encode_OfALongText_KeepsItsBeginningAndTheEndOfItsIds(int most)
    {
        WordPieceTokenizer tokenizer = loaded.Tokenizer;
        string text = string.Concat(Enumerable.Repeat("counterrevolutionaries abc ", 200));

        long[] ids = tokenizer.Encode(text, most);

        Assert.Equal(most, ids.Length);
        Assert.Equal([.. tokenizer.Encode(text, 4000)[..(most - 1)], End], ids);
    }

    [Fact]
    public void Encode_OfAWordOfAHundredCharacters_TakesItApart_AndOfOneMoreDoesNot()
    {
        WordPieceTokenizer tokenizer = loaded.Tokenizer;

        Assert.DoesNotContain(Unknown, tokenizer.Encode(new string('e', 100), 256));
        Assert.Equal([Begin, Unknown, End], tokenizer.Encode(new string('e', 101), 256));
        Assert.Equal([Begin, Unknown, End], tokenizer.Encode(new string('e', 1_000_000), 256));
    }

    /// <summary>Half a surrogate pair is the replacement character, which the model's own tokenizer drops.</summary>
    [Fact]
    public void Encode_OfBrokenUnicode_ReadsTheRest() =>
        Assert.Equal(loaded.Tokenizer.Encode("ab", 16), loaded.Tokenizer.Encode("a\uD800b", 16));

    [Fact]
    public void Encode_ReadsNoMoreOfATextThanItUses()
    {
        WordPieceTokenizer tokenizer = loaded.Tokenizer;
        string text = string.Concat(Enumerable.Repeat("word ", 4_000_000));
        tokenizer.Encode(text, 256);
        long before = GC.GetAllocatedBytesForCurrentThread();

        tokenizer.Encode(text, 256);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64_000);
    }

    [Fact]
    public void Constructor_WithoutATokenThatEveryTextNeeds_SaysWhich()
    {
        var missing = Assert.Throws<InvalidDataException>(() => new WordPieceTokenizer(["[UNK]", "[CLS]", "a"]));

        Assert.Contains("[SEP]", missing.Message, StringComparison.Ordinal);
    }
}
