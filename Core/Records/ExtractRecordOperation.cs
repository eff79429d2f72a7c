using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Leagues.Drafting;
using PromptIntel.Core.Leagues.Intake;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Records;

/// <summary>
/// Operation type <c>records.extract</c>: a document, as <c>documents.read</c> gave it, as the typed record of a <c>schema</c> that the
/// caller gives or names (<c>schema_name</c>), with page, box and words of every value. What the document does not state as a whole
/// is null. A language model's value counts only when the words that it names for it stand in the document.
/// </summary>
internal sealed class ExtractRecordOperation(ICatalogReader catalog, JsonSchemaValidator validator) : LeagueOperation
{
    private const string Source = "document_text";
    private const string DateField = "document_date";

    private static readonly WantedAnswer DateWanted = new(
        JsonElement.Parse(
            """
            {"type":"object","additionalProperties":false,"required":["document_date"],
            "properties":{"document_date":{"type":["string","null"],"format":"date"}}}
            """),
        JsonElement.Parse("""{"source":"document_text"}"""));

    private readonly RecordSchemaSource _schemas = new(catalog, validator);

    public override string Type => "records.extract";

    public override string Summary => "Makes a document the typed record of a schema, with page, box and words of every value.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } =
    [
        new("prompt", EntryKind.Prompt, "workflows"),
        new("vocabulary", EntryKind.Config, "components"),
        new("kinds", EntryKind.Config, "components"),
        new("language_profiles", EntryKind.Config, "components"),
    ];

    protected override ImmutableArray<EntrySelector> Libraries { get; } = [RecordSchemaSource.Pinned];

    protected override async Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken)
    {
        if (DocumentView.Read(stage.Input.Get("document")) is not { } document)
        {
            return new OperationOutcome.Failed(ErrorCodes.InvalidInput, "document: must be what documents.read puts out");
        }

        (JsonElement schema, string? problem) = await _schemas.FindAsync(stage.Context, cancellationToken);

        if (problem is not null)
        {
            return new OperationOutcome.Failed(ErrorCodes.InvalidInput, problem);
        }

        if (RecordSchema.Of(schema, out string? unusable) is not { } wanted)
        {
            return new OperationOutcome.Failed(ErrorCodes.InvalidInput, $"schema: {unusable}");
        }

        EntryVersion prompt = stage.Entry("prompt")!;
        ReadingVocabulary vocabulary = stage.Config<ReadingVocabulary>("vocabulary");
        List<TextRow> rows = TextRow.Of(document);
        List<TextTable> tables = new TextTableFinder(document.Text, rows).Find();
        bool isModel = stage.Context.Model.CanGenerate(prompt);
        IRecordReader reader = isModel
            ? new ModelRecordReader(document.Text)
            : new OfflineRecordReader(document.Text, rows, tables, vocabulary);
        ModelAnswer answer = await stage.Context.Model.AskForAsync(
            prompt, reader.Want(wanted, Source), LeagueJson.Write(reader.Variables), cancellationToken);

        if (answer is not ModelAnswer.Answered answered)
        {
            return Fail((ModelAnswer.Refused)answer);
        }

        (JsonElement read, List<ReadValue> values) = reader.Read(answered);
        List<RecordConflict> conflicts = [];

        if (reader is OfflineRecordReader offline)
        {
            (read, conflicts, ModelAnswer.Refused? undecided) = await new ConflictReader(
                stage.Context.Model, prompt, wanted, Source).DecideAsync(offline, answered, read, values, cancellationToken);

            if (undecided is not null)
            {
                return Fail(undecided);
            }
        }

        (string? date, ModelAnswer.Refused? undated) = await DateAsync(
            stage, prompt, document.Text, rows, vocabulary, cancellationToken);

        if (undated is not null)
        {
            return Fail(undated);
        }

        var writer = new RecordWriter(document, schema, validator);
        (JsonElement record, ImmutableArray<string> missing, IEnumerable<object> violations) = writer.Write(read);
        var tableWriter = new TableWriter(document, rows);
        return new OperationOutcome.Completed(LeagueJson.Write(new
        {
            document = Describe(stage, document, rows, date),
            record,
            fields = values.OrderBy(value => wanted.OrderOf(value.Pointer)).Select(writer.Field),
            missing,
            conflicts = conflicts.Select(writer.Conflict),
            violations,
            tables = document.IsPlain ? tableWriter.Write(tables) : TableWriter.WriteFound(document.Tables),
            prepared_with = stage.PreparedWith(isModel, "prompt", DraftOperation.PreparedOffline),
        }));
    }

    private static OperationOutcome.Failed Fail(ModelAnswer.Refused refused) => new(refused.Code, refused.Detail, refused.Kind);

    private static object Describe(LeagueStage stage, DocumentView document, List<TextRow> rows, string? date) => new
    {
        kind = stage.Config<DocumentKinds>("kinds").Of(document.Text),
        title = TitleOf(document.Text, rows),
        language = LanguageDetector.Detect(document.Text, stage.Config<LanguageProfiles>("language_profiles")).Code,
        date,
        document.Pages,
        text_quality = document.HasNotes ? "noisy" : "good",
    };

    /// <summary>ISO 8601; null where the document gives itself none, or none that is certain.</summary>
    private static async Task<(string? Date, ModelAnswer.Refused? Refused)> DateAsync(
        LeagueStage stage,
        EntryVersion prompt,
        string text,
        List<TextRow> rows,
        ReadingVocabulary vocabulary,
        CancellationToken cancellationToken)
    {
        if (DocumentDate.WordsIn(text, rows, vocabulary.AliasesOf(DateField)) is not { } words)
        {
            return (null, null);
        }

        ModelAnswer answer = await stage.Context.Model.AskForAsync(
            prompt, DateWanted, LeagueJson.Write(new { document_text = $"document date: {words}" }), cancellationToken);
        return ((answer as ModelAnswer.Answered)?.Value.GetText(DateField), answer as ModelAnswer.Refused);
    }

    private static string? TitleOf(string text, List<TextRow> rows) =>
        rows.FirstOrDefault(row => !row.IsBlank) is { } first && first.Cells[0].In(text) is { Length: <= 100 } title
        && title.Any(char.IsLetter) && !title.Contains(':')
            ? title
            : null;
}
