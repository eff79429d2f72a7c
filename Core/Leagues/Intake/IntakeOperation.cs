using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Leagues.Intake;

/// <summary>
/// Operation type <c>leagues.intake</c>: normalises the questionnaire and refuses what cannot be one. Settings:
/// <c>language_profiles</c>, <c>max_characters</c> (default 200,000). Offsets of every later source span count in the <c>text</c> that
/// this stage puts out.
/// </summary>
internal sealed class IntakeOperation : LeagueOperation
{
    private const string Field = "questionnaire_text";
    private const int DefaultMaxCharacters = 200_000;

    public override string Type => "leagues.intake";

    public override string Summary => "Normalises a questionnaire and refuses what cannot be one.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } = [new("language_profiles", EntryKind.Config, "components")];

    protected override Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken) =>
        Task.FromResult(Run(stage));

    private static OperationOutcome Run(LeagueStage stage)
    {
        if (stage.Input.GetText(Field) is not { } raw)
        {
            return new OperationOutcome.Failed(ErrorCodes.TextMissing, $"{Field}: must be text");
        }

        int limit = stage.Input.Get("max_characters") is { ValueKind: JsonValueKind.Number } number
            ? number.GetInt32()
            : DefaultMaxCharacters;
        if (raw.Length > limit)
        {
            return new OperationOutcome.Failed(ErrorCodes.TextTooLong, $"{Field}: has {raw.Length} characters; at most {limit} are read");
        }

        string text = TextNormalizer.Normalize(raw);
        if (!text.Any(char.IsLetter))
        {
            return new OperationOutcome.Failed(ErrorCodes.TextEmpty, $"{Field}: holds no words");
        }

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
