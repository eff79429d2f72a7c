namespace PromptIntel.Core.Inference.Answers;

/// <summary>The answer in what a model wrote: without a byte order mark, and without the reasoning that some write before it.</summary>
internal static class AnswerText
{
    private const char ByteOrderMark = '\ufeff';
    private const string Closing = "</think>";

    // The answer's own channel in the raw format of OpenAI's open models; the others are not meant to be seen.
    private const string Channel = "<|channel|>";
    private const string FinalChannel = "<|channel|>final<|message|>";

    private static readonly string[] ChannelEnds = ["<|return|>", "<|end|>"];

    private static readonly (string Opening, string Closing)[] Reasoning =
        [("<think>", Closing), ("[THINK]", "[/THINK]"), ("\u25c1think\u25b7", "\u25c1/think\u25b7")];

    /// <summary>Empty where there is nothing but reasoning, or reasoning that does not end.</summary>
    public static string Of(string written)
    {
        string text = written.TrimStart(ByteOrderMark);
        string start = text.TrimStart();

        if (start.StartsWith(Channel, StringComparison.Ordinal))
        {
            return Final(start);
        }

        foreach ((string opening, string closing) in Reasoning)
        {
            if (start.StartsWith(opening, StringComparison.OrdinalIgnoreCase))
            {
                return Behind(start, closing) ?? "";
            }
        }

        // Templates of some models write the opening tag themselves, so that only the end comes back.
        return text.Contains(Reasoning[0].Opening, StringComparison.OrdinalIgnoreCase) ? text : Behind(text, Closing) ?? text;
    }

    private static string? Behind(string text, string closing)
    {
        int end = text.IndexOf(closing, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? null : text[(end + closing.Length)..].TrimStart().TrimStart(ByteOrderMark);
    }

    private static string Final(string text)
    {
        int start = text.LastIndexOf(FinalChannel, StringComparison.Ordinal);

        if (start < 0)
        {
            return "";
        }

        string answer = text[(start + FinalChannel.Length)..];
        int end = ChannelEnds.Select(mark => answer.IndexOf(mark, StringComparison.Ordinal)).Where(at => at >= 0)
            .DefaultIfEmpty(answer.Length).Min();
        return answer[..end];
    }
}
