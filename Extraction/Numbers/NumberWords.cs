using System.Collections.Frozen;

using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Numbers;

/// <summary>Numbers below a thousand in words: "twenty-two", "two hundred and forty", "vierundzwanzig", "treinta y dos",
/// "vingt-quatre".</summary>
internal static class NumberWords
{
    private static readonly FrozenDictionary<string, int> Small = Build();

    public static bool IsNumber(string lower) => Small.ContainsKey(lower);

    /// <summary>The digit of "two point four"; null for words above nine.</summary>
    public static int? Digit(string lower) => Small.TryGetValue(lower, out var value) && value < 10 ? value : null;

    /// <summary>Reads the words from token <paramref name="first"/>; null when they are no number. A sum that no language says has no
    /// value.</summary>
    public static (decimal? Value, int Next)? Read(Token[] tokens, int first)
    {
        if (!Small.TryGetValue(tokens[first].Lower, out var value))
        {
            return null;
        }

        var (total, last, at) = ((decimal)value, value, first + 1);

        while (at < tokens.Length)
        {
            var word = at + (tokens[at].Lower is "-" or "and" or "y" or "et" or "und" ? 1 : 0);

            if (tokens[at].Lower is "hundred" or "hundert" or "dozen" && total is > 0 and < 100)
            {
                total *= tokens[at].Is("dozen") ? 12 : 100;
                last = 100;
                at++;
            }
            else if (word < tokens.Length && Small.TryGetValue(tokens[word].Lower, out var next) && (word > at || IsNear(tokens, word)))
            {
                if (!Follows(last, next, tokens[at].Lower))
                {
                    // "and" parts two numbers as well; words side by side are one expression that says nothing known.
                    return tokens[at].Lower is "and" or "und" or "y" or "et" or "-" ? (total, at) : (null, word + 1);
                }

                total += next;
                last = next;
                at = word + 1;
            }
            else
            {
                break;
            }
        }

        return (total, at);
    }

    private static bool Follows(int last, int next, string joint) => last switch
    {
        100 => next < 100,
        60 when joint == "-" => next < 20,
        >= 20 when last % 10 == 0 => next is > 0 and < 10,
        10 when joint == "-" => next is > 6 and < 10,
        _ => false,
    };

    private static bool IsNear(Token[] tokens, int at) => tokens[at].Start - tokens[at - 1].End <= 1;

    private static FrozenDictionary<string, int> Build()
    {
        var all = new Dictionary<string, int>(StringComparer.Ordinal);

        Add(0, "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen " +
            "eighteen nineteen");
        Add(0, "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn " +
            "achtzehn neunzehn");
        Add(2, "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze");
        Add(2, "dos tres cuatro cinco seis siete ocho nueve diez _ doce trece catorce quince dieciséis diecisiete dieciocho diecinueve " +
            "veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve");
        Tens("twenty thirty forty fifty sixty seventy eighty ninety", "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
            "_ treinta cuarenta cincuenta sesenta setenta ochenta noventa", "vingt trente quarante cinquante soixante _ _ _");

        foreach (var (unit, value) in new[] { ("ein", 1), ("zwei", 2), ("drei", 3), ("vier", 4), ("fünf", 5), ("sechs", 6), ("sieben", 7),
            ("acht", 8), ("neun", 9) })
        {
            foreach (var (ten, tens) in "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".Split(' ').Select((ten, i) =>
                (ten, (i + 2) * 10)))
            {
                all[unit + "und" + ten] = tens + value;
            }
        }

        // Words of another meaning in another language: a month, a verb, nothing.
        foreach (var doubtful in new[] { "_", "null", "sept" })
        {
            all.Remove(doubtful);
        }

        all["fourty"] = 40;

        return all.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(int first, string words)
        {
            foreach (var word in words.Split(' '))
            {
                all[word] = first++;
            }
        }

        void Tens(params string[] languages)
        {
            foreach (var words in languages)
            {
                foreach (var (word, i) in words.Split(' ').Select((word, i) => (word, i)))
                {
                    all[word] = (i + 2) * 10;
                }
            }
        }
    }
}
