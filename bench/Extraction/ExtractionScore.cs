using System.Text.Json.Nodes;

namespace PromptIntel.Bench.Extraction;

/// <summary>Counts over fields of documents. A value that is wrong counts against precision and, where one was stated, recall.</summary>
internal sealed class ExtractionScore
{
    public int Correct { get; private set; }

    /// <summary>Values other than the stated one.</summary>
    public int Wrong { get; private set; }

    /// <summary>Values where nothing is stated.</summary>
    public int Invented { get; private set; }

    public int Missed { get; private set; }

    public double Precision => Ratio(Correct, Correct + Wrong + Invented);

    public double Recall => Ratio(Correct, Correct + Wrong + Missed);

    /// <summary>What went wrong, for a reader of the report; null when nothing did.</summary>
    public string? Add(JsonNode? expected, JsonNode? found)
    {
        if (expected is null && found is null)
        {
            return null;
        }

        if (JsonNode.DeepEquals(expected, found))
        {
            Correct++;

            return null;
        }

        if (found is null)
        {
            Missed++;

            return $"missed {expected!.ToJsonString()}";
        }

        if (expected is null)
        {
            Invented++;

            return $"invented {found.ToJsonString()}";
        }

        Wrong++;

        return $"wrong {found.ToJsonString()}, stated {expected.ToJsonString()}";
    }

    private static double Ratio(int part, int whole) => whole == 0 ? 1 : (double)part / whole;
}
