using System.Collections.Concurrent;
using System.Reflection;

using Dapper;

namespace PromptIntel.Adapters.Relational;

/// <summary>Arguments by name, from an object whose properties they are.</summary>
internal static class SqlArguments
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = [];

    public static (string Name, SqlValue Value)[] Of(object? parameters) => parameters switch
    {
        null => [],
        DynamicParameters dynamic => [.. dynamic.ParameterNames.Select(name => (name, Of(dynamic.Get<object?>(name), typeof(object))))],
        _ => [.. Properties.GetOrAdd(parameters.GetType(), type => type.GetProperties()).Select(property => (property.Name, Of(property.GetValue(parameters), property.PropertyType)))],
    };

    private static SqlValue Of(object? value, Type declared)
    {
        Type type = declared == typeof(object) && value is not null ? value.GetType() : declared;
        return new SqlValue(value, Nullable.GetUnderlyingType(type) ?? type);
    }
}
