using System.Collections.Immutable;
using System.Diagnostics;

using PromptIntel.Core.Mail.Asks;
using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Tests.Mail;

public sealed class AskFinderTests
{
    private static readonly DateOnly Monday = new(2026, 11, 16);

    private static readonly AskRules Rules = new()
    {
        Requests = ["please"],
        Courtesies = [],
        Promises = [],
        Deadlines = ["need it"],
        PassesOn = [],
        Conjunctions = [],
        Verbs = [],
        SilentCategories = [],
        Due = new DueRules
        {
            Before = ["by", "by the", "no later than"],
            Within = [],
            From = [],
            Today = [],
            Tomorrow = [],
            EndOfWeek = [],
            EndOfNextWeek = [],
            EndOfMonth = [],
            Weekdays = ImmutableDictionary<string, int>.Empty.Add("tuesday", 2).Add("friday", 5),
            Numbers = ImmutableDictionary<string, int>.Empty,
            Days = [],
            Hours = [],
            Weeks = [],
        },
    };

    [Theory]
    [InlineData("Please sign by Friday.", "by Friday", "2026-11-20")]
    [InlineData("Please sign by the evening of Tuesday.", "by the evening of Tuesday", "2026-11-17")]
    [InlineData("Please sign by now and come along on Tuesday.", null, null)]
    [InlineData("Please sign the draft of 3 November 2026 no later than 1 December 2026.", "no later than 1 December 2026", "2026-12-01")]
    public void Find_WhenADayIsNamed_ReadsItBehindTheWordForIt(string text, string? words, string? due)
    {
        Ask ask = Assert.Single(Find(text).Asks);

        Assert.Equal((words, due), (ask.DueWords, ask.Due));
    }

    [Fact]
    public void Find_WhenADeadlineFollows_SetsItForWhatHasNoDayOfItsOwn()
    {
        Found found = Find(
            "Please sign. Please pay by Tuesday. We need it by Friday. Please call. We need it by Tuesday. We need it by Friday.");

        Assert.Equal(["2026-11-20", "2026-11-17", "2026-11-17"], found.Asks.Select(ask => ask.Due));
    }

    [Theory]
    [InlineData("by ")]
    [InlineData("1 May 2026 ")]
    [InlineData("by sign 1 May ")]
    public void Find_InALongSentence_TakesTimeInStepWithItsLength(string piece)
    {
        string text = "Please " + string.Concat(Enumerable.Repeat(piece, 400_000 / piece.Length));
        var clock = Stopwatch.StartNew();

        _ = Find(text);

        // A quadratic reader takes minutes; the bound leaves room for a busy machine.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    private static Found Find(string text) => new AskFinder(Rules).Find(Sentences.Of(text), Monday, askedBy: null);
}
