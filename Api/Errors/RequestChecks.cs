using System.Reflection;

using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

using PromptIntel.Core.Json;

namespace PromptIntel.Api.Errors;

/// <summary>
/// Endpoint filters that refuse a request before its handler runs: bodies that fail their own check, query parameters that are unknown
/// or that no store takes.
/// </summary>
internal static class RequestChecks
{
    public static TBuilder WithRequestChecks<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilterFactory((factory, next) =>
        {
            Dictionary<string, Type> query = QueryTypes(factory.MethodInfo);
            string? prefix = factory.MethodInfo.GetCustomAttribute<OpenQueryAttribute>()?.Prefix;
            return context => Refuse(context, query, prefix) is { } problem ? ValueTask.FromResult<object?>(problem) : next(context);
        });

    private static ProblemHttpResult? Refuse(EndpointFilterInvocationContext context, Dictionary<string, Type> query, string? prefix)
    {
        if (context.HttpContext.Response.StatusCode == StatusCodes.Status400BadRequest)
        {
            return RefuseValues(context.HttpContext.Request.Query, query);
        }

        foreach (string name in context.HttpContext.Request.Query.Keys)
        {
            if (!query.ContainsKey(name) && (prefix is null || !name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                string allowed = query.Count == 0
                    ? "is not known here; this route takes no query parameters"
                    : $"is not known here; allowed: {string.Join(", ", query.Keys.Order(StringComparer.Ordinal))}";
                return Problems.Result(
                    StatusCodes.Status400BadRequest,
                    ProblemCodes.UnknownField,
                    "The request has a field that is not known here",
                    $"{name}: {allowed}",
                    new Dictionary<string, string[]> { [name] = [allowed] });
            }
        }

        var errors = new RequestErrors();

        foreach ((string name, StringValues values) in context.HttpContext.Request.Query)
        {
            errors.Require(!values.Any(value => value!.Contains('\0', StringComparison.Ordinal)), name, StorableJson.HasNul);

            // The framework takes an empty one for none: of version= everybody would get production.
            errors.Require(
                !query.TryGetValue(name, out Type? type) || type == typeof(string) || !values.Any(string.IsNullOrEmpty),
                name, type is null ? "" : BadRequests.Allowed(type));
        }

        foreach (object? argument in context.Arguments)
        {
            (argument as ICheckedRequest)?.Check(errors);
        }

        return errors.ToProblem();
    }

    /// <summary>A value could not be bound: the first one that has not the form of its parameter.</summary>
    private static ProblemHttpResult RefuseValues(IQueryCollection values, Dictionary<string, Type> query)
    {
        foreach ((string name, Type type) in query)
        {
            if (QueryValues.Refuse(type, values[name]) is { } allowed)
            {
                return Problems.Invalid(name, allowed);
            }
        }

        return TypedResults.Problem(BadRequests.Unreadable());
    }

    /// <summary>What a handler may bind from the query: its optional parameters of simple type, by name.</summary>
    private static Dictionary<string, Type> QueryTypes(MethodInfo handler) =>
        handler.GetParameters().Where(IsQuery).ToDictionary(
            parameter => parameter.GetCustomAttribute<FromQueryAttribute>()?.Name ?? parameter.Name!,
            parameter => parameter.ParameterType,
            StringComparer.Ordinal);

    private static bool IsQuery(ParameterInfo parameter) =>
        parameter.HasDefaultValue && (Nullable.GetUnderlyingType(parameter.ParameterType) is not null
            || parameter.ParameterType == typeof(string)
            || parameter.ParameterType.IsPrimitive);
}

/// <summary>The handler reads query parameters of a caller's own names, behind a prefix.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenQueryAttribute(string prefix) : Attribute
{
    public string Prefix => prefix;
}
