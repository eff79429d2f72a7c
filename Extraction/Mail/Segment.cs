namespace PromptIntel.Extraction.Mail;

/// <summary>Lines of one part; <paramref name="First"/> and <paramref name="Last"/> are indexes and hold no blank line.</summary>
internal sealed record Segment(MailPartKind Kind, int First, int Last, bool? IsMarked = null, string? Author = null, string? SentAt = null)
{
    public MailPart ToPart(MailLine[] lines) => new(
        Kind, First + 1, Last + 1, string.Join('\n', lines[First..(Last + 1)].Select(line => line.Content)), Author, SentAt, IsMarked);
}
