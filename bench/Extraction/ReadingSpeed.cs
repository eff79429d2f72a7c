using System.Diagnostics;

namespace PromptIntel.Bench.Extraction;

/// <summary>Milliseconds of the reader for a page of 3,000 characters.</summary>
/// <param name="First">All documents once, with what the runtime compiles meanwhile: a program that has just started.</param>
/// <param name="Settled">All documents, when the runtime has compiled what it runs often.</param>
/// <param name="ByPages">One text of as many pages, made of the documents, by its pages: what is not linear shows here.</param>
internal sealed record ReadingSpeed(double First, double Settled, IReadOnlyList<(int Pages, double Milliseconds)> ByPages)
{
    private const int PageLength = 3_000;
    private const int WarmRounds = 20;
    private const int Rounds = 5;
    private static readonly int[] Lengths = [1, 10, 40];

    /// <summary>The slowest of the settled figures.</summary>
    public double Slowest => ByPages.Select(length => length.Milliseconds).Append(Settled).Max();

    public static ReadingSpeed Measure(ShippedExtraction extraction, IReadOnlyList<LabelledDocument> documents)
    {
        List<string> texts = [.. documents.Select(document => document.Text)];
        var first = Time(extraction, texts);

        for (var round = 0; round < WarmRounds; round++)
        {
            Time(extraction, texts);
        }

        return new ReadingSpeed(first, Median(extraction, texts),
            [.. Lengths.Select(pages => (pages, Median(extraction, [Joined(texts, pages * PageLength)])))]);
    }

    private static double Median(ShippedExtraction extraction, List<string> texts) =>
        Enumerable.Range(0, Rounds).Select(_ => Time(extraction, texts)).Order().ElementAt(Rounds / 2);

    private static double Time(ShippedExtraction extraction, List<string> texts)
    {
        var started = Stopwatch.GetTimestamp();
        texts.ForEach(text => extraction.Extract(text));

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds / texts.Sum(text => text.Length) * PageLength;
    }

    private static string Joined(List<string> texts, int length)
    {
        var joined = string.Join("\n\n", texts);

        return string.Concat(Enumerable.Repeat(joined + "\n\n", (length / joined.Length) + 1))[..length];
    }
}
