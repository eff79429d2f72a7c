namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// What letters are to a search: lower case, without diacritics, in one width. A table of our own, because the framework takes no letter
/// apart while globalization is invariant.
/// </summary>
internal static class LetterFolding
{
    /// <summary>The most letters that one becomes.</summary>
    public const int MaxLength = 3;

    private const char Dropped = '\0';

    /// <summary>Where the table ends; behind it are few letters to fold.</summary>
    private const int TableLength = 0x2000;

    /// <summary>
    /// A letter, then those that are it with a mark or in another form; the canonical decompositions of Unicode, lower case.
    /// </summary>
    private const string Variants =
        "aàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ bḃḅḇ cçćĉċčḉ dðďđḋḍḏḑḓ eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ fƒḟ gĝğġģǧǵḡ hĥħȟḣḥḧḩḫẖ " +
        "iìíîïĩīĭįİıǐȉȋḭḯỉịɨ jĵǰ kķǩḱḳḵ lĺļľłḷḹḻḽ mḿṁṃ nñńņňŋǹṅṇṉṋ oòóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ pṕṗ " +
        "rŕŗřȑȓṙṛṝṟ sśŝşšſșṡṣṥṧṩẛ tţťŧțṫṭṯṱẗ uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữựʉ vṽṿ wŵẁẃẅẇẉẘ xẋẍ yýÿŷȳẏẙỳỵỷỹ zźżžẑẓẕ " +
        "æǣǽ ʒǯ αάἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ εέἐἑἒἓἔἕὲέ ηήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ ιΐίϊἰἱἲἳἴἵἶἷὶίῐῑῒΐῖῗ οόὀὁὂὃὄὅὸό ρῤῥ " +
        "σς υΰϋύὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ ωώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ ϒϓϔ аӑӓ гѓ еѐёӗ жӂӝ зӟ ийѝӣӥ кќ оӧ уўӯӱӳ чӵ ыӹ эӭ ії ѵѷ " +
        "әӛ өӫ اآأإ وؤ يئ ہۂ ےۓ ەۀ";

    private static readonly char[] Table = CreateTable();

    /// <summary>Writes what the letter is searched by, nothing for a mark that is left out, and returns its length.</summary>
    public static int Fold(char letter, Span<char> folded)
    {
        char lower = letter is >= '\uFF01' and <= '\uFF5E' ? char.ToLowerInvariant((char)(letter - 0xFEE0)) : char.ToLowerInvariant(letter);

        if (Expansion(lower) is { } expansion)
        {
            expansion.CopyTo(folded);
            return expansion.Length;
        }

        bool isMark = lower is (>= '\u20D0' and <= '\u20FF') or (>= '\uFE20' and <= '\uFE2F');
        folded[0] = lower < TableLength ? Table[lower] : isMark ? Dropped : lower;
        return folded[0] == Dropped ? 0 : 1;
    }

    private static string? Expansion(char letter) => letter switch
    {
        'ß' => "ss",
        'æ' or 'ǣ' or 'ǽ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ĳ' => "ij",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' or 'ﬆ' => "st",
        _ => null,
    };

    private static char[] CreateTable()
    {
        char[] table = new char[TableLength];

        for (int letter = 0; letter < TableLength; letter++)
        {
            table[letter] = (char)letter;
        }

        foreach (string variants in Variants.Split(' '))
        {
            foreach (char variant in variants)
            {
                table[variant] = variants[0];
            }
        }

        // Combining accents, soft hyphen, the points of Hebrew, the vowels and the stretching of Arabic. Vowel signs of Indic scripts stay.
        foreach ((int first, int last) in new[]
        {
            (0x00AD, 0x00AD), (0x0300, 0x036F), (0x0483, 0x0487), (0x0591, 0x05C7), (0x0640, 0x0640), (0x064B, 0x0655), (0x0670, 0x0670),
            (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF),
        })
        {
            Array.Fill(table, Dropped, first, last - first + 1);
        }

        return table;
    }
}
