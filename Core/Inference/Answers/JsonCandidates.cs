using System.Text;
using System.Text.Json;

namespace PromptIntel.Core.Inference.Answers;

/// <summary>
/// Finds the JSON in an answer: the whole of it, a fenced block of it, or objects and lists between other words. Linear in the answer:
/// what is read twice is bounded.
/// </summary>
internal static class JsonCandidates
{
    private const string Fence = "```";
    private const int MostCandidates = 64;
    private const int MostAttempts = 1_000;
    private const int ReadTimes = 8;

    /// <summary>In the order of their place; one where the whole answer is JSON. None where nothing is.</summary>
    public static List<JsonElement> Find(string answer, int maxDepth)
    {
        string text = answer.Trim();

        if (Parse(text, maxDepth) is { } whole)
        {
            return [whole];
        }

        List<JsonElement> fenced =
            [.. FencedBlocks(text).Select(block => Parse(block, maxDepth)).OfType<JsonElement>().Take(MostCandidates)];
        return fenced.Count > 0 ? fenced : Between(text, maxDepth);
    }

    private static JsonElement? Parse(string text, int maxDepth)
    {
        try
        {
            return JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = maxDepth });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What stands between two fences, without the word that names its language.</summary>
    private static IEnumerable<string> FencedBlocks(string text)
    {
        int open = text.IndexOf(Fence, StringComparison.Ordinal);

        while (open >= 0)
        {
            int start = open + Fence.Length;
            int close = text.IndexOf(Fence, start, StringComparison.Ordinal);
            string block = close < 0 ? text[start..] : text[start..close];
            int word = 0;

            while (word < block.Length && (char.IsAsciiLetterOrDigit(block[word]) || block[word] is '_' or '-' or '+'))
            {
                word++;
            }

            // A language is followed by white space; a number or a word of JSON may be all there is.
            yield return (word < block.Length && char.IsWhiteSpace(block[word]) ? block[word..] : block).Trim();
            open = close < 0 ? -1 : text.IndexOf(Fence, close + Fence.Length, StringComparison.Ordinal);
        }
    }

    private static List<JsonElement> Between(string text, int maxDepth)
    {
        var found = new List<JsonElement>();
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        long budget = (long)bytes.Length * ReadTimes;

        for (int at = Next(bytes, 0), attempts = 0; at >= 0
            && budget > 0
            && attempts < MostAttempts
            && found.Count < MostCandidates; attempts++)
        {
            (int consumed, bool isValue) = Measure(bytes.AsSpan(at), maxDepth);
            budget -= consumed + 1;

            if (isValue && Parse(Encoding.UTF8.GetString(bytes, at, consumed), maxDepth) is { } value)
            {
                found.Add(value);
                at = Next(bytes, at + consumed);
            }
            else
            {
                at = Next(bytes, at + 1);
            }
        }

        return found;
    }

    private static int Next(byte[] bytes, int from)
    {
        int next = bytes.AsSpan(from).IndexOfAny((byte)'{', (byte)'[');
        return next < 0 ? -1 : from + next;
    }

    private static (int Consumed, bool IsValue) Measure(ReadOnlySpan<byte> bytes, int maxDepth)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = maxDepth });

        try
        {
            reader.Read();
            reader.Skip();
            return ((int)reader.BytesConsumed, true);
        }
        catch (JsonException)
        {
            return ((int)reader.BytesConsumed, false);
        }
    }
}
