using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Documents;
using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Leagues.Intake;

/// <summary>
/// Operation type <c>leagues.intake</c>: normalises the questionnaire, a text or the user's document, and refuses what cannot be one.
/// Settings: <c>language_profiles</c>, <c>max_characters</c> (default 200,000). Offsets of every later source span count in the
/// <c>text</c> that this stage puts out.
/// </summary>
internal sealed class IntakeOperation(IDocumentStore documents) : LeagueOperation
{
    private const string TextField = "questionnaire_text";
    private const string DocumentField = "document_id";
    private const int DefaultMaxCharacters = 200_000;

    public override string Type => "leagues.intake";

    public override string Summary => "Normalises a questionnaire and refuses what cannot be one.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } = [new("language_profiles", EntryKind.Config, "components")];

    protected override async Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken)
    {
        if (stage.Input.GetText(TextField) is null && stage.Input.GetText(DocumentField) is { } id)
        {
            (DocumentReading? document, OperationOutcome.Failed? missing) =
                await ReadDocumentOperation.ReadAsync(documents, DocumentField, id, stage.Context, cancellationToken);
            return missing ?? Run(stage, DocumentField, document!.Text);
        }

        return Run(stage, TextField, stage.Input.GetText(TextField));
    }

    private static OperationOutcome Run(LeagueStage stage, string field, string? raw)
    {
        if (stage.Refuse(field, raw, DefaultMaxCharacters) is { } refusal)
        {
            return refusal;
        }

        string text = TextNormalizer.Normalize(raw!);
        DetectedLanguage language = LanguageDetector.Detect(text, stage.Config<LanguageProfiles>("language_profiles"));
        return new OperationOutcome.Completed(LeagueJson.Write(new
        {
            text,
            language = language.Code,
            language_confidence = language.Confidence,
            characters = text.Length,
            lines = text.Count(c => c == '\n') + 1,
        }));
    }
}
