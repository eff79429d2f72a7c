using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Search;

/// <summary>
/// Operation type <c>retrieve</c>. Settings: <c>collection</c>, <c>limit</c> (default 5). Input: <c>query</c> (text, or any JSON, whose
/// values are searched for), <c>filter</c> (attribute to value; a null value is no filter), <c>relax</c> (attributes of the filter to give
/// up one after the other while fewer than the limit are found; what the stricter filter found stays ahead). Output:
/// <c>{"items":[{"id","score","value"}],"relaxed":[]}</c>, best first, with the attributes that were given up.
/// </summary>
public sealed class RetrieveOperation(IExampleSearch examples) : IOperation
{
    private const int DefaultLimit = 5;
    private const int MaxLimit = 100;

    public string Type => "retrieve";

    public string Summary => "Finds examples of a collection by words and meaning, filtered by attributes.";

    public OperationRequirements Require(JsonElement settings)
    {
        var errors = ImmutableArray.CreateBuilder<string>();
        if (Property(settings, "collection") is not { ValueKind: JsonValueKind.String })
        {
            errors.Add("`collection` is required: the name of a collection of examples.");
        }

        if (Property(settings, "limit") is { } limit && Limit(limit) is null)
        {
            errors.Add($"`limit` must be a whole number from 1 to {MaxLimit}.");
        }

        if (Names(Property(settings, "relax")) is null)
        {
            errors.Add("`relax` must list names of attributes.");
        }

        return new OperationRequirements([], errors.ToImmutable());
    }

    public async Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken)
    {
        if (Property(context.Input, "query") is not { } query)
        {
            return new OperationOutcome.Failed(ErrorCodes.InvalidInput, "`query` is required: what to search for.");
        }

        if (Filter(context.Input) is not { } filter)
        {
            return new OperationOutcome.Failed(
                ErrorCodes.InvalidInput, "`filter` must map attributes to a text, a number, a truth value or null.");
        }

        if (Names(Property(context.Input, "relax")) is not { } relax)
        {
            return new OperationOutcome.Failed(ErrorCodes.InvalidInput, "`relax` must list names of attributes.");
        }

        int limit = Property(context.Input, "limit") is { } asked ? Limit(asked) ?? DefaultLimit : DefaultLimit;
        string collection = Property(context.Input, "collection")?.GetString() ?? "";
        string text = EntryText.Of(query);
        IExamples? opened = await examples.OpenAsync(collection, cancellationToken);
        List<ExampleHit> hits = [.. opened?.Search(text, filter, limit) ?? []];
        List<string> relaxed = [];

        foreach (string attribute in relax.Where(filter.ContainsKey))
        {
            if (hits.Count >= limit)
            {
                break;
            }

            filter.Remove(attribute);
            relaxed.Add(attribute);
            IReadOnlyList<ExampleHit> wider = opened?.Search(text, filter, limit) ?? [];
            hits.AddRange(
                wider.Where(hit => hits.TrueForAll(found => found.Document.Id != hit.Document.Id)).Take(limit - hits.Count).ToList());
        }

        return new OperationOutcome.Completed(JsonSerializer.SerializeToElement(new
        {
            items = hits.Select(hit => new { id = hit.Document.Id, score = Math.Round(hit.Score, 4), value = hit.Document.Value }),
            relaxed,
        }));
    }

    private static string[]? Names(JsonElement? list) => list switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } names when names.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String) =>
            [.. names.EnumerateArray().Select(name => name.GetString()!)],
        _ => null,
    };

    private static Dictionary<string, string>? Filter(JsonElement input)
    {
        Dictionary<string, string> filter = [];
        if (Property(input, "filter") is not { } given)
        {
            return filter;
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (JsonProperty attribute in given.EnumerateObject())
        {
            switch (attribute.Value.ValueKind)
            {
                case JsonValueKind.Null:
                    break;
                case JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                    filter[attribute.Name] = attribute.Value.ToString();
                    break;
                default:
                    return null;
            }
        }

        return filter;
    }

    private static int? Limit(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int limit) && limit is >= 1 and <= MaxLimit ? limit : null;

    private static JsonElement? Property(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object
            && value.TryGetProperty(name, out JsonElement property)
            && property.ValueKind != JsonValueKind.Null
            ? property
            : null;
}
