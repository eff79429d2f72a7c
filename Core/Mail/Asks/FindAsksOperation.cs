using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Mail.Classification;
using PromptIntel.Core.Phrases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Mail.Asks;

/// <summary>
/// Operation type <c>mail.asks</c>: what the sender expects of us by when, and what the sender promises. Sentences do that by rules alone;
/// a language model names the actions, and only those count whose words stand in the mail. Settings: <c>asks</c>, <c>categories</c>,
/// optionally <c>prompt</c>.
/// </summary>
internal sealed class FindAsksOperation : LeagueOperation
{
    public override string Type => "mail.asks";

    public override string Summary => "Finds what a mail asks for, and by when.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } =
    [
        new("asks", EntryKind.Config, "components"),
        new("categories", EntryKind.Config, "components"),
        new("prompt", EntryKind.Prompt, "workflows", IsOptional: true),
    ];

    protected override async Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken)
    {
        AskRules rules = stage.Config<AskRules>("asks");
        MailStage mail = MailStage.Read(stage.Input);
        string category = stage.Input.GetText("category") ?? "";

        if (rules.SilentCategories.Contains(category))
        {
            return Completed(new Found([], []));
        }

        MailCategories categories = stage.Config<MailCategories>("categories");
        var instructions = new PhraseSet(categories.Flags[categories.InstructionsFlag]);
        var finder = new AskFinder(rules);
        DateOnly? received = mail.ReceivedAt is { } at ? DateOnly.FromDateTime(at.DateTime) : null;
        ImmutableArray<Sentence> own = [.. mail.Sentences.Where(sentence => !instructions.IsIn(sentence.Words))];
        Found found = finder.Find(own, received, askedBy: null);

        if (mail.Forwarded.Length > 0 && (found.Asks.IsEmpty || finder.PassesOn(own)))
        {
            Found passedOn = finder.Find(Sentences.Of(mail.Forwarded), received, AuthorOfForwarded(stage.Input));
            found = found with { Asks = [.. found.Asks, .. passedOn.Asks] };
        }

        ModelAnswer? answer = await stage.AskAsync(
            "prompt",
            new
            {
                body = $"{mail.NewText}\n\n{mail.Forwarded}\n\n{mail.Quoted}".Trim(),
                received_at = mail.Message.GetText("received_at") ?? "",
            },
            cancellationToken);
        return answer switch
        {
            ModelAnswer.Refused refused => new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind),
            ModelAnswer.Answered answered => Completed(ModelAsks.Take(answered.Value, found, $"{mail.NewText}\n{mail.Forwarded}")),
            _ => Completed(found),
        };
    }

    private static string? AuthorOfForwarded(JsonElement input) =>
        input.Get("parts").EnumerateArray().First(part => part.GetText("kind") == "forwarded").GetText("author");

    private static OperationOutcome.Completed Completed(Found found) => new(LeagueJson.Write(found));
}
