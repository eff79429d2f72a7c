using System.Text.Json;
using System.Text.RegularExpressions;

using Microsoft.AspNetCore.Mvc;

using PromptIntel.Api.Json;

namespace PromptIntel.Api.Errors;

/// <summary>
/// Says what is wrong with a JSON body: where, and what is allowed there. The serializer tells it in words only, so its messages are
/// read; a message not known here still gives 400 with the path, and tests pin the known ones.
/// </summary>
internal static partial class JsonProblems
{
    public static ProblemDetails Describe(JsonException exception)
    {
        string path = Field(exception.Path);

        if (exception is InvalidTextException)
        {
            return Invalid(Problem.Value, [(path, exception.Message)]);
        }

        if (UnknownMember().Match(exception.Message) is { Success: true } unknown)
        {
            return Invalid(Problem.Unknown, [(Join(path, unknown.Groups["name"].Value), AllowedFields(unknown.Groups["type"].Value))]);
        }

        if (MissingMembers().Match(exception.Message) is { Success: true } missing)
        {
            return Invalid(Problem.Value, missing.Groups["name"].Captures.Select(name => (Join(path, name.Value), "is required")));
        }

        if (NullMember().Match(exception.Message) is { Success: true } @null)
        {
            return Invalid(
                Problem.Value, [(Join(path, JsonNamingPolicy.SnakeCaseLower.ConvertName(@null.Groups["name"].Value)), "must not be null")]);
        }

        return WrongType().Match(exception.Message) is { Success: true } wrong
            ? Invalid(Problem.Value, [(path, $"must be {TypeName(wrong.Groups["type"].Value)}")])
            : Invalid(Problem.Syntax, [(path, Location(exception))]);
    }

    private static ProblemDetails Invalid(Problem kind, IEnumerable<(string Field, string Allowed)> fields)
    {
        var errors = fields.ToDictionary(field => field.Field, field => new[] { field.Allowed }, StringComparer.Ordinal);
        string detail = string.Join("; ", errors.Select(error => $"{error.Key}: {error.Value[0]}"));
        (string code, string title) = kind switch
        {
            Problem.Unknown => (ProblemCodes.UnknownField, "The request has a field that is not known here"),
            Problem.Syntax => (ProblemCodes.InvalidJson, "The body is not valid JSON"),
            _ => (ProblemCodes.InvalidRequest, "The request is not valid"),
        };
        return Problems.Details(StatusCodes.Status400BadRequest, code, title, detail, errors);
    }

    /// <summary><c>$.inputs[0].text</c> as <c>inputs[0].text</c>; the whole body is <c>$</c>.</summary>
    private static string Field(string? path) =>
        path is null or "$" or "" ? "$" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;

    // The serializer's path sometimes ends with the member already.
    private static string Join(string path, string name) =>
        path == "$" ? name : path == name || path.EndsWith($".{name}", StringComparison.Ordinal) ? path : $"{path}.{name}";

    private static string Location(JsonException exception) =>
        exception.LineNumber is { } line
            ? $"is not valid JSON at line {line + 1}, byte {exception.BytePositionInLine + 1}"
            : "is not valid JSON";

    private static string AllowedFields(string typeName)
    {
        Type? type = typeof(JsonProblems).Assembly.GetType(typeName);
        return type is null
            ? "is not known here"
            : "is not known here; allowed: " + string.Join(
                ", ",
                ApiJson.Options.GetTypeInfo(type).Properties.Select(property => property.Name).Order(StringComparer.Ordinal));
    }

    private static string TypeName(string type) => type switch
    {
        "System.String" => "a string",
        "System.Int32" or "System.Int64" => "a whole number in range",
        "System.Boolean" => "true or false",
        "System.Double" or "System.Decimal" => "a number",
        "System.Guid" => "a UUID",
        _ when type.StartsWith("System.Nullable`1[", StringComparison.Ordinal) => TypeName(type[18..^1]),
        _ when type.EndsWith("[]", StringComparison.Ordinal)
            || type.Contains("ImmutableArray`1", StringComparison.Ordinal)
            || type.Contains("List`1", StringComparison.Ordinal) => "an array",
        _ => "an object",
    };

    private enum Problem
    {
        Syntax,
        Value,
        Unknown,
    }

    [GeneratedRegex(
        "^The JSON property '(?<name>.*)' could not be mapped to any \\.NET member contained in type '(?<type>[^']+)'",
        RegexOptions.Singleline)]
    private static partial Regex UnknownMember();

    [GeneratedRegex("missing required properties including: (?:'(?<name>[^']+)'(?:; |\\.)?)+")]
    private static partial Regex MissingMembers();

    [GeneratedRegex(
        "^The (?:property or field|constructor parameter) '(?<name>[^']+)' on type '[^']+' doesn't allow (?:getting|setting) null values")]
    private static partial Regex NullMember();

    [GeneratedRegex("^The JSON value could not be converted to (?<type>[^ ]+?)\\. Path")]
    private static partial Regex WrongType();
}
