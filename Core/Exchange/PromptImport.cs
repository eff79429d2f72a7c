using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Exchange.Forms;

namespace PromptIntel.Core.Exchange;

/// <summary>
/// Imports the files of other tools: each is recognised, read, and written as any import is. Repeated, it changes nothing. What is refused
/// hinders nothing else. Safe for concurrent use.
/// </summary>
public sealed class PromptImport(CatalogTransfer transfer)
{
    /// <summary>The form that each file is recognised by; no other name means it.</summary>
    public const string Automatic = "auto";

    /// <summary>Prompts of all the files together; a file that goes beyond is refused as a whole.</summary>
    public const int MostPrompts = 20_000;

    /// <summary>The names of the forms that are read.</summary>
    public static ImmutableArray<string> Forms => PromptForms.Names;

    /// <param name="files">Within <see cref="Sources.SourceLimits"/>; of several with one path the first counts.</param>
    public async Task<ImmutableArray<FileResult>> RunAsync(
        IEnumerable<SourceFile> files, PromptImportRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        List<Reading> readings = Read(new SourceFiles(files), request.Form, cancellationToken);
        List<(ImportedPrompt Prompt, List<Reading> From)> prompts = Gather(readings);
        IReadOnlyList<ImportLineResult> results = await transfer.ImportAsync(
            [.. prompts.Select(one => one.Prompt)], request.Author, request.MayPublish, request.IsDryRun, cancellationToken);
        foreach ((int index, (_, List<Reading> from)) in prompts.Index())
        {
            from.ForEach(reading => reading.Result = results[index]);
        }

        return [.. readings.Select(reading => reading.ToResult())];
    }

    private static List<Reading> Read(SourceFiles files, string? form, CancellationToken cancellationToken)
    {
        var readings = new List<Reading>();
        foreach (SourceFile file in files.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int room = Math.Max(0, MostPrompts - readings.Count);
            List<Reading> ofFile = [.. Read(file, files, form).Take(room + 1)];
            readings.AddRange(
                ofFile.Count == 0 ? [Refused(file, new EntryError("", "It has no prompt that no other file has given."))]
                : ofFile.Count <= room ? ofFile
                : [Refused(file, new EntryError("", string.Create(
                    CultureInfo.InvariantCulture,
                    $"An import has at most {MostPrompts:N0} prompts; send this file in parts, or alone.")))]);
        }

        // Whose part a file is, is known when all are read.
        return
        [
            .. readings.Where(reading => files.WholeOf(reading.File) is null),
            .. files.All.Where(file => files.WholeOf(file) is not null).Select(file => new Reading(file, null, null)
            {
                Whole = files.WholeOf(file),
            }),
        ];
    }

    private static IEnumerable<Reading> Read(SourceFile file, SourceFiles files, string? named)
    {
        IPromptForm? form = file.Text is null ? null
            : named is null or Automatic ? PromptForms.Recognise(file, files)
            : PromptForms.Named(named);
        if (form is not null)
        {
            return form.Read(file, files).Select(draft => new Reading(file, form.Name, draft));
        }

        return
        [
            Refused(file, file.Fault ?? new EntryError("", $"It is of no form that is known. Looked for: {PromptForms.LookedFor}.")),
        ];
    }

    private static Reading Refused(SourceFile file, EntryError error)
    {
        var draft = new PromptDraft(file.Stem, new Findings());
        draft.Findings.Refuse(error);
        return new Reading(file, null, draft);
    }

    /// <summary>What is written, and of which readings: the versions of one prompt belong together.</summary>
    private static List<(ImportedPrompt Prompt, List<Reading> From)> Gather(List<Reading> readings)
    {
        var byKey = new Dictionary<EntryKey, (List<Reading> Readings, HashSet<int> Versions)>();
        foreach (Reading reading in readings.Where(reading => reading.Draft is not null))
        {
            if (!PathKeys.TryParse(reading.Draft!.Path, out EntryKey key))
            {
                reading.Draft.Findings.Refuse(
                    "", $"'{reading.Draft.Path}' must be a path of at most 128 characters with a name behind its first slash.");
                continue;
            }

            reading.Key = key;
            reading.Content = reading.Draft.ToContent(key.Name);
            if (!byKey.TryGetValue(key, out var before))
            {
                byKey[key] = ([reading], reading.Draft.Version is { } first ? [first] : []);
            }
            else if (before.Versions.Count > 0 && reading.Draft.Version is { } version && before.Versions.Add(version))
            {
                before.Readings.Add(reading);
            }
            else
            {
                reading.Draft.Findings.Refuse("", $"{key} comes from {before.Readings[0].File.Path} already.");
                reading.Content = null;
            }
        }

        return [.. byKey.Values.Select(one => ToPrompt(one.Readings)).OfType<(ImportedPrompt, List<Reading>)>()];
    }

    /// <summary>Null where a version of it was refused: a history has no gaps.</summary>
    private static (ImportedPrompt Prompt, List<Reading> From)? ToPrompt(List<Reading> versions)
    {
        List<Reading> ordered = [.. versions.OrderBy(one => one.Draft!.Version)];
        if (ordered.Exists(one => one.Content is null))
        {
            foreach (Reading other in ordered.Where(one => one.Content is not null))
            {
                other.Draft!.Findings.Refuse("", "Another version of this prompt was refused, and a history has no gaps.");
            }

            return null;
        }

        foreach ((int index, Reading one) in ordered.Index().Where(one => one.Item.Draft!.Version is { } there && there != one.Index + 1))
        {
            one.Draft!.Findings.Remark("version", string.Create(CultureInfo.InvariantCulture, $"{one.Draft.Version} becomes {index + 1}"));
        }

        return (new ImportedPrompt(
            ordered[0].Key!.Value,
            [.. ordered.Select(one => new ImportedVersion(one.Content!.Value, one.Draft!.Labels, one.Draft.ChangeNote))]), ordered);
    }

    /// <summary>A file, and one prompt of it.</summary>
    private sealed class Reading(SourceFile file, string? form, PromptDraft? draft)
    {
        public SourceFile File => file;

        public PromptDraft? Draft => draft;

        public EntryKey? Key { get; set; }

        public JsonElement? Content { get; set; }

        public string? Whole { get; init; }

        public ImportLineResult? Result { get; set; }

        public FileResult ToResult() => Whole is not null
            ? new FileResult(file.Path, null, null, FileStatus.Part, null, [], [new EntryError("", $"part of {Whole}")])
            : new FileResult(
                file.Path, form, Key, StatusOf(), Result?.Version,
                Result is null ? draft!.Findings.Errors : Result.Errors,
                [
                    .. draft!.Findings.Remarks,
                    .. (Result?.Assumed ?? []).Select(assumed => new EntryError("", assumed)),
                    .. Result?.Warnings ?? [],
                ]);

        private FileStatus StatusOf() => Result?.Status switch
        {
            ImportStatus.Created => FileStatus.Created,
            ImportStatus.Updated => FileStatus.Updated,
            ImportStatus.Unchanged => FileStatus.Unchanged,
            _ => FileStatus.Refused,
        };
    }
}
