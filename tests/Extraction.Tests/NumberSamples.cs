using System.Globalization;

using PromptIntel.Tests.Shared;

namespace PromptIntel.Extraction.Tests;

/// <summary>An expression of a number as people write it.</summary>
/// <param name="Text">Its parts have a space between them: at each of them a word may break in.</param>
/// <param name="Value">What it says; null where it is no value of the field ("a month", a range).</param>
internal sealed record NumberSample(string Field, string Text, decimal? Value);

/// <summary>Numbers at random: digits in five notations, words, magnitudes, currencies, periods and units of many languages.</summary>
internal static class NumberSamples
{
    private static readonly (string Word, decimal Factor, bool HasPoint)[] Magnitudes =
    [
        ("thousand", 1_000, true), ("million", 1_000_000, true), ("billion", 1_000_000_000, true), ("bn", 1_000_000_000, true),
        ("lakh", 100_000, true), ("crore", 10_000_000, true), ("Mio.", 1_000_000, false), ("Millionen", 1_000_000, false),
        ("Mrd.", 1_000_000_000, false), ("Tsd.", 1_000, false), ("mill.", 1_000_000, false), ("millones", 1_000_000, false),
        ("millions", 1_000_000, true), ("milliards", 1_000_000_000, false), ("mille", 1_000, false), ("milhões", 1_000_000, false),
        ("miljoner", 1_000_000, false), ("milioni", 1_000_000, false), ("mln", 1_000_000, true), ("тыс.", 1_000, false),
        ("млн", 1_000_000, false), ("万", 10_000, true), ("億", 100_000_000, true), ("억", 100_000_000, true),
        ("milyon", 1_000_000, false), ("tys.", 1_000, false),
    ];

    private static readonly (string Text, decimal Value)[] Words =
    [
        ("two million four hundred thousand", 2_400_000), ("two and a half million", 2_500_000), ("two point four million", 2_400_000),
        ("a quarter of a million", 250_000), ("three quarters of a million", 750_000), ("half a million", 500_000),
        ("2½ million", 2_500_000), ("2 1/2 million", 2_500_000), ("2 million 400 thousand", 2_400_000), ("3 crore 45 lakh", 34_500_000),
        ("2.4 thousand million", 2_400_000_000), ("6 milyon 200 bin", 6_200_000), ("three dozen", 36),
        ("one and a quarter million", 1_250_000),
    ];

    private static readonly (string Text, decimal Value)[] Counts =
    [
        ("twenty-two", 22), ("a hundred and twenty", 120), ("two hundred and forty", 240), ("zwölf", 12), ("vierundzwanzig", 24),
        ("treinta y dos", 32), ("vingt-quatre", 24), ("twelve thousand", 12_000), ("12 thousand", 12_000), ("3 lakh", 300_000),
    ];

    public static NumberSample Draw(Random random) => random.Next(8) switch
    {
        0 => new("rooms", Counted(random) is var (text, value) ? $"{text} rooms" : "", value),
        1 => Share(random),
        2 => Term(random),
        3 => Day(random),
        4 => Range(random),
        _ => Amount(random),
    };

    private static NumberSample Amount(Random random)
    {
        (string text, decimal value) = random.Next(3) switch
        {
            0 => random.Pick<(string, decimal)>(Words),
            1 => Grouped(random),
            _ => Magnified(random),
        };
        string money = random.Next(6) switch
        {
            0 => $"EUR {text}",
            1 => $"{text} EUR",
            2 => $"{text} euros",
            3 => $"CHF {text}",
            4 => $"{text} Canadian dollars",
            _ => $"£ {text}",
        };
        (string period, bool isYear) = random.Next(8) switch
        {
            0 => (" a year", true),
            1 => (" per annum", true),
            2 => (" a month", false),
            3 => (" per week", false),
            _ => ("", true),
        };
        return new("income", money + period, isYear ? value : null);
    }

    private static (string, decimal) Magnified(Random random)
    {
        (string word, decimal factor, bool hasPoint) = random.Pick<(string, decimal, bool)>(Magnitudes);
        int tenths = random.Next(1, 1_000);
        string digits = string.Create(CultureInfo.InvariantCulture, $"{tenths / 10}{(hasPoint ? '.' : ',')}{tenths % 10}");
        return ($"{digits} {word}", tenths * factor / 10);
    }

    /// <summary>Two marks or more, so that they can only part thousands.</summary>
    private static (string, decimal) Grouped(Random random)
    {
        int value = random.Next(1_000_000, int.MaxValue);
        string mark = random.Pick(",", ".", "'", "\u00A0", "\u202F");
        return (value.ToString("N0", CultureInfo.InvariantCulture).Replace(",", mark, StringComparison.Ordinal), value);
    }

    private static (string Text, decimal Value) Counted(Random random) =>
        random.OneIn(2) ? random.Pick<(string, decimal)>(Counts) : Plain(random.Next(2, 900));

    private static (string, decimal) Plain(int value) => (value.ToString(CultureInfo.InvariantCulture), value);

    private static NumberSample Share(Random random)
    {
        int value = random.Next(2, 90);
        return random.OneIn(4) ? new("share", $"{value} basis points", null)
            : new("share", $"{value} {random.Pick("%", "percent", "per cent", "Prozent", "por ciento")}", value);
    }

    private static NumberSample Term(Random random)
    {
        int value = random.Next(2, 40);
        return random.Next(3) switch
        {
            0 => new("lease", $"{value} weeks", null),
            1 => new("lease", $"{value} years", value * 12),
            _ => new("lease", $"{value} months", value),
        };
    }

    private static NumberSample Day(Random random)
    {
        DateTime day = new DateTime(2020, 1, 1).AddDays(random.Next(4_000));
        string text = random.Next(3) switch
        {
            0 => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
            1 => day.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture),
            _ => day.ToString("d'th of' MMMM yyyy", CultureInfo.InvariantCulture),
        };
        return new("opens", text, day.Year * 10_000 + (day.Month * 100) + day.Day);
    }

    private static NumberSample Range(Random random)
    {
        int low = random.Next(2, 40);
        return random.Next(3) switch
        {
            0 => new("rooms", $"{low} to {low + 7} rooms", null),
            1 => new("rooms", $"{low} or {low + 7} rooms", null),
            _ => new("income", $"EUR {low} to {low + 7} million", null),
        };
    }
}
