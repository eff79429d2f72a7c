using PromptIntel.Core.Search.Lexical;

namespace PromptIntel.Core.Tests.Search.Lexical;

public sealed class TermReaderTests
{
    [Theory]
    [InlineData("questionnaireToContract", "questionnaire contract")]
    [InlineData("parseJSONBody v2", "parse json body v2")]
    [InlineData("e-mail", "email")]
    [InlineData("what the a of", "")]
    [InlineData("München MÜNCHEN munchen", "munchen munchen munchen")]
    [InlineData("отчёта Отчета", "отчета отчета")]
    [InlineData("Crème brûlée, naïve café", "creme brulee naive cafe")]
    [InlineData("Straße Ærø œuvre Þing", "strasse aero oeuvre thing")]
    [InlineData("Łódź smørrebrød İstanbul ılık", "lodz smorrebrod istanbul ilik")]
    [InlineData("Ελλάδα ΕΛΛΑΔΑΣ", "ελλαδα ελλαδασ")]
    [InlineData("ｒｅｐｏｒｔ ２０２７", "report 2027")]
    [InlineData("ﬁnance oﬃce", "finance office")]
    [InlineData("co\u00ADoperate", "cooperate")]
    [InlineData("אָלֶף كِتَابٌ", "אלף كتاب")]
    [InlineData("हिन्दी", "हिन्दी")]
    public void Words_AreFoldedAndSplit(string text, string words) => Assert.Equal(words, string.Join(' ', Words(text)));

    [Theory]
    [InlineData("Mu\u0308nchen", "München")]
    [InlineData("отче\u0308та", "отчёта")]
    [InlineData("cafe\u0301", "café")]
    public void Words_AreTheSame_HoweverAnAccentIsWritten(string apart, string whole) => Assert.Equal(Words(whole), Words(apart));

    [Theory]
    [InlineData("合同审查", "合同 同审 审查", "合 合同 同 同审 审 审查 查")]
    [InlineData("契約書を確認", "契約 約書 書を を確 確認", "契 契約 約 約書 書 書を を を確 確 確認 認")]
    [InlineData("계약 검토", "계약 검토", "계 계약 약 검 검토 토")]
    [InlineData("สัญญา", "สั ัญ ญญ ญา", "ส สั ั ัญ ญ ญญ ญ ญา า")]
    [InlineData("税", "税", "税")]
    [InlineData("PDF文書v2", "pdf 文書 v2", "pdf 文 文書 書 v2")]
    [InlineData("你好，世界。", "你好 世界", "你 你好 好 世 世界 界")]
    public void UnspacedScripts_AreReadInPairs(string text, string query, string document)
    {
        Assert.Equal(query, string.Join(' ', Words(text, hasSingles: false)));
        Assert.Equal(document, string.Join(' ', Words(text)));
    }

    [Fact]
    public void Positions_AreThoseOfTheTextAsWritten()
    {
        const string Text = "Prüfe den Straßenplan: 合同审查, co\u00ADoperate!";
        List<string> pieces = [];
        TermReader reader = new(Text, stackalloc char[TermReader.BufferLength], hasSingles: false);

        while (reader.MoveNext())
        {
            pieces.Add(Text[reader.Start..reader.End]);
        }

        Assert.Equal(["Prüfe", "den", "Straßenplan", "合同", "同审", "审查", "co\u00ADoperate"], pieces);
    }

    [Fact]
    public void AnyText_IsReadToItsEnd_InOrderAndWithinBounds()
    {
        Random random = new(3);
        char[] letters =
        [
            .. "aZé ß-9_", '\u0301', '税', '約', 'ก', '\u0E31', '\uD83C', '\uDF89', '\uFB03', '\0', '\u00AD', 'İ', '\uFFFF', '*',
        ];

        for (int turn = 0; turn < 3_000; turn++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(90)).Select(_ => letters[random.Next(letters.Length)])]);
            int last = 0;
            TermReader reader = new(text, new char[TermReader.BufferLength], random.Next(2) == 0);

            while (reader.MoveNext())
            {
                Assert.InRange(reader.Start, last, reader.End - 1);
                Assert.InRange(reader.End, reader.Start + 1, text.Length);
                Assert.InRange(reader.Stem().Length, 1, reader.Word.Length);
                last = reader.Start;
            }
        }
    }

    [Fact]
    public void ALongRun_IsNoWord() => Assert.Equal(["first", "last"], Words($"first {new string('x', 49)} {new string('ﬃ', 40)} last"));

    private static List<string> Words(string text, bool hasSingles = true)
    {
        List<string> words = [];
        TermReader reader = new(text, stackalloc char[TermReader.BufferLength], hasSingles);

        while (reader.MoveNext())
        {
            words.Add(reader.Word.ToString());
        }

        return words;
    }
}
