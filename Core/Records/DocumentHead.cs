using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Records;

/// <summary>
/// What a document says of itself without a label: who writes it, what event it is about, its own day, and who signs it. Each is certain by
/// its place and its form; what is not is left out.
/// </summary>
internal sealed partial class DocumentHead(string text, List<TextRow> rows, ReadingRules rules)
{
    private const int LongestName = 60;
    private const int TailLines = 12;

    private static readonly string[] DayLabels = ["date", "dated", "issued", "issued on", "datum", "fecha", "data", "stand"];

    /// <summary>Names by which a schema's fields ask for them, as aliases.</summary>
    public static FrozenSet<string> Names { get; } = new[]
    {
        "letterhead", "organisation at the head", "insurer at the head", "event at the head", "own date", "signed by",
        "office of the signatory",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<(string Name, int Start, int End)> Find()
    {
        TextCell head = rows.Where(row => !row.IsBlank).Select(row => row.Cells[0]).FirstOrDefault();
        int length = Cut().Match(head.In(text)) is { Success: true } cut ? cut.Index : head.Length;

        if (length is > 0 and <= LongestName && !head.In(text).Contains(':'))
        {
            string name = text[head.Start..(head.Start + length)];

            if (Event().IsMatch(name))
            {
                yield return ("event at the head", head.Start, head.Start + length);
            }

            if (Insurer().IsMatch(name) && !Broker().IsMatch(name))
            {
                yield return ("insurer at the head", head.Start, head.Start + length);
            }

            if (Organisation().IsMatch(name) || (Salutation().IsMatch(text) && !rules.IsLabel(name) && !Event().IsMatch(name)))
            {
                yield return ("organisation at the head", head.Start, head.Start + length);
            }
        }

        if (DocumentDate.WordsIn(text, rows, DayLabels) is { } day)
        {
            int at = text.IndexOf(day, StringComparison.Ordinal);
            yield return ("own date", at, at + day.Length);
        }

        foreach ((string Name, int Start, int End) signed in Signature())
        {
            yield return signed;
        }
    }

    /// <summary>
    /// A person's name under a closing, or that and an office as the last block of a letter; and the office under the name.
    /// </summary>
    private IEnumerable<(string Name, int Start, int End)> Signature()
    {
        TextRow[] all = [.. rows.SkipLast(rows.AsEnumerable().Reverse().TakeWhile(row => row.IsBlank).Count())];
        TextRow[] tail = [.. all.Where(row => !row.IsBlank).TakeLast(TailLines)];
        int closing = Array.FindLastIndex(tail, row => Closing().IsMatch(row.Cells[0].In(text)));
        bool isBlock = closing < 0 && all.Length > 3 && all[^3].IsBlank && !all[^2].IsBlank && Salutation().IsMatch(text);
        closing = isBlock ? tail.Length - 3 : closing;

        if (closing < 0 || closing + 1 >= tail.Length || tail[closing + 1].Cells is not [var name] || !Person().IsMatch(name.In(text)))
        {
            yield break;
        }

        yield return ("signed by", name.Start, name.End);

        if (closing + 2 < tail.Length && tail[closing + 2].Cells is [var office] && office.In(text).All(letter => !char.IsDigit(letter))
            && office.Length <= LongestName)
        {
            yield return ("office of the signatory", office.Start, office.End);
        }
    }

    [GeneratedRegex(@" +[-–—|] +", RegexOptions.CultureInvariant)]
    private static partial Regex Cut();

    [GeneratedRegex(
        @"\b(?:league|liga|cup|pokal|coupe|copa|championships?|series|tour|trophy|open|circuit|congress|conference|games"
            + @"|grand prix|masters)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Event();

    [GeneratedRegex(
        @"\b(?:banca|banco|banque|bank|credit[oa]?|crédit|sparkasse|board|federation|fédération|union|association|verband|bond"
            + @"|council|commission)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Organisation();

    [GeneratedRegex(
        @"\b(?:mutual|insurance|insurers|assurance|versicherung|assurances|assicurazioni|seguros|verzekeringen)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Insurer();

    /// <summary>Also a document that is called by what it is.</summary>
    [GeneratedRegex(
        @"\b(?:brokers?|agents?|agency|makler|courtiers?|certificate|evidence|confirmation|policy|proof)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Broker();

    [GeneratedRegex(
        @"^[ \t]*(?:Dear\b|To whom it may concern|Sehr geehrte|Madame|Monsieur|Estimad[oa])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Salutation();

    [GeneratedRegex(
        @"\A(?:yours (?:sincerely|faithfully|truly)|(?:with )?(?:kind|best) regards|mit freundlichen grüßen|cordialement|sincerely),?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Closing();

    [GeneratedRegex(
        @"\A(?:(?:Dr|Prof)\.? )?\p{Lu}[\p{L}.'’-]*(?: (?:de|van|von|der|del|da|\p{Lu}[\p{L}.'’-]*)){1,4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Person();
}
