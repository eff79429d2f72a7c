using System.Collections.Immutable;

namespace PromptIntel.Core.Records;

/// <summary>A table of a text, found by cells that stand under one another. A row has null where it has no cell.</summary>
/// <param name="First">The row of the text with the header, or the first row of a continued table.</param>
/// <param name="Last">The row of the text with the last row.</param>
/// <param name="ContinuesPrevious">It goes on from the page before, whose columns it has.</param>
internal sealed record TextTable(
    int Page,
    int First,
    int Last,
    ImmutableArray<TextCell> Header,
    ImmutableArray<ImmutableArray<TextCell?>> Rows,
    bool ContinuesPrevious)
{
    /// <summary>Its columns are years, its rows are named by their first cell.</summary>
    public bool IsByYear(string text) => Header.Count(cell => IsYear(cell.In(text))) >= 2;

    public static bool IsYear(string cell) => cell.Length == 4 && cell.All(char.IsAsciiDigit) && cell[0] is '1' or '2';

    /// <summary>A row that gives a total or carries an amount over: most of what the others have is not there.</summary>
    public bool IsSummary(ImmutableArray<TextCell?> row) =>
        row.Count(cell => cell is not null) * 2 <= Header.Length || row[0] is null;
}
