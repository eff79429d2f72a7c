using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Drafting;
using PromptIntel.Core.Phrases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Mail.Replies;

/// <summary>
/// Operation type <c>mail.reply</c>: a draft for a person to read, or none when no reply is called for. Without a language model it is the
/// template of the sender's language, which promises nothing. Templates are text prompts in <c>workflows</c> with the tag
/// <c>email-reply-template</c> and their language in <c>config.reply.language</c>. Settings: <c>replies</c>, optionally <c>prompt</c>.
/// </summary>
internal sealed class DraftReplyOperation(PromptRenderer renderer) : LeagueOperation
{
    private const string TemplateNamespace = "workflows";
    private const string TemplateTag = "email-reply-template";
    private const string PreparedByRules = "rules: prepared without a language model";

    private readonly ContractWriter _writer = new(renderer);

    public override string Type => "mail.reply";

    public override string Summary => "Drafts a reply to a mail from templates.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } =
        [new("replies", EntryKind.Config, "components"), new("prompt", EntryKind.Prompt, "workflows", IsOptional: true)];

    protected override ImmutableArray<EntrySelector> Libraries { get; } =
        [new EntrySelector.Tagged(TemplateNamespace, TemplateTag, EntryKind.Prompt)];

    protected override async Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken)
    {
        ReplyRules rules = stage.Config<ReplyRules>("replies");
        MailStage mail = MailStage.Read(stage.Input);
        bool hasModel = stage.Entry("prompt") is { } prompt && stage.Context.Model.CanGenerate(prompt);
        string preparedWith = stage.PreparedWith(hasModel, "prompt", PreparedByRules);

        if (!IsCalledFor(rules, mail, stage.Input))
        {
            return new OperationOutcome.Completed(LeagueJson.Write(new { reply = (object?)null, prepared_with = preparedWith }));
        }

        ImmutableArray<EntryVersion> templates = stage.Context.Tagged(TemplateNamespace, TemplateTag);
        EntryVersion template = Find(templates, mail.Language) ?? Find(templates, rules.FallbackLanguage)
            ?? throw new LeagueConfigurationException($"no template has the tag '{TemplateTag}' and language '{rules.FallbackLanguage}'");
        string language = LanguageOf(template);
        string signature = stage.Input.GetText("signature_name")
            ?? rules.Signatures.GetValueOrDefault(language) ?? rules.Signatures[rules.FallbackLanguage];
        ModelAnswer? answer = await stage.AskAsync(
            "prompt",
            new
            {
                message = mail.NewText,
                category = stage.Input.GetText("category"),
                actions = stage.Input.Get("asks"),
                approved_facts = new LeagueFacts(stage.Input).List("approved_facts"),
                signature_name = signature,
            },
            cancellationToken);

        if (answer is ModelAnswer.Refused refused)
        {
            return new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind);
        }

        JsonElement written = (answer as ModelAnswer.Answered)?.Value ?? default;
        object reply = new
        {
            language = written.ValueKind == JsonValueKind.Object && mail.Language != "und" ? mail.Language : language,
            subject = Subject(rules, mail.Subject),
            body = written.GetText("body") ?? _writer.Write(template, Variables(stage, mail, signature), cancellationToken),
            template = written.ValueKind == JsonValueKind.Object ? null : template.Key.ToString(),
            open_points = written.ValueKind == JsonValueKind.Object
                ? new LeagueFacts(written).List("open_points")
                : OpenPoints(rules, stage.Input),
        };
        return new OperationOutcome.Completed(LeagueJson.Write(new { reply, prepared_with = preparedWith }));
    }

    private static bool IsCalledFor(ReplyRules rules, MailStage mail, JsonElement input)
    {
        string category = input.GetText("category") ?? "";
        var thanks = new PhraseSet(rules.Thanks);
        return !rules.SilentCategories.Contains(category)
            && (input.Get("asks").HasContent()
                || rules.AlwaysAnswered.Contains(category)
                || !mail.Sentences.Any(sentence => thanks.IsIn(sentence.Words)));
    }

    private static JsonElement Variables(LeagueStage stage, MailStage mail, string signature) => LeagueJson.Write(new
    {
        name = mail.Message.GetText("sender_name") ?? "",
        category = stage.Input.GetText("category"),
        asks = (stage.Input.Get("asks") is { ValueKind: JsonValueKind.Array } asks ? asks.EnumerateArray() : default)
            .Select(ask => new { quote = ask.GetText("quote"), due = ask.GetText("due") ?? "" }),
        facts = new LeagueFacts(stage.Input).List("approved_facts"),
        signature_name = signature,
    });

    private static ImmutableArray<string> OpenPoints(ReplyRules rules, JsonElement input)
    {
        var format = CompositeFormat.Parse(rules.OpenPoint);
        return input.Get("asks") is { ValueKind: JsonValueKind.Array } asks
            ? [.. asks.EnumerateArray().Select(ask => string.Format(CultureInfo.InvariantCulture, format, ask.GetText("quote")))]
            : [];
    }

    /// <summary>The subject with one "Re:" before it, whatever marks of answering it had.</summary>
    private static string Subject(ReplyRules rules, string? subject)
    {
        string text = MailStage.OneLine(subject ?? "");

        while (text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
            && rules.AnswerMarks.Contains(text[..colon].Trim().ToLowerInvariant()))
        {
            text = text[(colon + 1)..].Trim();
        }

        return $"Re: {(text.Length == 0 ? rules.NoSubject : text)}";
    }

    private static EntryVersion? Find(ImmutableArray<EntryVersion> templates, string language) =>
        templates.FirstOrDefault(template => LanguageOf(template) == language);

    private static string LanguageOf(EntryVersion template) =>
        template.Body.Get("config").Get("reply").GetText("language")
            ?? throw new LeagueConfigurationException($"{template.Key} version {template.Number}: config.reply.language is missing");
}
