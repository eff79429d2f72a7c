using System.Data.Common;
using System.Globalization;

using Dapper;

namespace PromptIntel.Adapters.Relational;

/// <summary>Maps rows to objects by the names of their columns.</summary>
internal static class SqlRows
{
    static SqlRows() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <summary>The rows of the reader's current result.</summary>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(DbDataReader reader, CancellationToken cancellationToken)
    {
        Func<DbDataReader, T> parse = Parser<T>(reader);
        var rows = new List<T>();

        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(parse(reader));
        }

        return rows;
    }

    private static Func<DbDataReader, T> Parser<T>(DbDataReader reader)
    {
        Type type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);

        if (type == typeof(VersionRow))
        {
            return (Func<DbDataReader, T>)(object)VersionRow.Read;
        }

        // Single values are converted here: the products differ in the width of the integers they return.
        return type.IsPrimitive || type == typeof(string)
            ? row => row.IsDBNull(0) ? default! : (T)Convert.ChangeType(row.GetValue(0), type, CultureInfo.InvariantCulture)
            : reader.GetRowParser<T>();
    }
}
