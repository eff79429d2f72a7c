using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace PromptIntel.Embedder.Tokens;

/// <summary>
/// The canonical decompositions of Unicode without the marks in them: what a character becomes when its accents are taken off. A table of
/// our own, because the framework decomposes nothing while globalization is invariant. Each line of the resource is a character and what
/// remains of it, hexadecimal; Hangul is left out there and computed.
/// </summary>
internal static class Decompositions
{
    private const int FirstSyllable = 0xAC00, LastSyllable = 0xD7A3, FirstLead = 0x1100, FirstVowel = 0x1161, NoTail = 0x11A7;
    private const int Vowels = 21, Tails = 28;

    private static readonly FrozenDictionary<Rune, Rune[]> Table = Read();

    /// <summary>Adds what remains of the character: itself, its parts without marks, or nothing of a mark.</summary>
    public static void AddTo(List<Rune> runes, Rune rune)
    {
        if (rune.IsAscii)
        {
            runes.Add(rune);
        }
        else if (Table.TryGetValue(rune, out Rune[]? parts))
        {
            runes.AddRange(parts);
        }
        else if (rune.Value is >= FirstSyllable and <= LastSyllable)
        {
            AddSyllable(runes, rune.Value - FirstSyllable);
        }
        else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
        {
            runes.Add(rune);
        }
    }

    private static void AddSyllable(List<Rune> runes, int number)
    {
        (int rest, int tail) = Math.DivRem(number, Tails);
        (int lead, int vowel) = Math.DivRem(rest, Vowels);
        runes.Add(new Rune(FirstLead + lead));
        runes.Add(new Rune(FirstVowel + vowel));

        if (tail > 0)
        {
            runes.Add(new Rune(NoTail + tail));
        }
    }

    private static FrozenDictionary<Rune, Rune[]> Read()
    {
        using var reader = new StreamReader(typeof(Decompositions).Assembly.GetManifestResourceStream("decompositions.txt")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Array.ConvertAll(line.Split(' '), code => new Rune(int.Parse(code, NumberStyles.HexNumber, null))))
            .ToFrozenDictionary(line => line[0], line => line[1..]);
    }
}
