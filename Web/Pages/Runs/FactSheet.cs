using System.Text.Json;

namespace PromptIntel.Web.Pages.Runs;

/// <summary>The values that a stage read from a text, and where each of them stands in it.</summary>
internal sealed record FactSheet(IReadOnlyList<FactPiece> Pieces, IReadOnlyList<Fact> Facts, IReadOnlyList<string> Missing)
{
    /// <summary>What a person can take in; a stage may say anything.</summary>
    private const int MostSpans = 500;

    /// <summary>Null where no stage says where its values stand, or the text is not among what the run holds.</summary>
    public static FactSheet? Of(RunDetail run)
    {
        JsonElement read = run.Stages.Select(stage => stage.Output ?? default).FirstOrDefault(output =>
            Has(output, "source_spans", JsonValueKind.Array) && Has(output, "value", JsonValueKind.Object));

        if (read.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        List<Span> values = [.. Spans(read, "source_spans")];
        List<Span> doubts = [.. Spans(read, "unread")];
        string? text = run.Stages.Select(stage => stage.Output ?? default)
            .Where(output => Has(output, "text", JsonValueKind.String))
            .Select(output => output.GetProperty("text").GetString()!)
            .FirstOrDefault(text => values.Concat(doubts).All(span => span.IsWithin(text)));

        return text is null ? null : Of(text, read.GetProperty("value"), values, doubts);
    }

    private static FactSheet Of(string text, JsonElement value, List<Span> values, List<Span> doubts)
    {
        IReadOnlyList<FactPiece> pieces = Cut(text, values, doubts);
        Dictionary<string, string> places = [];

        foreach (FactPiece piece in pieces)
        {
            piece.Fields.ToList().ForEach(field => places.TryAdd(field, piece.Id));
        }

        ILookup<string, Span> doubtful = doubts.ToLookup(span => span.Field);
        List<Fact> facts = [];
        List<string> missing = [];

        foreach (JsonProperty field in value.EnumerateObject())
        {
            string? place = places.GetValueOrDefault(field.Name);

            if (field.Value.ValueKind != JsonValueKind.Null)
            {
                facts.Add(new Fact(field.Name, InWords(field.Value), place, null));
            }
            else if (doubtful[field.Name].FirstOrDefault() is { } doubt)
            {
                facts.Add(new Fact(field.Name, "", place, doubt.Reason));
            }
            else
            {
                missing.Add(field.Name);
            }
        }

        return new FactSheet(pieces, facts, missing);
    }

    /// <summary>The text in pieces that begin and end where a span does.</summary>
    private static List<FactPiece> Cut(string text, List<Span> values, List<Span> doubts)
    {
        List<Span> spans = [.. values.Concat(doubts).OrderBy(span => span.Start)];
        int[] cuts = [.. spans.SelectMany(span => new[] { span.Start, span.End }).Concat([0, text.Length]).Distinct().Order()];
        HashSet<Span> read = [.. values];
        List<FactPiece> pieces = [];
        List<Span> open = [];
        int next = 0;

        for (int i = 1; i < cuts.Length; i++)
        {
            while (next < spans.Count && spans[next].Start <= cuts[i - 1])
            {
                open.Add(spans[next++]);
            }

            open.RemoveAll(span => span.End <= cuts[i - 1]);
            pieces.Add(new FactPiece(
                $"place-{i}", text[cuts[i - 1]..cuts[i]], [.. open.Select(span => span.Field).Distinct()], open.Any(read.Contains)));
        }

        return pieces;
    }

    private static string InWords(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join("; ", value.EnumerateArray().Select(InWords)),
        _ => value.GetRawText(),
    };

    private static IEnumerable<Span> Spans(JsonElement output, string name) => !Has(output, name, JsonValueKind.Array) ? [] :
        output.GetProperty(name).EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(Span.Of).OfType<Span>()
            .Take(MostSpans);

    private static bool Has(JsonElement json, string name, JsonValueKind kind) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == kind;

    private sealed record Span(string Field, int Start, int Length, string? Reason)
    {
        public int End => Start + Length;

        public bool IsWithin(string text) => Start >= 0 && Length > 0 && Length <= text.Length - Start;

        public static Span? Of(JsonElement json) =>
            Has(json, "field", JsonValueKind.String)
            && Has(json, "start", JsonValueKind.Number) && json.GetProperty("start").TryGetInt32(out int from)
            && Has(json, "length", JsonValueKind.Number) && json.GetProperty("length").TryGetInt32(out int count)
                ? new Span(
                    json.GetProperty("field").GetString()!.Split('/')[0], from, count,
                    Has(json, "reason", JsonValueKind.String) ? json.GetProperty("reason").GetString() : null)
                : null;
    }
}

/// <param name="Place">Id of the piece of the source that it was read from.</param>
/// <param name="Doubt">Why what stands there was not taken.</param>
internal sealed record Fact(string Field, string Value, string? Place, string? Doubt);

/// <param name="Fields">What was read from it, or could not be; none for the text between.</param>
internal sealed record FactPiece(string Id, string Text, IReadOnlyList<string> Fields, bool IsRead);
