using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

using Npgsql;

using NpgsqlTypes;

using PromptIntel.Adapters.Relational;

namespace PromptIntel.Adapters.Postgres;

/// <summary>A statement of the shared stores as the server takes it: parameters by position, so that the driver need not read the text each time.</summary>
internal sealed partial class PostgresStatement
{
    // Texts are constants of the stores, so they are few.
    private static readonly ConcurrentDictionary<string, PostgresStatement> Known = [];

    private readonly string _sql;
    private readonly ImmutableArray<string> _names;

    private PostgresStatement(string sql)
    {
        var names = new List<string>();
        _sql = ParameterName.Replace(
            InList.Replace(sql, match => $"{(match.Groups[1].Success ? "<> ALL" : "= ANY")}(@{match.Groups[2].Value})"),
            match =>
            {
                string name = match.Groups[1].Value;
                int index = names.FindIndex(one => Matches(one, name));

                if (index < 0)
                {
                    names.Add(name);
                    index = names.Count - 1;
                }

                return $"${index + 1}";
            });
        _names = [.. names];
    }

    public static NpgsqlBatchCommand ToCommand(string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments)
    {
        PostgresStatement statement = Known.GetOrAdd(sql, text => new PostgresStatement(text));
        var command = new NpgsqlBatchCommand(statement._sql);

        foreach (string name in statement._names)
        {
            command.Parameters.Add(Parameter(Find(name, arguments)));
        }

        return command;
    }

    private static SqlValue Find(string name, ReadOnlySpan<(string Name, SqlValue Value)> arguments)
    {
        foreach ((string candidate, SqlValue value) in arguments)
        {
            if (Matches(candidate, name))
            {
                return value;
            }
        }

        throw new InvalidOperationException($"The statement's parameter '{name}' was given no value.");
    }

    private static bool Matches(ReadOnlySpan<char> candidate, string name) => candidate.TrimStart('@').Equals(name, StringComparison.OrdinalIgnoreCase);

    private static NpgsqlParameter Parameter(SqlValue value)
    {
        var parameter = new NpgsqlParameter { Value = value.Value ?? DBNull.Value };

        if (TypeOf(value.Type) is { } type)
        {
            parameter.NpgsqlDbType = type;
        }

        return parameter;
    }

    private static NpgsqlDbType? TypeOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.String => NpgsqlDbType.Text,
        TypeCode.Int32 => NpgsqlDbType.Integer,
        TypeCode.Int64 => NpgsqlDbType.Bigint,
        TypeCode.Double => NpgsqlDbType.Double,
        TypeCode.Boolean => NpgsqlDbType.Boolean,
        _ when type == typeof(byte[]) => NpgsqlDbType.Bytea,
        _ when typeof(IEnumerable<string>).IsAssignableFrom(type) => NpgsqlDbType.Array | NpgsqlDbType.Text,
        _ => null,
    };

    /// <summary>A list is one parameter here, an array; the other product has one for each of its values.</summary>
    [GeneratedRegex(@"\b(NOT )?IN @(\w+)")]
    private static partial Regex InList { get; }

    [GeneratedRegex(@"(?<![@\w])@(\w+)")]
    private static partial Regex ParameterName { get; }
}
