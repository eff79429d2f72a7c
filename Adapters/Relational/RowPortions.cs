using System.Collections.Immutable;

namespace PromptIntel.Adapters.Relational;

/// <summary>
/// Statements for many rows, in portions of few sizes: each size is a text of its own, which is prepared once. Safe for concurrent use.
/// </summary>
/// <param name="text">The statement for a list of rows.</param>
/// <param name="columns">The parameters of a row, in order; those of the third row are called <c>@name2</c>.</param>
internal sealed class RowPortions(Func<string, string> text, params string[] columns)
{
    private static readonly ImmutableArray<int> Sizes = [8, 4, 2, 1];

    private readonly ImmutableArray<(string Sql, ImmutableArray<string> Names)> _statements =
        [.. Sizes.Select(size => (text(RowsOf(size, columns)), NamesOf(size, columns)))];

    private delegate Task Send(string sql, (string Name, SqlValue Value)[] arguments, int rows);

    /// <param name="shared">Arguments of the statement beside its rows.</param>
    /// <param name="rows">Each with a value for each column.</param>
    public Task SendAsync(
        SqlSession session, (string Name, SqlValue Value)[] shared, IReadOnlyList<SqlValue[]> rows, CancellationToken cancellationToken) =>
        SendAsync(shared, rows, (sql, arguments, _) => session.SendAsync(sql, arguments, cancellationToken));

    /// <summary>As <see cref="SqlSession.RequireAsync"/>: each row given must change one.</summary>
    public Task RequireAsync(SqlSession session, IReadOnlyList<SqlValue[]> rows, CancellationToken cancellationToken) =>
        SendAsync([], rows, (sql, arguments, count) => session.RequireAsync(sql, arguments, cancellationToken, count));

    private async Task SendAsync((string Name, SqlValue Value)[] shared, IReadOnlyList<SqlValue[]> rows, Send send)
    {
        int sent = 0;

        for (int size = 0; size < Sizes.Length; size++)
        {
            (string sql, ImmutableArray<string> names) = _statements[size];

            for (; rows.Count - sent >= Sizes[size]; sent += Sizes[size])
            {
                IEnumerable<SqlValue> values = rows.Skip(sent).Take(Sizes[size]).SelectMany(row => row);
                await send(sql, [.. shared, .. names.Zip(values)], Sizes[size]);
            }
        }
    }

    private static string RowsOf(int size, string[] columns) =>
        string.Join(", ", Enumerable.Range(0, size).Select(row => $"({string.Join(", ", columns.Select(name => $"{name}{row}"))})"));

    private static ImmutableArray<string> NamesOf(int size, string[] columns) =>
        [.. Enumerable.Range(0, size).SelectMany(row => columns.Select(name => $"{name}{row}"))];
}
