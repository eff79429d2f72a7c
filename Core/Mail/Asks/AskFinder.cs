using System.Collections.Immutable;
using System.Globalization;

using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Mail.Asks;

/// <param name="Action">What is wanted.</param>
/// <param name="Quote">The words that ask, on one line.</param>
internal sealed record Ask(string Action, string Quote, string? Due, string? DueWords, string? AskedBy);

/// <param name="Quote">The words that promise, on one line.</param>
internal sealed record Commitment(string Quote, string? Due);

internal sealed record Found(ImmutableArray<Ask> Asks, ImmutableArray<Commitment> Commitments);

/// <summary>Finds what a text asks and promises, sentence by sentence, by the phrases of the settings.</summary>
internal sealed class AskFinder(AskRules rules)
{
    private readonly PhraseSet _requests = new(rules.Requests);
    private readonly PhraseSet _courtesies = new(rules.Courtesies);
    private readonly PhraseSet _promises = new(rules.Promises);
    private readonly PhraseSet _deadlines = new(rules.Deadlines);
    private readonly PhraseSet _passesOn = new(rules.PassesOn);
    private readonly SentenceCutter _cutter = new(rules);
    private readonly DueReader _dues = new(rules.Due);

    public bool PassesOn(IEnumerable<Sentence> sentences) => sentences.Any(sentence => _passesOn.IsIn(sentence.Words));

    /// <param name="received">The day that relative ones count from; null leaves all days out.</param>
    /// <param name="askedBy">Who asks, when it is not the sender.</param>
    public Found Find(IEnumerable<Sentence> sentences, DateOnly? received, string? askedBy)
    {
        var asks = new List<Ask>();
        var commitments = new List<Commitment>();
        Ask? deadline = null;
        int undated = 0;

        foreach (Piece piece in sentences.SelectMany(_cutter.Cut))
        {
            bool asksNothing = _courtesies.IsIn(piece.Words);
            bool isRequest = !asksNothing && (piece.IsQuestion || piece.GoesOn || _requests.IsIn(piece.Words));

            if (!piece.IsQuestion && !asksNothing && _promises.IsIn(piece.Words) && !piece.GoesOn)
            {
                commitments.Add(new Commitment(piece.Text, Write(Due(piece, received, isPromise: true))));
            }
            else if (!piece.IsQuestion && _deadlines.IsIn(piece.Words) && Due(piece, received, isPromise: false) is { } due)
            {
                deadline = new Ask(piece.Text, piece.Text, Write(due), due.Words, askedBy);

                // It is about everything asked before it that has no day of its own.
                for (; undated < asks.Count; undated++)
                {
                    asks[undated] = asks[undated].Due is null
                        ? asks[undated] with { Due = deadline.Due, DueWords = due.Words } : asks[undated];
                }
            }
            else if (isRequest)
            {
                DueDay? day = Due(piece, received, isPromise: false);
                asks.Add(new Ask(piece.Text, piece.Text, Write(day), day?.Words, askedBy));
            }
        }

        return new Found([.. asks.Count == 0 && deadline is not null ? [deadline] : asks], [.. commitments]);
    }

    private DueDay? Due(Piece piece, DateOnly? received, bool isPromise) =>
        received is { } day ? _dues.Read(piece.Text, Words.Of(piece.Text), day, isPromise) : null;

    private static string? Write(DueDay? due) => due?.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
