using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Phrases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Mail.Priority;

/// <summary>
/// Operation type <c>mail.prioritise</c>: priority, time to respond by, route, and whether a person must see it. By rules with and without
/// a language model, which has its say in the category and in what is asked. Setting: <c>priorities</c>.
/// </summary>
internal sealed class PrioritiseMailOperation : LeagueOperation
{
    public override string Type => "mail.prioritise";

    public override string Summary => "Says how urgent a mail is, with reasons, and where it goes.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } = [new("priorities", EntryKind.Config, "components")];

    protected override Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken)
    {
        PriorityRules rules = stage.Config<PriorityRules>("priorities");
        JsonElement classification = stage.Input.Get("classification");
        string category = classification.GetText("category") ?? "";
        ImmutableArray<string> flags = new LeagueFacts(classification).List("flags");
        var message = new PrioritisedMail(rules, MailStage.Read(stage.Input), category, flags, stage.Input);
        PriorityRule rule = rules.Rules.First(message.Fits);
        bool isRaised = !rule.IsFinal && message.Says(rules.RaisedBy);
        int level = rules.Levels.Select(item => item.Name).ToList().IndexOf(rule.Priority);
        PriorityLevel decided = rules.Levels[Math.Max(0, level - (isRaised ? 1 : 0))];
        bool isUnsure = new LeagueFacts(classification).Number("confidence") < rules.PersonBelow;
        return Task.FromResult<OperationOutcome>(new OperationOutcome.Completed(LeagueJson.Write(new
        {
            priority = decided.Name,
            respond_by = message.ReceivedAt?.AddHours(decided.Hours).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            reason = isRaised ? $"{rule.Reason}; {rules.RaisedReason}" : rule.Reason,
            route = rules.Routes.GetValueOrDefault(category)
                ?? throw new LeagueConfigurationException($"the priorities have no route for category '{category}'"),
            needs_person = isUnsure || rules.PersonCategories.Contains(category) || rules.PersonFlags.Any(flags.Contains),
        })));
    }
}

/// <summary>One mail beside the conditions of a rule.</summary>
internal sealed class PrioritisedMail(PriorityRules rules, MailStage mail, string category, ImmutableArray<string> flags, JsonElement input)
{
    private readonly ImmutableArray<Sentence> _sentences = [.. Sentences.Of(mail.Subject ?? ""), .. mail.Sentences];

    public DateTimeOffset? ReceivedAt => mail.ReceivedAt;

    public bool Fits(PriorityRule rule) =>
        (rule.Categories?.Contains(category) ?? true)
        && (rule.Flags?.Any(flag => flags.Contains(flag)) ?? true)
        && (rule.Tiers?.Contains(input.GetText("sender_tier") ?? "") ?? true)
        && (rule.Says is null || Says(rule.Says) || (rule.EventWithinHours is not null && IsEventNear(rule.EventWithinHours.Value)))
        && (rule.EventWithinHours is null || rule.Says is not null || IsEventNear(rule.EventWithinHours.Value))
        && (rule.DeadlineWithinDays is not { } days || IsDueWithin(days));

    public bool Says(string name)
    {
        var phrases = new PhraseSet(rules.Says[name]);
        return _sentences.Any(sentence => phrases.IsIn(sentence.Words));
    }

    private bool IsEventNear(int hours) =>
        ReceivedAt is { } received
        && DateTimeOffset.TryParse(
            input.GetText("next_event_at"), CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset start)
        && start - received <= TimeSpan.FromHours(hours)
        && received - start <= TimeSpan.FromHours(rules.EventLastsHours);

    private bool IsDueWithin(int days) =>
        ReceivedAt is { } received
        && input.Get("asks") is { ValueKind: JsonValueKind.Array } asks
        && asks.EnumerateArray().Any(ask => new LeagueFacts(ask).Date("due") is { } due
            && due <= DateOnly.FromDateTime(received.DateTime).AddDays(days));
}
