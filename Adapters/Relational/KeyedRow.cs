using System.Data.Common;

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

    /// <param name="row">With <see cref="CatalogStates.EntryColumns"/>, in their order.</param>
    public static EntryRow Read(DbDataReader row) => new()
    {
        Namespace = row.GetString(0),
        Name = row.GetString(1),
        Kind = row.GetString(2),
        LatestVersion = row.GetInt32(3),
        Position = row.GetInt64(4),
        SuggestionsCount = row.GetInt32(5),
        UpdatedAt = row.GetInt64(6),
        IsArchived = row.GetInt32(7) != 0,
    };
}

internal sealed class LabelRow : KeyedRow
{
    public string Label { get; set; } = "";

    public int Number { get; set; }

    /// <param name="row">With <see cref="CatalogStates.LabelColumns"/>, in their order.</param>
    public static LabelRow Read(DbDataReader row) => new()
    {
        Namespace = row.GetString(0),
        Name = row.GetString(1),
        Label = row.GetString(2),
        Number = row.GetInt32(3),
    };
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
