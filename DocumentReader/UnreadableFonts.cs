using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;

namespace PromptIntel.DocumentReader;

/// <summary>
/// Tells glyphs whose characters nobody knows: those of fonts that number their glyphs and have no table from numbers to characters. What
/// such a font seems to say is its numbering.
/// </summary>
internal sealed class UnreadableFonts(PdfDocument document)
{
    private readonly Dictionary<IndirectReference, bool> _known = [];

    public bool Holds(Letter letter)
    {
        if (letter.FontDetails?.FontDictionaryReference is not { } reference)
        {
            return false;
        }

        if (!_known.TryGetValue(reference, out bool isUnreadable))
        {
            _known[reference] = isUnreadable = IsUnreadable(reference);
        }

        return isUnreadable;
    }

    private bool IsUnreadable(IndirectReference reference) =>
        document.Structure.GetObject(reference)?.Data is DictionaryToken font
        && Find<NameToken>(font, NameToken.Subtype)?.Data == "Type0"
        && !font.ContainsKey(NameToken.ToUnicode)
        && Find<NameToken>(font, NameToken.Encoding)?.Data.StartsWith("Identity", StringComparison.Ordinal) == true
        && !HasKnownCharacters(font);

    /// <summary>The numbers of the Asian collections are known, those of <c>Identity</c> are the font's own.</summary>
    private bool HasKnownCharacters(DictionaryToken font) =>
        Find<ArrayToken>(font, NameToken.DescendantFonts)?.Data is [var first, ..]
        && Resolve(first) is DictionaryToken descendant
        && Find<DictionaryToken>(descendant, NameToken.CidSystemInfo) is { } collection
        && Find<StringToken>(collection, NameToken.Ordering)?.Data is { } ordering
        && ordering != "Identity";

    private T? Find<T>(DictionaryToken dictionary, NameToken name)
        where T : class => dictionary.Data.TryGetValue(name.Data, out IToken? token) ? Resolve(token) as T : null;

    private IToken? Resolve(IToken token) =>
        token is IndirectReferenceToken reference ? document.Structure.GetObject(reference.Data)?.Data : token;
}
