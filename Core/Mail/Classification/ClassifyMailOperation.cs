using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Phrases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Mail.Classification;

/// <summary>
/// Operation type <c>mail.classify</c>: category with evidence, and what a person must not overlook. The rules decide alone without a
/// language model; with one, its category is taken unless the rules found one that outranks. Settings: <c>categories</c>, optionally
/// <c>prompt</c>.
/// </summary>
internal sealed class ClassifyMailOperation : LeagueOperation
{
    private const decimal DisagreementConfidence = 0.65m;
    private const decimal LookBelow = 0.7m;

    public override string Type => "mail.classify";

    public override string Summary => "Says what kind of mail it is.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } =
        [new("categories", EntryKind.Config, "components"), new("prompt", EntryKind.Prompt, "workflows", IsOptional: true)];

    protected override async Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken)
    {
        MailCategories rules = stage.Config<MailCategories>("categories");
        MailStage mail = MailStage.Read(stage.Input);
        var instructions = new PhraseSet(rules.Flags[rules.InstructionsFlag]);
        ImmutableArray<Sentence> own = [.. mail.Sentences.Where(sentence => !instructions.IsIn(sentence.Words))];
        ImmutableArray<Sentence> judged = [.. Sentences.Of(mail.Subject ?? ""), .. own, .. Sentences.Of(mail.Forwarded)];
        CategoryDecision ruled = CategoryScorer.Score(rules, judged);
        ModelAnswer? answer = await stage.AskAsync("prompt", Variables(stage, mail), cancellationToken);

        if (answer is ModelAnswer.Refused refused)
        {
            return new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind);
        }

        CategoryDecision decision = answer is ModelAnswer.Answered answered ? Reconcile(rules, ruled, answered.Value, mail) : ruled;
        return new OperationOutcome.Completed(LeagueJson.Write(new
        {
            decision.Category,
            decision.Confidence,
            second_choice = decision.Confidence < LookBelow ? decision.SecondChoice : null,
            decision.Evidence,
            flags = Flags(
                rules, stage, [.. Sentences.Of(mail.Subject ?? ""), .. mail.Sentences, .. Sentences.Of(mail.Forwarded)]),
        }));
    }

    /// <summary>What the model says, unless an outranking category is at stake; what it quotes must stand in the mail.</summary>
    private static CategoryDecision Reconcile(MailCategories rules, CategoryDecision ruled, JsonElement answer, MailStage mail)
    {
        string proposed = answer.GetText("category") ?? ruled.Category;
        bool isKnown = rules.Categories.Any(category => category.Name == proposed);
        bool isHeld = rules.Categories.Any(
            category => category.Name == ruled.Category && category.OutranksFrom is not null) && ruled.Confidence >= LookBelow;
        string text = MailStage.OneLine($"{mail.Subject}\n{mail.NewText}\n{mail.Forwarded}");
        decimal stated = new LeagueFacts(answer).Number("confidence") ?? 0;

        if (!isKnown || (isHeld && proposed != ruled.Category))
        {
            return ruled with { Confidence = Math.Min(ruled.Confidence, DisagreementConfidence), SecondChoice = isKnown ? proposed : null };
        }

        return new CategoryDecision(
            proposed,
            decimal.Round(Math.Clamp(stated, 0, 1), 2),
            answer.GetText("second_choice") ?? (proposed == ruled.Category ? ruled.SecondChoice : ruled.Category),
            [.. new LeagueFacts(answer).List("evidence")
                .Select(MailStage.OneLine)
                .Where(quote => quote.Length > 0 && text.Contains(quote, StringComparison.Ordinal))
                .Take(CategoryScorer.MostEvidence)]);
    }

    private static IEnumerable<string> Flags(MailCategories rules, LeagueStage stage, ImmutableArray<Sentence> sentences)
    {
        bool IsIn(IEnumerable<string> phrases)
        {
            var set = new PhraseSet(phrases);
            return sentences.Any(sentence => set.IsIn(sentence.Words));
        }

        bool lacksAttachment = stage.Input.Get("has_attachment").ValueKind == JsonValueKind.False;
        return rules.Flags.Where(flag => IsIn(flag.Value))
            .Select(flag => flag.Key)
            .Concat(lacksAttachment && IsIn(rules.Attachments) ? [rules.AttachmentFlag] : [])
            .Order(StringComparer.Ordinal);
    }

    private static object Variables(LeagueStage stage, MailStage mail) => new
    {
        sender = $"{mail.Message.GetText("sender_name")} <{mail.Message.GetText("sender_address")}>",
        subject = mail.Subject ?? "",
        body = $"{mail.NewText}\n\n{mail.Forwarded}\n\n{mail.Quoted}".Trim(),
        has_attachment = stage.Input.Get("has_attachment").ValueKind == JsonValueKind.True,
    };
}
