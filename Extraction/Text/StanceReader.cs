namespace PromptIntel.Extraction.Text;

/// <summary>Whether the author states something as a fact about himself.</summary>
internal enum Stance
{
    Asserted,
    Denied,
    Unasserted,
}

/// <summary>
/// Judges statements by the words around them. In doubt a statement is unasserted: a missing value is better than a wrong one.
/// </summary>
internal static class StanceReader
{
    /// <param name="sentence">Where the match stands.</param>
    /// <param name="first">First token of the match.</param>
    /// <param name="end">Token after the match.</param>
    /// <param name="isLiteral">Tokens that the rule itself names: they are part of the statement and not a comment on it.</param>
    public static Stance OfMatch(SourceDocument document, Sentence sentence, int first, int end, Func<int, bool> isLiteral)
    {
        if (sentence.IsQuestion || document.IsMuted(document.Tokens[first].Start) || IsQuoted(document, sentence, first))
        {
            return Stance.Unasserted;
        }

        var tokens = document.Tokens;
        document.Spend(sentence.End - sentence.First);

        for (var i = sentence.First; i < sentence.End; i++)
        {
            if (!isLiteral(i) && !IsPolite(tokens, i) && (Wording.Conditionals.Contains(tokens[i].Lower)
                || Wording.Examples.Contains(tokens[i].Lower)))
            {
                return Stance.Unasserted;
            }
        }

        var (from, to) = Segment(tokens, sentence, first, end);

        return OfSegment(tokens, from, to, first, end, isLiteral);
    }

    /// <summary>Judges the tokens of an answer; a bracket with a number of its own speaks of something else and is passed over.</summary>
    public static Stance OfAnswer(SourceDocument document, int first, int end)
    {
        var tokens = document.Tokens;
        var isDenied = false;
        document.Spend(end - first);

        for (var i = first; i < end; i++)
        {
            if (tokens[i].Is("(") && OwnStatementEnd(tokens, i, end) is { } after)
            {
                i = after;
                continue;
            }

            // "Yes, all of them" speaks of what was asked.
            var isAsked = tokens[i].Is("them") && i > first && tokens[i - 1].Is("of");

            if (IsHedge(tokens, i, end)
                || Wording.Conditionals.Contains(tokens[i].Lower)
                || (!isAsked && Wording.OtherParties.Contains(tokens[i].Lower))
                || Wording.Examples.Contains(tokens[i].Lower))
            {
                return Stance.Unasserted;
            }

            // "5 million, against 4 million before" compares.
            isDenied |= Wording.Negations.Contains(tokens[i].Lower) && !(tokens[i].Is("against") && i > first && i + 2 < end
                && (tokens[i + 1].Kind == TokenKind.Number || tokens[i + 2].Kind == TokenKind.Number));
        }

        return isDenied ? Stance.Denied : Stance.Asserted;
    }

    /// <summary>"We would like", "Acme Ltd would sign", "we would be very happy": a wish or offer that is made now.</summary>
    private static bool IsPolite(Token[] tokens, int i)
    {
        // "We could sign for two years": an offer.
        if (tokens[i].Is("could") && i > 0 && i + 1 < tokens.Length && tokens[i - 1].Lower is "we" or "i")
        {
            return tokens[i + 1].Lower is "sign" or "commit" or "offer" or "grant" or "start" or "begin" or "agree";
        }

        if (!tokens[i].Is("would") || i + 1 >= tokens.Length)
        {
            return false;
        }

        var next = i + 2 < tokens.Length && tokens[i + 2].Lower is "very" or "the" ? i + 3 : i + 2;

        return tokens[i + 1].Is("be") ? next < tokens.Length && Wording.Willing.Contains(tokens[next].Lower)
            : Wording.Wishes.Contains(tokens[i + 1].Lower);
    }

    public static bool IsHedge(Token[] tokens, int i, int end)
    {
        if (Wording.Unasserted.Contains(tokens[i].Lower))
        {
            // "1 May 2026 until 30 June 2027" is a span.
            return !(tokens[i].Is("until") && i > 0 && CalendarYears.Of(tokens[i - 1].Lower) is not null && i + 1 < end
                && (tokens[i + 1].Kind == TokenKind.Number || MonthNames.All.ContainsKey(tokens[i + 1].Lower)));
        }

        var next = i + 1 < end ? tokens[i + 1].Lower : "";

        return (tokens[i].Lower, next) switch
        {
            ("may", _) when i > 0 && tokens[i - 1].Lower is "we" or "they" or "it" or "i" or "you" or "which" or "that" => true,
            ("may", "be" or "have" or "reach" or "change" or "grow" or "become" or "well" or "vary") => true,
            ("subject", "to") or ("long", "as") or ("used", "to") or ("give", "or") or ("more", "or") or ("not", "sure")
                or ("not", "certain") or ("to", "be") => true,
            ("no", "wait") or ("i", "mean") or ("make", "that") => true,
            ("next", "year") or ("in", "principle") or ("as", "before") or ("under", "review" or "discussion" or "negotiation")
                or ("in", "progress" or "preparation") => true,
            _ => false,
        };
    }

    private static Stance OfSegment(Token[] tokens, int from, int to, int first, int end, Func<int, bool> isLiteral)
    {
        var isDenied = false;
        var isOther = false;

        for (var i = from; i < to; i++)
        {
            var lower = tokens[i].Lower;

            if (!isLiteral(i) && IsHedge(tokens, i, to))
            {
                return Stance.Unasserted;
            }

            if (i < end)
            {
                isOther = !Wording.OwnParty.Contains(lower)
                    && (isOther || ((!isLiteral(i) || IsRival(tokens, i)) && Wording.OtherParties.Contains(lower)));
                isDenied |= !isLiteral(i) && Wording.Negations.Contains(lower) && i >= first - 8 && !NamesAim(tokens, i, from);
            }
            else
            {
                // German denies behind: "eine Versicherung haben wir nicht".
                isDenied |= i < end + 2 && lower == "nicht";
            }
        }

        return isOther ? Stance.Unasserted : isDenied ? Stance.Denied : Stance.Asserted;
    }

    /// <summary>"Our competitors have 40 rooms": whether they take part or compete with the author cannot be told.</summary>
    private static bool IsRival(Token[] tokens, int i) => tokens[i].Lower is "competitors" or "rivals" && i > 0
        && tokens[i - 1].Lower is "our" or "other" or "main" or "nearest" or "closest" or "biggest" or "direct";

    /// <summary>"a policy against fraud" is one that is there; "we are against it" denies.</summary>
    private static bool NamesAim(Token[] tokens, int i, int from) => tokens[i].Is("against") && i > from
        && tokens[i - 1].Kind == TokenKind.Word && tokens[i - 1].Lower is not ("are" or "is" or "was" or "were" or "be" or "been" or "am"
            or "voted" or "decided" or "strictly" or "firmly" or "totally" or "strongly" or "advised");

    private static (int From, int To) Segment(Token[] tokens, Sentence sentence, int first, int end)
    {
        var from = first;

        while (from > sentence.First && !IsBoundary(tokens, from - 1))
        {
            from--;
        }

        var to = end;

        while (to < sentence.End && !IsBoundary(tokens, to))
        {
            to++;
        }

        return (from, to);
    }

    private static bool IsBoundary(Token[] tokens, int i) =>
        tokens[i].Is(";") || Wording.Contrasts.Contains(tokens[i].Lower)
        || (tokens[i].Lower is "and" or "," or "und" or "y" or "et" && i + 2 < tokens.Length
            && (Wording.Unasserted.Contains(tokens[i + 1].Lower)
            || (tokens[i + 1].Lower is "we" or "i" or "it" or "and" or "wir" or "nous" && HopesSoon(tokens, i + 2))));

    /// <summary>", and we hope", "and it is expected": what follows is another statement.</summary>
    private static bool HopesSoon(Token[] tokens, int i) => Wording.Unasserted.Contains(tokens[i].Lower)
        || (tokens[i].Lower is "we" or "i" or "it" or "is" or "would" or "now" && i + 1 < tokens.Length
            && Wording.Unasserted.Contains(tokens[i + 1].Lower));

    private static bool IsQuoted(SourceDocument document, Sentence sentence, int first)
    {
        var open = false;

        for (var i = sentence.First; i < first; i++)
        {
            open = document.Tokens[i].Lower switch
            {
                "\"" => !open,
                "“" or "„" or "«" => true,
                "”" or "»" => false,
                _ => open,
            };
        }

        return open;
    }

    private static int? OwnStatementEnd(Token[] tokens, int open, int end)
    {
        var hasNumber = false;

        for (var i = open + 1; i < end; i++)
        {
            if (tokens[i].Is(")"))
            {
                return hasNumber ? i : null;
            }

            hasNumber |= tokens[i].Kind == TokenKind.Number;
        }

        return null;
    }
}
