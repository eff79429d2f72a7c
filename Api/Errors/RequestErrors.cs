using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Api.Errors;

/// <summary>A request body that checks itself before its handler runs.</summary>
internal interface ICheckedRequest
{
    void Check(RequestErrors errors);
}

/// <summary>Collects what is wrong with a request, by field, so that a client mends it once. Not for concurrent use.</summary>
internal sealed class RequestErrors
{
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    private bool IsEmpty => _errors.Count == 0;

    /// <summary>400 with all that was collected; null when there is nothing.</summary>
    public ProblemHttpResult? ToProblem() => IsEmpty
        ? null
        : Problems.Result(
            StatusCodes.Status400BadRequest,
            ProblemCodes.InvalidRequest,
            "The request is not valid",
            string.Join("; ", _errors.Select(error => $"{error.Key}: {string.Join(", ", error.Value)}")),
            _errors);

    /// <param name="allowed">What is allowed; not the value that was sent.</param>
    public void Require(bool holds, string field, string allowed)
    {
        if (!holds)
        {
            _errors[field] = [.. _errors.GetValueOrDefault(field, []), allowed];
        }
    }

    public void RequireNamespace(string? text, string field = "namespace") =>
        Require(EntryKey.IsNamespace(text), field, $"must match {EntryKey.NamespacePattern}");

    public void RequireName(string? text, string field = "name") =>
        Require(EntryKey.IsName(text), field, $"must match {EntryKey.NamePattern}");

    public void RequireRange(int? value, int from, int to, string field) =>
        Require(value is null || (value >= from && value <= to), field, $"must be {from} to {to}");

    public void RequireLength(string? text, int longest, string field) =>
        Require(text is null || text.Length <= longest, field, $"must be at most {longest} characters");
}
