using System.Text.RegularExpressions;

using Microsoft.AspNetCore.Mvc;

namespace PromptIntel.Api.Errors;

/// <summary>Says what was wrong with a request that the framework refused, without the framework's own words.</summary>
internal static partial class BadRequests
{
    public static ProblemDetails Describe(BadHttpRequestException exception)
    {
        if (exception.StatusCode != StatusCodes.Status400BadRequest)
        {
            return Problems.ForStatus(exception.StatusCode, "", "");
        }

        // The framework names the parameter in its message only.
        return Parameter().Match(exception.Message) is { Success: true } match
            ? Field(match.Groups["name"].Value, Allowed(match.Groups["type"].Value))
            : Unreadable();
    }

    public static ProblemDetails Unreadable() =>
        Problems.Details(
            StatusCodes.Status400BadRequest,
            ProblemCodes.InvalidRequest,
            "The request is not valid",
            "The request or its body could not be read; a JSON body is expected where the route documents one.");

    private static ProblemDetails Field(string name, string allowed) =>
        Problems.Details(
            StatusCodes.Status400BadRequest,
            ProblemCodes.InvalidRequest,
            "The request is not valid",
            $"{name}: {allowed}",
            new Dictionary<string, string[]> { [name] = [allowed] });

    /// <summary>What a value of the type, nullable or not, must be.</summary>
    public static string Allowed(Type type) => Allowed((Nullable.GetUnderlyingType(type) ?? type).Name);

    private static string Allowed(string type) => Underlying(type) switch
    {
        "int" or "long" or nameof(Int32) or nameof(Int64) => "must be a whole number",
        "bool" or nameof(Boolean) => "must be true or false",
        "Guid" => "must be a UUID",
        "DateTimeOffset" => "must be a date and time in ISO 8601",
        _ => "is required or has the wrong form",
    };

    private static string Underlying(string type) =>
        type.StartsWith("Nullable<", StringComparison.Ordinal) ? type["Nullable<".Length..].TrimEnd('>') : type.TrimEnd('?');

    [GeneratedRegex("^(?:Failed to bind parameter|Required parameter) \"(?<type>[^ \"]+) (?<name>[^\"]+)\"")]
    private static partial Regex Parameter();
}
