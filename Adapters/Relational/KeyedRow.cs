using PromptIntel.Core.Catalog;

namespace PromptIntel.Adapters.Relational;

/// <summary>A row that belongs to an entry.</summary>
internal abstract class KeyedRow
{
    public string Namespace { get; set; } = "";

    public string Name { get; set; } = "";

    public EntryKey Key => new(Namespace, Name);
}

internal sealed class EntryRow : KeyedRow
{
    public string Kind { get; set; } = "";

    public int LatestVersion { get; set; }

    public long Position { get; set; }

    public int SuggestionsCount { get; set; }

    public long UpdatedAt { get; set; }

    public bool IsArchived { get; set; }
}

internal sealed class LabelRow : KeyedRow
{
    public string Label { get; set; } = "";

    public int Number { get; set; }
}

internal sealed class LogRow : KeyedRow
{
    public long Position { get; set; }

    public long CreatedAt { get; set; }
}

internal sealed class ImportRow : KeyedRow
{
    public string Hash { get; set; } = "";
}
