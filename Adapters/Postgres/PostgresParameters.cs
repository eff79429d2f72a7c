using Npgsql;

using NpgsqlTypes;

using PromptIntel.Adapters.Relational;

namespace PromptIntel.Adapters.Postgres;

/// <summary>Arguments as the driver takes them, each with its type: a statement is prepared once, whichever of them are null.</summary>
internal static class PostgresParameters
{
    public static NpgsqlParameter Of(string name, SqlValue value)
    {
        var parameter = new NpgsqlParameter(name, value.Value ?? DBNull.Value);

        if (TypeOf(value.Type) is { } type)
        {
            parameter.NpgsqlDbType = type;
        }

        return parameter;
    }

    /// <summary>Null leaves the type to the server.</summary>
    private static NpgsqlDbType? TypeOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.String => NpgsqlDbType.Text,
        TypeCode.Int32 => NpgsqlDbType.Integer,
        TypeCode.Int64 => NpgsqlDbType.Bigint,
        TypeCode.Double => NpgsqlDbType.Double,
        TypeCode.Boolean => NpgsqlDbType.Boolean,
        _ when type == typeof(byte[]) => NpgsqlDbType.Bytea,
        _ when type == typeof(string[]) => NpgsqlDbType.Array | NpgsqlDbType.Text,
        _ => null,
    };
}
