using System.Collections.Immutable;

using PromptIntel.Extraction.Numbers;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>All numbers, dates and addresses of a text in the order of their places; found once, asked for by place.</summary>
internal sealed class Mentions
{
    private readonly Dictionary<int, Quantity> _quantityAt = [];
    private readonly Dictionary<int, Quantity> _quantityBefore = [];
    private readonly Dictionary<int, DateMention> _dateAt = [];
    private readonly bool[] _isOfQuantity;

    public Mentions(SourceDocument document, bool isDayFirst)
    {
        Currencies = new Currencies(document);
        Emails = AddressScanner.Emails(document.Text);
        Urls = AddressScanner.Urls(document.Text);
        Phones = AddressScanner.Phones(document.Text);
        Dates = new DateScanner(document, isDayFirst).Scan();

        var isTaken = new bool[document.Tokens.Length];

        foreach (var slice in Emails.Concat(Urls).Concat(Phones))
        {
            Take(isTaken, document.TokenAt(slice.Start), document.TokenAt(slice.End));
        }

        foreach (var date in Dates)
        {
            Take(isTaken, date.First, date.Next);
            _dateAt[date.First] = date;
        }

        for (var line = 0; line < document.Lines.Count; line++)
        {
            if (document.NumberWidths[line] > 0)
            {
                Take(isTaken, document.TokenAt(document.Lines[line].Start), document.TokenAt(document.Lines[line].Start) + 1);
            }
        }

        Quantities = new QuantityScanner(document, isTaken, Currencies).Scan();
        _isOfQuantity = new bool[document.Tokens.Length];

        foreach (var quantity in Quantities)
        {
            _quantityAt[quantity.First] = quantity;
            _quantityBefore[quantity.Next] = quantity;
            Take(_isOfQuantity, quantity.First, quantity.Next);
        }
    }

    public Currencies Currencies { get; }

    public List<Quantity> Quantities { get; }

    public List<DateMention> Dates { get; }

    public List<Slice> Emails { get; }

    public List<Slice> Urls { get; }

    public List<Slice> Phones { get; }

    /// <summary>The token belongs to a number.</summary>
    public bool IsOfQuantity(int token) => _isOfQuantity[token];

    public Quantity? QuantityAt(int token) => _quantityAt.GetValueOrDefault(token);

    /// <summary>The number that ends just before a token.</summary>
    public Quantity? QuantityBefore(int token) => _quantityBefore.GetValueOrDefault(token);

    public DateMention? DateAt(int token) => _dateAt.GetValueOrDefault(token);

    public static ImmutableArray<T> Within<T>(List<T> ordered, Func<T, int> start, Slice slice)
    {
        var (low, high) = (0, ordered.Count);

        while (low < high)
        {
            var middle = (low + high) / 2;

            if (start(ordered[middle]) < slice.Start)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        var found = ImmutableArray.CreateBuilder<T>();

        for (; low < ordered.Count && start(ordered[low]) < slice.End; low++)
        {
            found.Add(ordered[low]);
        }

        return found.ToImmutable();
    }

    private static void Take(bool[] isTaken, int first, int next)
    {
        for (var i = first; i < next && i < isTaken.Length; i++)
        {
            isTaken[i] = true;
        }
    }
}
