using System.Diagnostics;

using PromptIntel.Extraction.Mail;

namespace PromptIntel.Extraction.Tests;

public sealed class MailThreadTests
{
    [Fact]
    public void Read_WithoutMarks_CutsNewTextFromSignatureAndHistory()
    {
        MailThread thread = MailThread.Read("""
            From: "Vogel, Petra" <vogel@liga.example>
            Date: Sat, 7 Feb 2026 22:40:00 +0100
            Subject: Re: Calendar

            Dear Eva,

            the dates are fixed.

            Kind regards
            Petra Vogel

            P.S. The hall is booked.

            On 5 Feb 2026, at 11:02, Eva Lind <eva@example.org> wrote:

            Dear Petra,
            which dates?
            """);

        Assert.Equal(
            ["Header 1-3", "NewText 5-7", "Signature 9-10", "NewText 12-12", "Quoted 14-17"], thread.Parts.Select(Show));
        Assert.Equal(("Vogel, Petra", "vogel@liga.example"), (thread.Header.SenderName, thread.Header.SenderAddress));
        Assert.Equal(new DateTimeOffset(2026, 2, 7, 22, 40, 0, TimeSpan.FromHours(1)), thread.Header.SentAt);
        Assert.Equal("Petra Vogel", thread.SignedWith);
        Assert.Equal(("Eva Lind", "2026-02-05", false), (thread.Parts[^1].Author, thread.Parts[^1].SentAt, thread.Parts[^1].IsMarked));
    }

    [Fact]
    public void Read_WhenAnswersStandBetweenMarkedLines_KeepsThemApartByDepth()
    {
        MailThread thread = MailThread.Read("""
            Answers below.

            Am 8. Juni 2026 um 16:20 schrieb Eva Lind <eva@example.org>:
            > 1. Clubs?

            Fourteen.

            > 2. Data?
            >
            > On 1 Jun 2026, Rob wrote:
            >> When do we start?
            """);

        Assert.Equal(
            ["NewText 1-1", "Quoted 3-4", "NewText 6-6", "Quoted 8-8", "Quoted 10-11"], thread.Parts.Select(Show));
        Assert.Equal("Eva Lind", thread.Parts[1].Author);
        Assert.Equal("Rob", thread.Parts[4].Author);
        Assert.Equal("On 1 Jun 2026, Rob wrote:\nWhen do we start?", thread.Parts[4].Text);
        Assert.All(thread.Parts.Where(part => part.Kind == MailPartKind.Quoted), part => Assert.True(part.IsMarked));
    }

    [Fact]
    public void Read_WhenAMessageIsPassedOn_SaysSo()
    {
        MailThread thread = MailThread.Read("""
            Please answer him.

            ---------- Forwarded message ---------
            From: Mark Tully <mark@example.org>
            Subject: Podcast

            Would you join?

            This e-mail may contain confidential information.
            """);

        Assert.Equal(["NewText 1-1", "Forwarded 3-7", "Disclaimer 9-9"], thread.Parts.Select(Show));
        Assert.Equal("Mark Tully", thread.Parts[1].Author);
        Assert.Null(thread.Parts[1].IsMarked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n \t\n")]
    [InlineData(">\n>>\n> ")]
    public void Read_WithoutText_HasNoParts(string text) => Assert.Empty(MailThread.Read(text).Parts);

    [Fact]
    public void Read_WhenAColonFollowsWrote_IsNoQuotation() =>
        Assert.Equal(["NewText 1-2"], MailThread.Read("As the board wrote:\nwe agree.").Parts.Select(Show));

    [Theory]
    [InlineData(">")]
    [InlineData("> a\n")]
    [InlineData("-----\n")]
    [InlineData("-----\n\n")]
    [InlineData("On 1 May\n")]
    [InlineData("From: a@b\nTo: c\n")]
    [InlineData("Kind regards\n")]
    [InlineData("Kind regards\n\n")]
    [InlineData("unsubscribe\n\n")]
    [InlineData("a@")]
    public void Read_OfAMebibyte_TakesTimeInStepWithItsLength(string piece)
    {
        string text = string.Concat(Enumerable.Repeat(piece, (1 << 20) / piece.Length));
        var clock = Stopwatch.StartNew();

        MailThread thread = MailThread.Read(text);

        // A quadratic reader takes minutes; the bound leaves room for a busy machine.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.All(thread.Parts, part => Assert.InRange(part.LastLine, part.FirstLine, text.Length));
    }

    [Fact]
    public void Read_WhenTheSubjectIsFoldedOften_TakesTimeInStepWithItsLength()
    {
        var clock = Stopwatch.StartNew();

        MailThread thread = MailThread.Read("Subject: a\n" + string.Concat(Enumerable.Repeat(" x\n", 100_000)));

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal("a" + string.Concat(Enumerable.Repeat(" x", 100_000)), thread.Header.Subject);
    }

    [Theory]
    [InlineData(
        "The information in this offer is what we agreed on Monday.\n\nCan you sign it by Friday?\n\nAnn", "NewText 1-3", "Signature 5-5")]
    [InlineData("The information in this offer is what we agreed.\n\nPlease sign it.", "NewText 1-3")]
    [InlineData("Please sign.\n\nThe information in this offer holds.\n\nKind regards\nAnn", "NewText 1-3", "Signature 5-6")]
    [InlineData("Can you sign?\n\nThis e-mail may contain secrets.\n\nDelete it then.", "NewText 1-1", "Disclaimer 3-5")]
    [InlineData("To unsubscribe, click here.\nWe are sorry.", "Disclaimer 1-2")]
    [InlineData(
        "The information in this offer holds.\n\nPlease sign it.\n\nThis e-mail is confidential.", "NewText 1-3", "Disclaimer 5-5")]
    public void Read_WhenAParagraphBeginsLikeANotice_IsOneOnlyAtTheEnd(string text, params string[] parts) =>
        Assert.Equal(parts, MailThread.Read(text).Parts.Select(Show));

    [Theory]
    [InlineData("We agree.\n\nKind regards\nAnn\nPSV Eindhoven", "NewText 1-1", "Signature 3-5")]
    [InlineData("We agree.\n\nKind regards\nAnn\nPS: the hall is booked", "NewText 1-1", "Signature 3-4", "NewText 5-5")]
    public void Read_WhenALineBeginsWithPS_IsAPostscriptOnlyAsAWord(string text, params string[] parts) =>
        Assert.Equal(parts, MailThread.Read(text).Parts.Select(Show));

    [Fact]
    public void Read_WhenNothingFollowsASeparator_EndsWithIt() =>
        Assert.Equal(["Forwarded 1-1"], MailThread.Read("---------- Forwarded message ---------\n\n\n").Parts.Select(Show));

    private static string Show(MailPart part) => $"{part.Kind} {part.FirstLine}-{part.LastLine}";
}
