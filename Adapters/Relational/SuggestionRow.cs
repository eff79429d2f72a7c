using PromptIntel.Core.Catalog;

namespace PromptIntel.Adapters.Relational;

/// <summary>A row of <c>suggestions</c>.</summary>
internal sealed class SuggestionRow : KeyedRow
{
    public string Id { get; set; } = "";

    public int Number { get; set; }

    public string Text { get; set; } = "";

    public string? Author { get; set; }

    public string Status { get; set; } = "";

    public long CreatedAt { get; set; }

    public long? ResolvedAt { get; set; }

    public string? ResolvedBy { get; set; }

    public Suggestion ToSuggestion() => new()
    {
        Id = Guid.Parse(Id),
        Key = Key,
        Version = Number,
        Text = Text,
        Author = Author,
        Status = EntryKinds.TryParse(Status, out SuggestionStatus status)
            ? status
            : throw new FormatException($"Unknown suggestion status '{Status}'."),
        CreatedAt = Instants.From(CreatedAt),
        ResolvedAt = Instants.From(ResolvedAt),
        ResolvedBy = ResolvedBy,
    };
}
