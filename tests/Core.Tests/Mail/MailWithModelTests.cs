using System.Text.Json;

using PromptIntel.Core.Tests.Leagues;

namespace PromptIntel.Core.Tests.Mail;

/// <summary>What a language model says counts as far as the mail bears it out.</summary>
public sealed class MailWithModelTests
{
    private const string Text = "Please send the price list by Friday. One of our referees was offered money.";

    private static readonly object Message = new { subject = "Hello", received_at = "2026-03-02T09:00:00+00:00", language = "en" };
    private static readonly object[] Parts = [new { kind = "new_text", text = Text }];

    [Fact]
    public async Task Classify_WhenTheModelOverlooksAnAlert_KeepsTheAlertAndAsksAPerson()
    {
        JsonElement result = await Bench("classify_email", new
        {
            category = "new_league_enquiry",
            confidence = 0.95,
            evidence = new[] { "price list", "words that nobody wrote" },
            second_choice = (string?)null,
        }).CompleteAsync("classify_mail", new { message = Message, parts = Parts });

        Assert.Equal("integrity_alert", result.GetProperty("category").GetString());
        Assert.True(result.GetProperty("confidence").GetDecimal() < 0.7m);
        Assert.Equal("new_league_enquiry", result.GetProperty("second_choice").GetString());
    }

    [Fact]
    public async Task Classify_WhenTheModelQuotes_KeepsWhatStandsInTheMail()
    {
        JsonElement result = await Bench("classify_email", new
        {
            category = "integrity_alert",
            confidence = 0.9,
            evidence = new[] { "was offered money", "words that nobody wrote" },
            second_choice = (string?)null,
        }).CompleteAsync("classify_mail", new { message = Message, parts = Parts });

        Assert.Equal("was offered money", Assert.Single(result.GetProperty("evidence").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Asks_OfTheModel_NeedWordsOfTheMailAndKeepTheDayOfTheRules()
    {
        JsonElement result = await Bench("extract_email_action", new
        {
            actions = new[]
            {
                Action("Send the price list", "Please send the price list by Friday"), Action("Pay", "pay us at once"),
            },
            questions_to_us = Array.Empty<string>(),
            commitments_by_sender = Array.Empty<string>(),
            missing = Array.Empty<string>(),
        }).CompleteAsync("find_asks", new { message = Message, parts = Parts, category = "new_league_enquiry" });

        JsonElement ask = Assert.Single(result.GetProperty("asks").EnumerateArray());
        Assert.Equal("Send the price list", ask.GetProperty("action").GetString());
        Assert.Equal("2026-03-06", ask.GetProperty("due").GetString());
    }

    [Fact]
    public async Task Reply_OfTheModel_IsMarkedAsItsOwn()
    {
        JsonElement result = await Bench("draft_email_reply", new
        {
            subject = "ignored",
            body = "Dear Ann, we will send it.",
            needs_person = false,
            open_points = new[] { "the price list" },
        }).CompleteAsync(
            "draft_reply", new { message = Message, parts = Parts, category = "new_league_enquiry", asks = Array.Empty<object>() });

        JsonElement reply = result.GetProperty("reply");
        Assert.Equal("Re: Hello", reply.GetProperty("subject").GetString());
        Assert.Equal("Dear Ann, we will send it.", reply.GetProperty("body").GetString());
        Assert.Equal(JsonValueKind.Null, reply.GetProperty("template").ValueKind);
        Assert.StartsWith("language model", result.GetProperty("prepared_with").GetString(), StringComparison.Ordinal);
    }

    private static object Action(string action, string quote) =>
        new { action, due = "2027-01-01", requested_by = (string?)null, quote };

    private static LeagueBench Bench(string prompt, object answer) =>
        new(new FakeStageModel(new Dictionary<string, object> { [prompt] = answer }));
}
