using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Records;

/// <summary>A value that the document states in another way too.</summary>
/// <param name="Place">Where the other stands.</param>
internal sealed record RecordConflict(string Pointer, JsonElement Other, ReadValue Place);

/// <summary>
/// Decides of values that a document states in two ways: what stands in its tables and behind its labels is operative, what its running
/// text says of it is the other.
/// </summary>
internal sealed class ConflictReader(IStageModel model, EntryVersion prompt, RecordSchema schema, string source)
{
    /// <summary>The record with the operative values filled in, and the others; or why a part of the document was not read.</summary>
    public async Task<(JsonElement Record, List<RecordConflict> Conflicts, ModelAnswer.Refused? Refused)> DecideAsync(
        OfflineRecordReader reader,
        ModelAnswer.Answered answered,
        JsonElement record,
        List<ReadValue> values,
        CancellationToken cancellationToken)
    {
        HashSet<string> doubtful =
            [.. answered.Unread.Select(unread => unread.Field).Where(
                field => !field.Contains('/') && schema.Fields.Exists(known => known.Path == field))];

        if (doubtful.Count == 0)
        {
            return (record, [], null);
        }

        OfflineRecordReader laidReader = reader.Of(TextPart.Laid);
        OfflineRecordReader proseReader = reader.Of(TextPart.Prose);
        ModelAnswer laidAnswer = await AskAsync(laidReader, cancellationToken);

        if (laidAnswer is ModelAnswer.Refused laidRefused)
        {
            return (record, [], laidRefused);
        }

        ModelAnswer proseAnswer = await AskAsync(proseReader, cancellationToken);

        if (proseAnswer is ModelAnswer.Refused proseRefused)
        {
            return (record, [], proseRefused);
        }

        (JsonElement laid, List<ReadValue> laidPlaces) = laidReader.Read((ModelAnswer.Answered)laidAnswer);
        (JsonElement prose, List<ReadValue> prosePlaces) = proseReader.Read((ModelAnswer.Answered)proseAnswer);
        JsonObject decided = JsonObject.Create(record)!.DeepClone().AsObject();
        var conflicts = new List<RecordConflict>();

        foreach (string field in doubtful)
        {
            if (IsMeasured(laid.Get(field))
                && prose.Get(field) is { } other && IsMeasured(other)
                && !JsonElement.DeepEquals(laid.Get(field), other)
                && prosePlaces.Find(value => value.Pointer == "/" + field) is { } otherPlace
                && Take(field))
            {
                conflicts.Add(new RecordConflict("/" + field, other, otherPlace));
            }
        }

        // The currency beside amounts that differ was in doubt with them.
        foreach (string field in decided.Where(member => member.Value is null).Select(member => member.Key).ToList())
        {
            if (conflicts.Count > 0 && !doubtful.Contains(field) && laid.Get(field).ValueKind == JsonValueKind.String)
            {
                Take(field);
            }
        }

        return (JsonSerializer.SerializeToElement(decided), conflicts, null);

        bool Take(string field)
        {
            if (laidPlaces.Find(value => value.Pointer == "/" + field) is not { } place)
            {
                return false;
            }

            decided[field] = JsonNode.Parse(laid.Get(field).GetRawText());
            values.Add(place);
            return true;
        }
    }

    /// <summary>A number, a day or the like: names that differ are often one.</summary>
    private static bool IsMeasured(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number || (value.ValueKind == JsonValueKind.String && value.GetString()!.Any(char.IsDigit));

    private Task<ModelAnswer> AskAsync(OfflineRecordReader reader, CancellationToken cancellationToken)
    {
        WantedAnswer wanted = reader.Want(schema, source);
        return model.AskForAsync(prompt, wanted, LeagueJson.Write(reader.Variables), cancellationToken);
    }
}
