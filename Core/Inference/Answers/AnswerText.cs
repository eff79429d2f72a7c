namespace PromptIntel.Core.Inference.Answers;

/// <summary>The answer in what a model wrote: without a byte order mark, and without the reasoning that some write before it.</summary>
internal static class AnswerText
{
    private const char ByteOrderMark = '\ufeff';
    private const string Opening = "<think>";
    private const string Closing = "</think>";

    /// <summary>Empty where there is nothing but reasoning, or reasoning that does not end.</summary>
    public static string Of(string written)
    {
        string text = written.TrimStart(ByteOrderMark);
        ReadOnlySpan<char> start = text.AsSpan().TrimStart();

        if (start.StartsWith(Opening, StringComparison.OrdinalIgnoreCase))
        {
            int end = text.IndexOf(Closing, StringComparison.OrdinalIgnoreCase);
            return end < 0 ? "" : text[(end + Closing.Length)..].TrimStart().TrimStart(ByteOrderMark);
        }

        // Templates of some models write the opening tag themselves, so that only the end comes back.
        int close = text.IndexOf(Closing, StringComparison.OrdinalIgnoreCase);
        return close >= 0 && !text.Contains(Opening, StringComparison.OrdinalIgnoreCase)
            ? text[(close + Closing.Length)..].TrimStart()
            : text;
    }
}
