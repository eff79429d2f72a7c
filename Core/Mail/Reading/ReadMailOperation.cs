using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Leagues.Intake;
using PromptIntel.Core.Workflows;
using PromptIntel.Extraction.Mail;

namespace PromptIntel.Core.Mail.Reading;

/// <summary>
/// Operation type <c>mail.read</c>: cuts a mail into its parts and reads the particulars of its newest message. Settings:
/// <c>language_profiles</c>, <c>max_characters</c> (default 500,000).
/// </summary>
internal sealed partial class ReadMailOperation : LeagueOperation
{
    private const string Field = "email_text";
    private const int DefaultMaxCharacters = 500_000;

    public override string Type => "mail.read";

    public override string Summary => "Reads a mail or a thread and separates what is quoted.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } = [new("language_profiles", EntryKind.Config, "components")];

    protected override Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken) =>
        Task.FromResult(Run(stage));

    private static OperationOutcome Run(LeagueStage stage)
    {
        if (stage.ReadText(Field, DefaultMaxCharacters, out string text) is { } refusal)
        {
            return refusal;
        }

        MailThread thread = MailThread.Read(text);
        return new OperationOutcome.Completed(LeagueJson.Write(new
        {
            message = Message(stage, thread),
            parts = thread.Parts.Select(part => new
            {
                kind = KindOf(part.Kind),
                part.FirstLine,
                part.LastLine,
                part.Text,
                author = part.Author ?? (part.Kind == MailPartKind.NewText ? thread.Header.SenderName ?? thread.SignedWith : null),
                part.SentAt,
                part.IsMarked,
            }),
        }));
    }

    private static object Message(LeagueStage stage, MailThread thread)
    {
        string own = string.Join('\n', thread.Parts.Where(part => part.Kind == MailPartKind.NewText).Select(part => part.Text));
        string signed = string.Join('\n', thread.Parts.Where(part => part.Kind == MailPartKind.Signature).Select(part => part.Text));
        string? address = thread.Header.SenderAddress;
        return new
        {
            sender_name = thread.Header.SenderName ?? thread.SignedWith,
            sender_address = address is not null && Address().IsMatch(address) ? address : null,
            thread.Header.Subject,
            received_at = stage.Input.GetText("received_at") ?? Write(thread.Header.SentAt),
            language = LanguageDetector.Detect(
                $"{own}\n{thread.Header.Subject}\n{signed}", stage.Config<LanguageProfiles>("language_profiles")).Code,
        };
    }

    private static string? Write(DateTimeOffset? instant) =>
        instant?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string KindOf(MailPartKind kind) => kind switch
    {
        MailPartKind.NewText => "new_text",
        _ => kind.ToString().ToLowerInvariant(),
    };

    [GeneratedRegex(
        @"\A[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
