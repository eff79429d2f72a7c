namespace PromptIntel.Extraction.Mail;

/// <summary>What a part of a mail is.</summary>
public enum MailPartKind
{
    /// <summary>Header lines of the newest message.</summary>
    Header,

    /// <summary>What the sender of the newest message wrote now.</summary>
    NewText,

    /// <summary>An earlier message of the thread, or a piece of it, with the line that introduces it.</summary>
    Quoted,

    /// <summary>A message passed on from outside the thread.</summary>
    Forwarded,

    /// <summary>Closing formula and what stands below it, of the newest message.</summary>
    Signature,

    /// <summary>Legal text or an unsubscribe notice that a mail system adds.</summary>
    Disclaimer,
}

/// <summary>A run of lines of a mail; blank lines between parts belong to none.</summary>
/// <param name="FirstLine">Counted from 1.</param>
/// <param name="LastLine">Its last line that is not blank, inclusive.</param>
/// <param name="Text">Without quotation marks at the line starts.</param>
/// <param name="Author">Who wrote it, where the thread says so.</param>
/// <param name="SentAt">The day it was written, ISO 8601, where the thread says so.</param>
/// <param name="IsMarked">For quoted: whether its lines are marked, as with <c>&gt;</c>; null for other kinds.</param>
public sealed record MailPart(
    MailPartKind Kind, int FirstLine, int LastLine, string Text, string? Author, string? SentAt, bool? IsMarked);
