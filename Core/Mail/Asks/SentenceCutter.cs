using System.Collections.Immutable;

using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Mail.Asks;

/// <param name="Text">On one line.</param>
/// <param name="GoesOn">Whether it is a further thing that the piece before asks: "..., and send the invoice".</param>
internal sealed record Piece(string Text, ImmutableArray<Word> Words, bool IsQuestion, bool GoesOn);

/// <summary>Cuts a sentence where it asks or promises a second thing.</summary>
internal sealed class SentenceCutter(AskRules rules)
{
    private readonly PhraseSet _requests = new(rules.Requests);
    private readonly PhraseSet _promises = new(rules.Promises);
    private readonly PhraseSet _conjunctions = new(rules.Conjunctions);
    private readonly PhraseSet _verbs = new(rules.Verbs);

    public IEnumerable<Piece> Cut(Sentence sentence)
    {
        ImmutableArray<Word> words = sentence.Words;
        int start = 0;
        bool asked = false;
        bool goesOn = false;

        for (int i = 0; i < words.Length; i++)
        {
            asked |= _requests.MatchAt(words, i) is not null;

            if (i == start || _conjunctions.MatchAt(words, i) is not { End: var next } || next >= words.Length)
            {
                continue;
            }

            bool isVerb = asked && _verbs.MatchAt(words, next) is not null;

            if (isVerb || _promises.MatchAt(words, next) is not null || _requests.MatchAt(words, next) is not null)
            {
                yield return Piece(sentence, start, i, goesOn, isLast: false);
                (start, goesOn) = (next, isVerb);
                i = next - 1;
            }
        }

        if (start < words.Length)
        {
            yield return Piece(sentence, start, words.Length, goesOn, isLast: true);
        }
    }

    private static Piece Piece(Sentence sentence, int first, int end, bool goesOn, bool isLast)
    {
        int from = first == 0 ? 0 : sentence.Words[first].Start - sentence.Start;
        int to = isLast ? sentence.Text.Length : sentence.Words[end - 1].End - sentence.Start;
        return new Piece(MailStage.OneLine(sentence.Text[from..to]), sentence.Words[first..end], isLast && sentence.IsQuestion, goesOn);
    }
}
